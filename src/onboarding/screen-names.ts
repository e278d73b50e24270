import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/index.js';
import { screeningKey } from './screening-name.rules.js';
import { HIT_SCORE, screeningScore } from './screening-score.rules.js';
import {
  ScreeningRepository,
  type ScreeningHitRow,
  type ScreeningSubject,
} from './screening.repository.js';

export interface ScreenedName {
  subject: ScreeningSubject;
  name: string;
}

export type ScreeningHits = Omit<ScreeningHitRow, 'applicationId'>[];

/** More hits than these make nobody wiser. */
const HITS_MAX = 50;

/** Looks names up in the list that is loaded. */
@Injectable()
export class ScreenNames {
  constructor(private readonly screening: ScreeningRepository) {}

  /** The listed names that a person should look at, those most alike first; of a party its best name for each subject. */
  async run(tx: Tx, names: readonly ScreenedName[]): Promise<ScreeningHits> {
    const hits = new Map<string, ScreeningHits[number]>();
    for (const { subject, name } of names) {
      const key = screeningKey(name);
      if (key === '') continue;
      for (const { likeness, ...listed } of await this.screening.near(tx, key)) {
        const score = screeningScore(name, listed.alias ?? listed.name, likeness);
        const party = JSON.stringify([subject, name, listed.list, listed.reference]);
        if (score < HIT_SCORE || score <= (hits.get(party)?.score ?? 0)) continue;
        hits.set(party, { ...listed, subject, subjectName: name, score });
      }
    }
    return [...hits.values()].sort((a, b) => b.score - a.score).slice(0, HITS_MAX);
  }
}
