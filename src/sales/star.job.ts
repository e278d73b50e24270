import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/index.js';
import { JobRegistry } from '../platform/jobs/index.js';
import { StarRepository } from './star.repository.js';

const TASK = 'sales.describe-markets';

/**
 * A market changes its region at midnight of its own time zone, when nobody writes anything: so the star is brought up to
 * the day every quarter of an hour, as fine as time zones are.
 */
@Injectable()
export class StarJob implements OnModuleInit {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly star: StarRepository,
    private readonly jobs: JobRegistry,
  ) {}

  onModuleInit(): void {
    this.jobs.task(TASK, () => this.run());
    this.jobs.cron({ task: TASK, match: '*/15 * * * *' });
  }

  run(): Promise<void> {
    return this.unitOfWork.runSystem('the star is brought up to the day', (tx) =>
      this.star.describeMarkets(tx),
    );
  }
}
