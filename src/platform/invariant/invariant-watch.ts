import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { JobRegistry } from '../jobs/index.js';
import { Metrics, RecentNumber } from '../observe/index.js';
import { InvariantCheck } from './invariant-check.js';

const TASK = 'platform.check-invariants';
const LOGGED_MAX = 20;

/** Checks the invariants every quarter of an hour, in one of the processes, and tells the operators what it found. */
@Injectable()
export class InvariantWatch implements OnModuleInit {
  private readonly logger = new Logger(InvariantWatch.name);
  private readonly found = new RecentNumber(20);

  constructor(
    private readonly check: InvariantCheck,
    private readonly jobs: JobRegistry,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    this.jobs.task(TASK, () => this.look());
    this.jobs.cron({ task: TASK, match: '*/15 * * * *' });
    this.metrics.gauge(
      'portal_invariant_breaches',
      'Breaches of invariants that the last check found; NaN where this process has not checked in the last 20 minutes.',
      () => this.found.read(),
      'shared',
    );
  }

  async look(): Promise<void> {
    const breaches = await this.check.run('LATE');
    this.found.set(breaches.length);
    for (const { invariant, entity, entityId, detail } of breaches.slice(0, LOGGED_MAX)) {
      this.logger.error(`Invariant ${invariant} is broken: ${entity} ${entityId}: ${detail}`);
    }
  }
}
