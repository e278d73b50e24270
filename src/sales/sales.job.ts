import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/index.js';
import { JobRegistry } from '../platform/jobs/index.js';
import { Metrics, RecentNumber } from '../platform/observe/index.js';
import { CompareSales } from './compare-sales.js';
import { PARTITION_MONTHS } from './partition.rules.js';
import { RelayRepository } from './relay.repository.js';

const PARTITIONS_TASK = 'sales.make-partitions';
const COMPARE_TASK = 'sales.compare';
const LOGGED_MAX = 20;

/** What is done for sales by the clock: partitions ahead of time, and the nightly comparison. */
@Injectable()
export class SalesJob implements OnModuleInit {
  private readonly logger = new Logger(SalesJob.name);
  private readonly found = new RecentNumber(25 * 60);

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly repository: RelayRepository,
    private readonly compareSales: CompareSales,
    private readonly jobs: JobRegistry,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    this.jobs.task(PARTITIONS_TASK, () => this.makePartitions());
    this.jobs.cron({ task: PARTITIONS_TASK, match: '20 1 * * *' });
    this.jobs.task(COMPARE_TASK, (_, { signal }) => this.compare(signal));
    this.jobs.cron({ task: COMPARE_TASK, match: '40 2 * * *' });
    this.metrics.gauge(
      'portal_sales_differences',
      'Rows in which order lines, sales events, facts and rollups differed when this process last compared them; NaN where that was not in the last 25 hours.',
      () => this.found.read(),
      'shared',
    );
  }

  async makePartitions(): Promise<void> {
    await this.unitOfWork.runSystem('makes partitions for sales', (tx) =>
      this.repository.makePartitions(tx, PARTITION_MONTHS),
    );
  }

  async compare(signal?: AbortSignal): Promise<void> {
    const differences = await this.compareSales.run(undefined, signal);
    this.found.set(differences.length);
    for (const { entity, entityId, detail } of differences.slice(0, LOGGED_MAX)) {
      this.logger.error(`Sales differ: ${entity} ${entityId}: ${detail}`);
    }
  }
}
