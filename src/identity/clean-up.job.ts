import { Injectable, type OnModuleInit } from '@nestjs/common';
import { systemContext } from '../platform/access/index.js';
import { recordChanges } from '../platform/audit/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { JobRegistry } from '../platform/jobs/index.js';
import { AccountRepository } from './account.repository.js';
import { expiryOf } from './create-invitation.js';
import { InvitationRepository } from './invitation.repository.js';

const TASK = 'identity.clean_up';
const REASON = 'what nobody answered is over';
const BATCH = 1000;

/**
 * Writes down which invitations have run out, and removes tokens of letters that were not answered in time. Registrations
 * go with their tokens, so nobody has to free the addresses.
 */
@Injectable()
export class CleanUpJob implements OnModuleInit {
  constructor(
    private readonly jobs: JobRegistry,
    private readonly work: UnitOfWork,
    private readonly accounts: AccountRepository,
    private readonly invitations: InvitationRepository,
  ) {}

  onModuleInit(): void {
    this.jobs.task(TASK, async (_payload, { signal }) => {
      await this.expireInvitations(signal);
      await this.removeTokens(signal);
    });
    this.jobs.cron({ task: TASK, match: '17 * * * *' });
  }

  /** How many tokens went. */
  removeTokens(signal?: AbortSignal): Promise<number> {
    return this.inBatches(
      () => this.work.runSystem(REASON, (tx) => this.accounts.cleanTokens(tx, BATCH)),
      signal,
    );
  }

  /** How many invitations have expired. */
  expireInvitations(signal?: AbortSignal): Promise<number> {
    const ctx = systemContext(REASON);
    return this.inBatches(
      () =>
        this.work.runSystem(REASON, async (tx) => {
          const expired = await this.invitations.expire(tx, { batch: BATCH });
          await recordChanges(ctx, tx, expired.map(expiryOf));
          return expired.length;
        }),
      signal,
    );
  }

  private async inBatches(work: () => Promise<number>, signal?: AbortSignal): Promise<number> {
    let all = 0;
    for (;;) {
      const done = await work();
      all += done;
      if (done < BATCH || signal?.aborted) return all;
    }
  }
}
