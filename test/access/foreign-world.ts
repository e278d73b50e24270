import type { InputWorld } from './input-world.js';

export interface ForeignWorld extends InputWorld {
  otherDraftId: string;
  otherLineId: string;
}

export type Asker = 'admin' | 'applicant' | 'far desk' | 'far manager' | 'far catalog';

export interface Place {
  /** Somebody who may use the field, and to whom the foreign id belongs not. */
  by: Asker;
  foreign: (world: ForeignWorld) => string;
  /** What a foreign id and an unknown one are answered with alike: codes, or nothing found. */
  answer: string;
}
