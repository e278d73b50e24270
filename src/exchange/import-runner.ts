import { Injectable, Logger } from '@nestjs/common';
import { newId, ProblemError } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { UnitOfWork, type Tx } from '../platform/database/index.js';
import type { JobRun } from '../platform/jobs/index.js';
import type { JudgedRow, RowBatch } from './file-kind.js';
import { FileKindRegistry } from './file-kind.registry.js';
import { readHeader } from './file-header.rules.js';
import type { ImportRecord, OutcomeCounts } from './import.row.js';
import { ImportRunRepository, type Run, type RowToRead } from './import-run.repository.js';
import type { WorkingState } from './import.task.js';

export const BATCH_ROWS = 1000;
/** After so many attempts it is not the moment that is wrong: sooner, when the rows are to blame. */
const ATTEMPTS_MAX = 5;
const REFUSED_ATTEMPTS_MAX = 2;

/** An import in the hands of one run of a job. */
export interface ImportAtWork {
  run: Run;
  record: ImportRecord;
  /** The person who sent the file: what is written, they write. */
  ctx: RequestContext;
  names: readonly (string | null)[];
  /** Throws when the server is about to stop; the job is then tried again. */
  goOn: () => void;
}

/** Lets one run at a time work on an import, and lets another take over what a run has left undone. */
@Injectable()
export class ImportRunner {
  private readonly logger = new Logger(ImportRunner.name);

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly runs: ImportRunRepository,
    private readonly kinds: FileKindRegistry,
  ) {}

  async run(
    importId: string,
    state: WorkingState,
    { attempt, signal }: JobRun,
    work: (at: ImportAtWork) => Promise<void>,
  ): Promise<void> {
    const run = { importId, runId: newId() };
    const record = await this.unitOfWork.runSystem('an import goes on', (tx) =>
      this.runs.claim(tx, run, state),
    );
    if (record === undefined) return;
    const ctx = contextOf(record);
    const goOn = () => {
      if (signal?.aborted === true) throw new Error('The server stops; the import goes on later.');
    };
    const { names } = readHeader(record.columns, this.kinds.of(record.kind).columns);
    try {
      await work({ run, record, ctx, names, goOn });
    } catch (error) {
      const most = error instanceof ProblemError ? REFUSED_ATTEMPTS_MAX : ATTEMPTS_MAX;
      if (attempt < most || signal?.aborted === true) {
        await this.unitOfWork.run(ctx, (tx) => this.runs.release(tx, run));
        throw error;
      }
      if (!(error instanceof ProblemError)) {
        this.logger.error(`The import ${importId} cannot be finished.`, error);
      }
      const failure = `${reasonOf(error, importId)} ${whatIsLeft(record)}`;
      await this.unitOfWork.run(ctx, (tx) => this.runs.end(tx, run, 'FAILED', failure));
    }
  }

  /**
   * Goes through the rows from where the last run stopped; each batch and the note that it is done are one transaction.
   * Gives false when another run has taken over.
   */
  async eachBatch(
    at: ImportAtWork,
    work: (tx: Tx, rows: RowToRead[], done: number) => Promise<OutcomeCounts>,
  ): Promise<boolean> {
    const { run, ctx } = at;
    for (;;) {
      at.goOn();
      const more = await this.unitOfWork.run(
        ctx,
        async (tx) => {
          const record = await this.runs.lock(tx, run);
          if (record === undefined) return undefined;
          const rows = await this.runs.rowsAfter(tx, run.importId, record.doneCount, BATCH_ROWS);
          const last = rows.at(-1);
          if (last === undefined) return false;
          const counts = await work(tx, rows, record.doneCount);
          await this.runs.storeProgress(tx, run, last.number, counts);
          return true;
        },
        { background: true },
      );
      if (more !== true) return more === false;
    }
  }
}

/** What rows without an outcome were, or were not, before; those that have an error already keep it. */
export function batchOf(rows: readonly RowToRead[], at: ImportAtWork): RowBatch {
  return { rows: rows.filter(({ outcome }) => outcome !== 'ERROR'), names: at.names };
}

export function countsOf(rows: readonly RowToRead[], judged: readonly JudgedRow[]): OutcomeCounts {
  const of = (kind: JudgedRow['outcome']['kind']) =>
    judged.filter(({ outcome }) => outcome.kind === kind).length;
  return {
    create: of('CREATE'),
    update: of('UPDATE'),
    unchanged: of('UNCHANGED'),
    error: of('ERROR') + rows.length - judged.length,
  };
}

function reasonOf(error: unknown, importId: string): string {
  return error instanceof ProblemError
    ? error.problems.map(({ message }) => message).join(' ')
    : `Something went wrong on our side. Tell us the import ${importId}.`;
}

function whatIsLeft({ state, mode }: ImportRecord): string {
  return state === 'APPLYING' && mode === 'ROW_BY_ROW'
    ? 'The rows before that were written: progress tells how many.'
    : 'Nothing was written.';
}

function contextOf({ caller, requestId, ip }: ImportRecord): RequestContext {
  return { requestId, caller, ip, userAgent: null };
}
