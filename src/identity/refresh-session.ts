import { Inject, Injectable } from '@nestjs/common';
import type { RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { CONFIG, type Config } from '../platform/config/index.js';
import { UnitOfWork, type Tx } from '../platform/database/index.js';
import { ApiError } from '../platform/error/index.js';
import { hashSecret, isRefreshToken, makeRefreshToken } from './secret.js';
import { SessionOpener, type IssuedTokens } from './session-opener.js';
import { SessionRepository, type RotatedRow } from './session.repository.js';

/** Gives new tokens for a refresh token, once. Its second use ends the session: one of the two was a thief. */
@Injectable()
export class RefreshSession {
  constructor(
    private readonly work: UnitOfWork,
    private readonly sessions: SessionRepository,
    private readonly opener: SessionOpener,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async run(ctx: RequestContext, input: { refreshToken: string }): Promise<IssuedTokens> {
    if (!isRefreshToken(input.refreshToken)) throw refused();
    const next = makeRefreshToken();
    // The refusal is thrown after the commit: what a reuse ends must stay ended.
    const { expiresAt, caller } = await this.work.run(ctx, async (tx) => {
      const rotated = await this.sessions.rotate(tx, {
        hash: hashSecret(input.refreshToken),
        newHash: next.hash,
        days: this.config.refreshTokenDays,
      });
      if (rotated.outcome === 'REUSED') await this.recordReuse(ctx, tx, rotated);
      if (rotated.outcome !== 'ROTATED' || rotated.sessionId === null) return {};
      return {
        expiresAt: rotated.expiresAt,
        caller: await this.sessions.callerOf(tx, rotated.sessionId),
      };
    });
    if (!expiresAt || !caller) throw refused();
    return this.opener.issue(caller, { text: next.text, expiresAt });
  }

  private async recordReuse(ctx: RequestContext, tx: Tx, session: RotatedRow): Promise<void> {
    if (session.sessionId === null) return;
    await recordChange(ctx, tx, {
      entity: 'SESSION',
      entityId: session.sessionId,
      operation: 'REFRESH_TOKEN_REUSED',
      from: 'OPEN',
      to: 'REVOKED',
      partyIds: session.resellerId === null ? [] : [session.resellerId],
    });
  }
}

function refused(): ApiError {
  return new ApiError(
    'UNAUTHENTICATED',
    'This refresh token has been used, has expired or is not known. Sign in again.',
  );
}
