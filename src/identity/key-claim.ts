import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { checkText, ProblemError, type Facts } from '../kernel/index.js';
import type { Tx } from '../platform/database/index.js';

export interface Claim {
  /** Whose key it is: keys of two owners are never the same. */
  owner: string;
  operation: string;
  key: string;
  input: Facts;
}

/** Makes a thing once per idempotency key; the same key with the same input answers what it made. */
@Injectable()
export class KeyClaim {
  async once(tx: Tx, claim: Claim, make: () => Promise<string>): Promise<string> {
    const path = ['input', 'idempotencyKey'];
    const problems = checkText(claim.key, {
      path,
      name: 'idempotency key',
      max: 255,
      required: true,
    });
    if (problems.length > 0) throw new ProblemError(problems);
    const { owner, operation, key } = claim;
    const [row] = await tx.query<{ state: string; result: { id: string } | null }>(
      'SELECT state, result FROM platform.claim_key($1, $2, $3, $4)',
      [owner, operation, key, fingerprintOf(claim.input)],
    );
    if (row?.state === 'REPLAY' && row.result !== null) {
      return row.result.id;
    }
    if (row?.state !== 'NEW') {
      throw new ProblemError({
        code: 'IDEMPOTENCY_KEY_REUSED',
        message: 'This key was used with another input. Take a new one for a new request.',
        path,
      });
    }
    const id = await make();
    await tx.query('SELECT platform.complete_key($1, $2, $3, $4)', [
      owner,
      operation,
      key,
      JSON.stringify({ id }),
    ]);
    return id;
  }
}

function fingerprintOf(input: Facts): string {
  const sorted = Object.entries(input).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
}
