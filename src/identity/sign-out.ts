import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { requireSession } from './account.js';
import { SessionRepository } from './session.repository.js';

/** Ends the caller's session: its access and refresh tokens stop at once. */
@Injectable()
export class SignOut {
  constructor(
    private readonly work: UnitOfWork,
    private readonly sessions: SessionRepository,
  ) {}

  async run(ctx: RequestContext): Promise<void> {
    const { sessionId, membership } = requireSession(ctx);
    await this.work.run(
      ctx,
      async (tx) => {
        if (!(await this.sessions.revoke(tx, sessionId))) return;
        await recordChange(ctx, tx, {
          entity: 'SESSION',
          entityId: sessionId,
          operation: 'SIGN_OUT',
          from: 'OPEN',
          to: 'REVOKED',
          partyIds: membership === null ? [] : [membership.resellerId],
        });
      },
      { keyed: true },
    );
  }
}
