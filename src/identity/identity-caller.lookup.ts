import { Injectable, Logger } from '@nestjs/common';
import type { Caller, CallerLookup } from '../platform/access/index.js';
import { ApiError } from '../platform/error/index.js';
import { AccessTokens, type AccessClaims } from './access-tokens.js';
import { CallerRepository } from './caller.repository.js';
import { MicrosoftTokens } from './microsoft-tokens.js';
import { isHashOf, publicIdOf } from './secret.js';

/** Reads who a token speaks for, as things are now: what was revoked a moment ago has ended. */
@Injectable()
export class IdentityCallerLookup implements CallerLookup {
  private readonly logger = new Logger(IdentityCallerLookup.name);

  constructor(
    private readonly tokens: AccessTokens,
    private readonly microsoft: MicrosoftTokens,
    private readonly callers: CallerRepository,
  ) {}

  async lookup(token: string): Promise<Caller> {
    const publicId = publicIdOf(token);
    const caller =
      publicId === undefined ? await this.ofUser(token) : await this.ofKey(token, publicId);
    if (caller === undefined) throw unauthenticated();
    return caller;
  }

  async lookupMany(tokens: readonly string[]): Promise<ReadonlyMap<string, Caller>> {
    const callers = new Map<string, Caller>();
    const claimsOf = new Map<string, AccessClaims>();
    await Promise.all(
      tokens.map(async (token) => {
        const isKey = publicIdOf(token) !== undefined;
        const claims = isKey ? undefined : await this.tokens.verify(token);
        if (claims) claimsOf.set(token, claims);
        else await this.lookup(token).then((caller) => callers.set(token, caller), ignore);
      }),
    );
    if (claimsOf.size === 0) return callers;
    const sessionIds = new Set([...claimsOf.values()].map(({ sessionId }) => sessionId));
    const bySession = await this.callers.bySessions([...sessionIds]);
    for (const [token, { userId, sessionId }] of claimsOf) {
      const caller = bySession.get(sessionId);
      if (caller?.userId === userId) callers.set(token, caller);
    }
    return callers;
  }

  private async ofUser(token: string): Promise<Caller | undefined> {
    const claims = await this.tokens.verify(token);
    if (claims === undefined) return this.ofMicrosoft(token);
    const caller = await this.callers.bySession(claims.sessionId);
    return caller?.userId === claims.userId ? caller : undefined;
  }

  /** Whatever else the token holds, roles and reseller come from our own tables, as they are now. */
  private async ofMicrosoft(token: string): Promise<Caller | undefined> {
    if (!this.microsoft.areOn) return undefined;
    const read = await this.microsoft.readAccessToken(token);
    if ('person' in read) return this.callers.byMicrosoft(read.person);
    this.logger.debug(`A bearer token is not one of Microsoft's for us: ${read.refused}`);
    return undefined;
  }

  private async ofKey(token: string, publicId: string): Promise<Caller | undefined> {
    const found = await this.callers.byKey(publicId);
    if (!isHashOf(found?.hash, token) || found === undefined) return undefined;
    if (found.touch) this.touch(found.caller.keyId);
    return found.caller;
  }

  /** The request does not wait for this, nor fail with it. */
  private touch(keyId: string): void {
    this.callers.touchKey(keyId).catch((error: unknown) => {
      this.logger.warn(`The last use of API key ${keyId} could not be written: ${String(error)}`);
    });
  }
}

/** Whoever has no caller is absent, whatever the reason: asked for by itself, the token is refused in words. */
function ignore(): void {}

/** Always the same words: they must not tell what was wrong with a token. */
function unauthenticated(): ApiError {
  return new ApiError(
    'UNAUTHENTICATED',
    'The token is not valid, or has ended. Sign in again, or use another API key.',
  );
}
