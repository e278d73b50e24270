import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/index.js';
import { addJob, JobRegistry } from '../platform/jobs/index.js';
import { ApplyImport } from './apply-import.js';
import { CheckImport } from './check-import.js';
import { ImportRunRepository } from './import-run.repository.js';
import { APPLY_TASK, CHECK_TASK, importIdOf, jobOf } from './import.task.js';

const WATCH_TASK = 'exchange.watch';

/** What is done with imports in the background. */
@Injectable()
export class ImportJob implements OnModuleInit {
  constructor(
    private readonly jobs: JobRegistry,
    private readonly check: CheckImport,
    private readonly apply: ApplyImport,
    private readonly unitOfWork: UnitOfWork,
    private readonly runs: ImportRunRepository,
  ) {}

  onModuleInit(): void {
    this.jobs.task(CHECK_TASK, (payload, run) => this.check.run(importIdOf(payload), run));
    this.jobs.task(APPLY_TASK, (payload, run) => this.apply.run(importIdOf(payload), run));
    this.jobs.task(WATCH_TASK, () => this.watch());
    this.jobs.cron({ task: WATCH_TASK, match: '* * * * *' });
  }

  /**
   * Imports whose run ended with its process go on in another one, long before the queue would notice; what waited too
   * long expires.
   */
  watch(): Promise<void> {
    return this.unitOfWork.runSystem('imports are looked after', async (tx) => {
      for (const { id, state } of await this.runs.stalled(tx)) {
        const { name, payload, key } = jobOf(id, state);
        await addJob(tx, name, payload, { jobKey: key });
      }
      await this.runs.clear(tx);
    });
  }
}
