import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/index.js';
import type { LetterLocale } from './letter-locale.rules.js';
import * as sql from './letter.sql.js';

/** A letter of which this process makes an attempt. */
export interface ClaimedLetter {
  id: string;
  kind: string;
  recipient: string;
  locale: LetterLocale;
  params: object;
  messageId: string;
  attempts: number;
  queuedAt: Date;
  /** The time at which it was queued, exact and sortable. */
  stamp: string;
}

/** What the sender does with letters. */
@Injectable()
export class LetterRepository {
  /** One that is due, or the given one if that is; nobody else has it until the attempt counts as dead. */
  async claim(
    tx: Tx,
    domain: string,
    id: string | null = null,
  ): Promise<ClaimedLetter | undefined> {
    const [letter] = await tx.query<ClaimedLetter>(sql.CLAIM, [id, domain]);
    return letter;
  }

  /** How many have become useless before they were sent. */
  async expire(tx: Tx): Promise<number> {
    return (await tx.query(sql.EXPIRE)).length;
  }

  async sent(tx: Tx, { id }: ClaimedLetter): Promise<void> {
    await tx.query(sql.SENT, [id]);
  }

  async failed(tx: Tx, { id }: ClaimedLetter, failure: string): Promise<void> {
    await tx.query(sql.FAILED, [id, failure]);
  }

  /** False when it has been tried for long enough, and has failed therefore. */
  async postponed(
    tx: Tx,
    { id }: ClaimedLetter,
    failure: string,
    seconds: number,
  ): Promise<boolean> {
    const [letter] = await tx.query<{ state: string }>(sql.POSTPONED, [id, failure, seconds]);
    return letter?.state !== 'FAILED';
  }

  async clear(tx: Tx): Promise<void> {
    await tx.query(sql.CLEAR);
  }
}
