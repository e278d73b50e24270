import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { systemContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { JobRegistry } from '../platform/jobs/index.js';
import { ApplicationMoves } from './application-moves.js';
import { ApplicationRepository } from './application.repository.js';

const TASK = 'onboarding.expire';
const REASON = 'an application waited too long for its applicant';
const BATCH = 100;

/**
 * Writes down every minute which applications are over. They count as such from their time on, so that nothing depends on
 * when this comes.
 */
@Injectable()
export class ExpireApplications implements OnModuleInit {
  private readonly logger = new Logger(ExpireApplications.name);

  constructor(
    private readonly jobs: JobRegistry,
    private readonly unitOfWork: UnitOfWork,
    private readonly applications: ApplicationRepository,
    private readonly moves: ApplicationMoves,
  ) {}

  onModuleInit(): void {
    this.jobs.task(TASK, async (_payload, { signal }) => {
      await this.run(signal);
    });
    this.jobs.cron({ task: TASK, match: '* * * * *' });
  }

  /** Each in a transaction of its own, so that none waits for another. Gives how many ended. */
  async run(signal?: AbortSignal): Promise<number> {
    let ended = 0;
    const tried = new Set<string>();
    for (;;) {
      const overdue = await this.unitOfWork.runSystem(REASON, (tx) =>
        this.applications.overdueIds(tx, BATCH),
      );
      const fresh = overdue.filter((id) => !tried.has(id));
      for (const id of fresh) {
        if (signal?.aborted) return ended;
        tried.add(id);
        ended += await this.expireOrLog(id);
      }
      if (fresh.length === 0) return ended;
    }
  }

  /** One that cannot be ended must not keep the others from it; it is tried again the next time. */
  private async expireOrLog(id: string): Promise<number> {
    try {
      return await this.unitOfWork.runSystem(REASON, (tx) =>
        this.moves.endOverdue(systemContext(REASON), tx, { id }),
      );
    } catch (error) {
      this.logger.error(`Application ${id} could not be ended.`, error);
      return 0;
    }
  }
}
