import { newId } from '../../kernel/index.js';
import type { Tx } from '../database/index.js';
import type { LetterKind } from './letter-kind.js';
import { letterLocaleOf } from './letter-locale.rules.js';
import { SEND_TASK } from './letter.task.js';

export interface LetterToQueue<P extends object> {
  /** One e-mail address. */
  to: string;
  /** The reader's language; the letter comes in the nearest one that we write. */
  locale: string;
  params: P;
  /** From then on the letter is of no use, such as when the link in it has expired. */
  expiresAt?: Date;
}

/**
 * Writes a letter in this transaction: it is sent soon after the commit, at least once, and never when the transaction
 * rolls back.
 */
export async function queueLetter<P extends object>(
  tx: Tx,
  kind: LetterKind<P>,
  letter: LetterToQueue<P>,
): Promise<void> {
  await tx.named(
    'platform.queue_letter',
    `WITH letter AS (
       INSERT INTO platform.letter (id, kind, recipient, locale, params, expires_at) VALUES ($1, $2, $3, $4, $5, $6)
     )
     SELECT platform.add_job($7, json_build_object('id', $1::uuid))`,
    [
      newId(),
      kind.name,
      letter.to,
      letterLocaleOf(letter.locale),
      JSON.stringify(letter.params, withoutNul),
      letter.expiresAt ?? null,
      SEND_TASK,
    ],
  );
}

/** The database stores no such character. */
function withoutNul(_name: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll('\0', '') : value;
}
