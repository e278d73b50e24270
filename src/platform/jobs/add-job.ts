import type { Tx } from '../database/index.js';

export interface JobOptions {
  /** Not before this time. */
  runAt?: Date;
  /** A waiting job with the same key is replaced, so that the work is done once. */
  jobKey?: string;
}

/** Adds a background job in this transaction: it exists when the transaction commits, and never otherwise. */
export async function addJob(
  tx: Tx,
  name: string,
  payload: object,
  options: JobOptions = {},
): Promise<void> {
  await tx.named('platform.add_job', 'SELECT platform.add_job($1, $2, coalesce($3, now()), $4)', [
    name,
    JSON.stringify(payload),
    options.runAt ?? null,
    options.jobKey ?? null,
  ]);
}
