import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Tx } from '../platform/database/index.js';
import type { JobRun } from '../platform/jobs/index.js';
import { FileKindRegistry } from './file-kind.registry.js';
import type { OutcomeCounts } from './import.row.js';
import { ImportRunRepository, type RowToRead } from './import-run.repository.js';
import { batchOf, countsOf, ImportRunner, type ImportAtWork } from './import-runner.js';

/** Finds out what each row of a file would do, and writes nothing but that. */
@Injectable()
export class CheckImport {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly runner: ImportRunner,
    private readonly runs: ImportRunRepository,
    private readonly kinds: FileKindRegistry,
  ) {}

  run(importId: string, job: JobRun): Promise<void> {
    return this.runner.run(importId, 'CHECKING', job, async (at) => {
      const whole = await this.runner.eachBatch(at, (tx, rows, done) =>
        this.check(tx, at, rows, done),
      );
      if (!whole) return;
      await this.unitOfWork.run(at.ctx, (tx) => this.runs.end(tx, at.run, 'CHECKED'));
    });
  }

  private async check(
    tx: Tx,
    at: ImportAtWork,
    rows: RowToRead[],
    done: number,
  ): Promise<OutcomeCounts> {
    const { importId } = at.run;
    const judged = await this.kinds
      .of(at.record.kind)
      .judge(at.ctx, tx, batchOf(rows, at), (keys) =>
        this.runs.earlierLines(tx, importId, keys, done),
      );
    await this.runs.storeOutcomes(tx, importId, judged);
    return countsOf(rows, judged);
  }
}
