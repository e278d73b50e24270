import type { Rivals, Side } from '../support/world/rivals.world.js';

export type Arguments = Record<string, unknown>;

/** A world in which every argument below names something, with a draft of the side to work on. */
export interface InputWorld {
  rivals: Rivals;
  side: Side;
  /** Where mutations act: an order that waits for its approval, one that is held, a confirmed one, and a draft. */
  draftId: string;
}

export type Arguer = (world: InputWorld) => Arguments | Promise<Arguments>;
