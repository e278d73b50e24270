import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JobRegistry } from '../platform/jobs/index.js';
import { CleanDocuments } from './clean-documents.js';

const TASK = 'onboarding.clean_documents';

/** Clears documents away once an hour. */
@Injectable()
export class DocumentJob implements OnModuleInit {
  constructor(
    private readonly jobs: JobRegistry,
    private readonly cleanDocuments: CleanDocuments,
  ) {}

  onModuleInit(): void {
    this.jobs.task(TASK, (_payload, { signal }) => this.cleanDocuments.run(signal));
    this.jobs.cron({ task: TASK, match: '23 * * * *' });
  }
}
