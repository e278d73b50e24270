import { Injectable } from '@nestjs/common';
import { ProblemError, type Problem } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { requireSession } from './account.js';
import { MicrosoftRepository } from './microsoft.repository.js';

/** Takes the Microsoft account away, and ends the other sessions: some of them may have been opened with it. */
@Injectable()
export class UnlinkMicrosoft {
  constructor(
    private readonly work: UnitOfWork,
    private readonly accounts: MicrosoftRepository,
  ) {}

  /** How many other sessions ended. */
  async run(ctx: RequestContext): Promise<number> {
    const user = requireSession(ctx);
    return this.work.run(ctx, async (tx) => {
      const gone = await this.accounts.unlink(tx, user.userId, user.sessionId);
      if (gone.outcome === 'NONE') throw new ProblemError(nothingLinked());
      if (gone.outcome === 'ONLY_WAY') throw new ProblemError(onlyWay());
      await recordChange(ctx, tx, {
        entity: 'USER',
        entityId: user.userId,
        operation: 'UNLINK_MICROSOFT',
        old: { tenantId: gone.tenantId, objectId: gone.objectId },
        new: { sessionsEnded: gone.sessionsEnded },
        partyIds: user.membership === null ? [] : [user.membership.resellerId],
      });
      return gone.sessionsEnded;
    });
  }
}

function nothingLinked(): Problem {
  return { code: 'NOT_FOUND', message: 'Your account has no Microsoft account.', path: [] };
}

function onlyWay(): Problem {
  return {
    code: 'REQUIRED',
    message:
      'Microsoft is your only way to sign in. Confirm an e-mail and set a password first, with passwordResetRequest.',
    path: [],
  };
}
