import { checkText, ProblemError, type Facts } from '../../kernel/index.js';
import type { Tx } from '../database/index.js';
import { fingerprintOf } from './fingerprint.js';

export interface KeyedRequest {
  /** Whose key it is: the same key of another owner is another key. */
  owner: string;
  operation: string;
  key: string;
  /** The input with its defaults applied, without the key. */
  input: unknown;
}

export interface KeyedResult<T> {
  result: T;
  /** True when an earlier request with this key has done the work. */
  replayed: boolean;
}

const KEY_PATH = ['input', 'idempotencyKey'];

/**
 * Does the work once per key, however often and however parallel the request comes. It belongs inside the unit of work
 * of what it guards: a refusal rolls the claim back, and the key stays free.
 */
export async function onceByKey<T extends Facts>(
  tx: Tx,
  request: KeyedRequest,
  work: () => Promise<T>,
): Promise<KeyedResult<T>> {
  const { owner, operation, key } = request;
  const problems = checkText(key, {
    path: KEY_PATH,
    name: 'idempotency key',
    max: 255,
    required: true,
  });
  if (problems.length > 0) throw new ProblemError(problems);
  const [claim] = await tx.named<{ state: string; result: T | null }>(
    'platform_claim_key',
    'SELECT state, result FROM platform.claim_key($1, $2, $3, $4)',
    [owner, operation, key, fingerprintOf(request.input)],
  );
  if (claim?.state === 'REPLAY' && claim.result !== null)
    return { result: claim.result, replayed: true };
  if (claim?.state !== 'NEW') {
    throw new ProblemError({
      code: 'IDEMPOTENCY_KEY_REUSED',
      message:
        'This key was used with another input. Send the first input again, or take a new key.',
      path: KEY_PATH,
    });
  }
  const result = await work();
  await tx.named('platform_complete_key', 'SELECT platform.complete_key($1, $2, $3, $4)', [
    owner,
    operation,
    key,
    JSON.stringify(result),
  ]);
  return { result, replayed: false };
}
