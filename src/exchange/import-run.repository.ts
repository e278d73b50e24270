import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/index.js';
import type { JudgedRow, KeptRow } from './file-kind.js';
import type { ImportRowOutcome } from './import.enum.js';
import type { ImportState } from './import.machine.js';
import type { ImportRecord, OutcomeCounts } from './import.row.js';
import * as sql from './import.sql.js';
import type { WorkingState } from './import.task.js';

/** One attempt of a job at an import. */
export interface Run {
  importId: string;
  runId: string;
}

export interface RowToRead extends KeptRow {
  outcome: ImportRowOutcome | null;
}

/** What jobs do with an import: only the run that has claimed it may write. */
@Injectable()
export class ImportRunRepository {
  /** Undefined when it is in another state, or another run works on it. */
  async claim(tx: Tx, { importId, runId }: Run, state: ImportState) {
    const [row] = await tx.query<ImportRecord>(sql.CLAIM, [importId, runId, state]);
    return row;
  }

  async release(tx: Tx, { importId, runId }: Run): Promise<void> {
    await tx.query(sql.RELEASE, [importId, runId]);
  }

  /** Keeps any other run from working on it until the end of the transaction. */
  async lock(tx: Tx, { importId, runId }: Run): Promise<ImportRecord | undefined> {
    const [row] = await tx.query<ImportRecord>(sql.LOCK_RUN, [importId, runId]);
    return row;
  }

  rowsAfter(tx: Tx, importId: string, number: number, limit: number): Promise<RowToRead[]> {
    return tx.query<RowToRead>(sql.ROWS_AFTER, [importId, number, limit]);
  }

  /** The lines of the first rows about the same things, among the rows up to a number. */
  async earlierLines(
    tx: Tx,
    importId: string,
    keys: string[],
    upTo: number,
  ): Promise<Map<string, number>> {
    const rows = await tx.query<{ key: string; line: number }>(sql.EARLIER_LINES, [
      importId,
      keys,
      upTo,
    ]);
    return new Map(rows.map(({ key, line }) => [key, line]));
  }

  /** In the order of their numbers. */
  async storeOutcomes(tx: Tx, importId: string, judged: readonly JudgedRow[]): Promise<void> {
    const [first, last] = [judged.at(0), judged.at(-1)];
    if (!first || !last) return;
    const rows = judged.map(({ number, key, outcome }) => ({
      number,
      key,
      outcome: outcome.kind,
      ...(outcome.kind === 'ERROR' && { problems: outcome.problems }),
    }));
    const range = [first.number, last.number];
    await tx.query(sql.STORE_OUTCOMES, [importId, JSON.stringify(rows), ...range]);
  }

  async storeProgress(tx: Tx, run: Run, done: number, counts: OutcomeCounts): Promise<void> {
    const { create, update, unchanged, error } = counts;
    await tx.query(sql.STORE_PROGRESS, [
      run.importId,
      run.runId,
      done,
      create,
      update,
      unchanged,
      error,
    ]);
  }

  async setCounts(tx: Tx, { importId, runId }: Run, counts: OutcomeCounts): Promise<void> {
    const { create, update, unchanged, error } = counts;
    await tx.query(sql.SET_COUNTS, [importId, runId, create, update, unchanged, error]);
  }

  async countOutcomes(tx: Tx, importId: string): Promise<void> {
    await tx.query(sql.COUNT_OUTCOMES, [importId]);
  }

  /** False when another run has taken over. */
  async end(
    tx: Tx,
    { importId, runId }: Run,
    state: ImportState,
    failure: string | null = null,
  ): Promise<boolean> {
    const rows = await tx.query(sql.END_RUN, [importId, runId, state, failure]);
    return rows.length > 0;
  }

  async raiseRevisions(tx: Tx, marketCodes: ReadonlySet<string>): Promise<void> {
    if (marketCodes.size > 0) await tx.query(sql.RAISE_REVISIONS, [[...marketCodes]]);
  }

  stalled(tx: Tx): Promise<{ id: string; state: WorkingState }[]> {
    return tx.query(sql.STALLED);
  }

  /** What waited too long, and the rows of what is over. */
  async clear(tx: Tx): Promise<void> {
    await tx.query(sql.DROP_ABANDONED);
    await tx.query(sql.EXPIRE);
    await tx.query(sql.DROP_OLD_ROWS);
  }
}
