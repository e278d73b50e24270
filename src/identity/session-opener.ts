import { Inject, Injectable } from '@nestjs/common';
import { newId } from '../kernel/index.js';
import { ANONYMOUS, type RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { CONFIG, type Config } from '../platform/config/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { AccessTokens } from './access-tokens.js';
import { makeRefreshToken } from './secret.js';
import { SessionRepository, type OpenSession, type SessionCaller } from './session.repository.js';

/** What a client gets when a session opens or goes on. */
export interface IssuedTokens {
  caller: SessionCaller;
  accessToken: string;
  accessTokenExpiresAt: Date;
  refreshToken: string;
  refreshTokenExpiresAt: Date;
}

/** Opens a session for somebody who has shown who they are. */
@Injectable()
export class SessionOpener {
  constructor(
    private readonly work: UnitOfWork,
    private readonly sessions: SessionRepository,
    private readonly tokens: AccessTokens,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Undefined: the user, the membership or the proof ended meanwhile. */
  async open(
    ctx: RequestContext,
    wanted: Pick<OpenSession, 'userId' | 'resellerId' | 'proof'>,
    operation: 'SIGN_IN' | 'SIGN_IN_WITH_MICROSOFT' | 'SWITCH_RESELLER',
  ): Promise<IssuedTokens | undefined> {
    const refresh = makeRefreshToken();
    // A session that is only being opened speaks for nobody yet, least of all for the reseller of the one before it.
    const nobody = { ...ctx, caller: ANONYMOUS };
    const opened = await this.work.run(nobody, async (tx) => {
      const sessionId = newId();
      const expiresAt = await this.sessions.open(tx, {
        ...wanted,
        sessionId,
        refreshHash: refresh.hash,
        refreshDays: this.config.refreshTokenDays,
        ip: ctx.ip,
        userAgent: ctx.userAgent,
      });
      const caller = expiresAt && (await this.sessions.callerOf(tx, sessionId));
      if (!expiresAt || !caller) return undefined;
      await recordChange({ ...ctx, caller }, tx, {
        entity: 'SESSION',
        entityId: sessionId,
        operation,
        to: 'OPEN',
        partyIds: wanted.resellerId === null ? [] : [wanted.resellerId],
      });
      return { caller, expiresAt };
    });
    if (!opened) return undefined;
    return this.issue(opened.caller, { text: refresh.text, expiresAt: opened.expiresAt });
  }

  async issue(
    caller: SessionCaller,
    refresh: { text: string; expiresAt: Date },
  ): Promise<IssuedTokens> {
    const access = await this.tokens.issue({ userId: caller.userId, sessionId: caller.sessionId });
    return {
      caller,
      accessToken: access.text,
      accessTokenExpiresAt: access.expiresAt,
      refreshToken: refresh.text,
      refreshTokenExpiresAt: refresh.expiresAt,
    };
  }
}
