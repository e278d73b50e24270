import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JobRegistry } from '../platform/jobs/index.js';
import { NOTICE_TASK } from './agreement-notice.task.js';
import { TellOfAgreements } from './tell-of-agreements.js';

/** Looks every hour whom to tell of an agreement, beside when one is published: dates come near, and people come anew. */
@Injectable()
export class AgreementNoticeJob implements OnModuleInit {
  constructor(
    private readonly jobs: JobRegistry,
    private readonly tellOfAgreements: TellOfAgreements,
  ) {}

  onModuleInit(): void {
    this.jobs.task(NOTICE_TASK, async (_payload, { signal }) => {
      await this.tellOfAgreements.run(signal);
    });
    this.jobs.cron({ task: NOTICE_TASK, match: '17 * * * *' });
  }
}
