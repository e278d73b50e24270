import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { systemContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { actOnEach, JobRegistry } from '../platform/jobs/index.js';
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

  /** Gives how many ended. */
  run(signal?: AbortSignal): Promise<number> {
    return actOnEach({
      find: (tried) =>
        this.unitOfWork.runSystem(REASON, (tx) => this.applications.overdue(tx, tried, BATCH)),
      act: ({ id }) =>
        this.unitOfWork.runSystem(REASON, (tx) =>
          this.moves.endOverdue(systemContext(REASON), tx, { id }),
        ),
      failed: ({ id }, error) => {
        this.logger.error(`Application ${id} could not be ended.`, error);
      },
      signal,
    });
  }
}
