import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JobRegistry } from '../platform/jobs/index.js';
import { DemandReauthorizations } from './demand-reauthorizations.js';

const TASK = 'reseller.reauthorization';

/** Looks every five minutes for resellers of which the clock asks something. */
@Injectable()
export class ReauthorizationJob implements OnModuleInit {
  constructor(
    private readonly jobs: JobRegistry,
    private readonly reauthorizations: DemandReauthorizations,
  ) {}

  onModuleInit(): void {
    this.jobs.task(TASK, async (_payload, { signal }) => {
      await this.reauthorizations.run(signal);
    });
    this.jobs.cron({ task: TASK, match: '*/5 * * * *' });
  }
}
