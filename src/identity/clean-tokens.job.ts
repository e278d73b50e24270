import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/index.js';
import { JobRegistry } from '../platform/jobs/index.js';
import { AccountRepository } from './account.repository.js';

const TASK = 'identity.clean_tokens';
const REASON = 'letters that nobody answered are forgotten';
const BATCH = 1000;

/** Removes what nobody answered in time: used and expired tokens, and registrations with them. */
@Injectable()
export class CleanTokensJob implements OnModuleInit {
  constructor(
    private readonly jobs: JobRegistry,
    private readonly work: UnitOfWork,
    private readonly accounts: AccountRepository,
  ) {}

  onModuleInit(): void {
    this.jobs.task(TASK, async (_payload, run) => {
      await this.clean(run.signal);
    });
    this.jobs.cron({ task: TASK, match: '17 * * * *' });
  }

  /** How many went. */
  async clean(signal?: AbortSignal): Promise<number> {
    let gone = 0;
    for (;;) {
      const batch = await this.work.runSystem(REASON, (tx) => this.accounts.cleanTokens(tx, BATCH));
      gone += batch;
      if (batch < BATCH || signal?.aborted) return gone;
    }
  }
}
