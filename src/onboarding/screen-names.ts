import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/index.js';
import { screeningWords } from './screening-name.rules.js';
import { HIT_SCORE, screeningScore, TELLING_FROM } from './screening-score.rules.js';
import {
  ScreeningRepository,
  type ListedName,
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
      for (const { likeness, ...listed } of await this.candidates(tx, name)) {
        const score = screeningScore(name, listed.alias ?? listed.name, likeness);
        const party = JSON.stringify([subject, name, listed.list, listed.reference]);
        if (score < HIT_SCORE || score <= (hits.get(party)?.score ?? 0)) continue;
        hits.set(party, { ...listed, subject, subjectName: name, score });
      }
    }
    return [...hits.values()].sort((a, b) => b.score - a.score).slice(0, HITS_MAX);
  }

  /** Those like the whole name, and those like a telling word of it: in a long name a short one is lost. */
  private async candidates(tx: Tx, name: string): Promise<ListedName[]> {
    const words = screeningWords(name);
    if (words.length === 0) return [];
    const found = await this.screening.near(tx, words.join(' '));
    if (words.length === 1) return found;
    for (const word of words.filter(({ length }) => length >= TELLING_FROM)) {
      const near = await this.screening.near(tx, word);
      // How alike they are to one word says nothing of the name.
      found.push(...near.map((listed) => ({ ...listed, likeness: 0 })));
    }
    return found;
  }
}
