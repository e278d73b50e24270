import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Tx } from '../platform/database/index.js';
import type { JobRun } from '../platform/jobs/index.js';
import type { JudgedRow } from './file-kind.js';
import { FileKindRegistry } from './file-kind.registry.js';
import type { OutcomeCounts } from './import.row.js';
import { ImportRunRepository, type RowToRead } from './import-run.repository.js';
import { BATCH_ROWS, batchOf, countsOf, ImportRunner, type ImportAtWork } from './import-runner.js';

const NO_ROWS: OutcomeCounts = { create: 0, update: 0, unchanged: 0, error: 0 };

/** Ends the one transaction of an import in which a row can no longer be written. */
class RefusedRowsError extends Error {
  constructor(readonly judged: JudgedRow[]) {
    super('Rows that were fine when they were checked cannot be written.');
    this.name = 'RefusedRowsError';
  }
}

/** Writes the rows of a file that was checked. */
@Injectable()
export class ApplyImport {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly runner: ImportRunner,
    private readonly runs: ImportRunRepository,
    private readonly kinds: FileKindRegistry,
  ) {}

  run(importId: string, job: JobRun): Promise<void> {
    return this.runner.run(importId, 'APPLYING', job, (at) =>
      at.record.mode === 'ROW_BY_ROW' ? this.rowByRow(at) : this.allOrNothing(at),
    );
  }

  /** Each batch is a transaction of its own; rows with an error are left out. */
  private async rowByRow(at: ImportAtWork): Promise<void> {
    const whole = await this.runner.eachBatch(at, async (tx, rows) => {
      const touched = new Set<string>();
      const judged = await this.write(tx, at, rows, touched);
      await this.runs.storeOutcomes(tx, at.run.importId, judged);
      await this.runs.raiseRevisions(tx, touched);
      return countsOf(rows, judged);
    });
    if (!whole) return;
    await this.unitOfWork.run(at.ctx, (tx) => this.runs.end(tx, at.run, 'APPLIED'));
  }

  private async allOrNothing(at: ImportAtWork): Promise<void> {
    if (at.record.errorCount > 0) {
      const failure = `${at.record.errorCount} rows have errors, so nothing was written.`;
      await this.unitOfWork.run(at.ctx, (tx) => this.runs.end(tx, at.run, 'FAILED', failure));
      return;
    }
    try {
      await this.unitOfWork.run(at.ctx, (tx) => this.writeAll(tx, at), {
        background: true,
        // A run that comes back finds the import applied, and does nothing.
        keyed: true,
      });
    } catch (error) {
      if (!(error instanceof RefusedRowsError)) throw error;
      await this.refuse(at, error.judged);
    }
  }

  /** The revisions of the markets are raised last: until then no order waits for this transaction because of them. */
  private async writeAll(tx: Tx, at: ImportAtWork): Promise<void> {
    const touched = new Set<string>();
    let counts = NO_ROWS;
    let done = 0;
    for (;;) {
      at.goOn();
      const rows = await this.runs.rowsAfter(tx, at.run.importId, done, BATCH_ROWS);
      const last = rows.at(-1);
      if (last === undefined) break;
      const judged = await this.write(tx, at, rows, touched);
      if (judged.some(({ outcome }) => outcome.kind === 'ERROR'))
        throw new RefusedRowsError(judged);
      await this.runs.storeOutcomes(tx, at.run.importId, changed(rows, judged));
      counts = sumOf(counts, countsOf(rows, judged));
      done = last.number;
      await this.tellProgress(at, done);
    }
    await this.runs.setCounts(tx, at.run, counts);
    if (!(await this.runs.end(tx, at.run, 'APPLIED'))) {
      throw new Error('Another run has taken the import over.');
    }
    await this.runs.raiseRevisions(tx, touched);
  }

  /** On a connection of its own: what the long transaction notes is seen only at its end. */
  private tellProgress(at: ImportAtWork, done: number): Promise<void> {
    return this.unitOfWork.run(at.ctx, (tx) => this.runs.storeProgress(tx, at.run, done, NO_ROWS));
  }

  private async refuse(at: ImportAtWork, judged: JudgedRow[]): Promise<void> {
    const count = judged.filter(({ outcome }) => outcome.kind === 'ERROR').length;
    const failure = `Things have changed since the file was checked: ${count} rows can no longer be written, so nothing was.`;
    await this.unitOfWork.run(at.ctx, async (tx) => {
      await this.runs.storeOutcomes(tx, at.run.importId, judged);
      await this.runs.countOutcomes(tx, at.run.importId);
      await this.runs.end(tx, at.run, 'FAILED', failure);
    });
  }

  private write(
    tx: Tx,
    at: ImportAtWork,
    rows: RowToRead[],
    touched: Set<string>,
  ): Promise<JudgedRow[]> {
    return this.kinds.of(at.record.kind).write(at.ctx, tx, batchOf(rows, at), touched);
  }
}

function changed(rows: readonly RowToRead[], judged: readonly JudgedRow[]): JudgedRow[] {
  const before = new Map(rows.map(({ number, outcome }) => [number, outcome]));
  return judged.filter(({ number, outcome }) => before.get(number) !== outcome.kind);
}

function sumOf(one: OutcomeCounts, other: OutcomeCounts): OutcomeCounts {
  return {
    create: one.create + other.create,
    update: one.update + other.update,
    unchanged: one.unchanged + other.unchanged,
    error: one.error + other.error,
  };
}
