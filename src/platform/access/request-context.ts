import { newId } from '../../kernel/id.js';
import { ApiError } from '../error/index.js';
import type { Caller, CallerMembership, UserCaller } from './caller.js';

/** Who asks, and through which request. It is the first parameter of everything that acts for somebody. */
export interface RequestContext {
  requestId: string;
  caller: Caller;
  ip: string | null;
  userAgent: string | null;
  /** Tells when the client goes without its answer: for what takes long. Where nobody waits, there is none. */
  gone?: () => AbortSignal;
}

/** Who acted, as audit records keep it. */
export type Actor = {
  kind: Caller['kind'];
  userId: string | null;
  keyId: string | null;
  /** An e-mail address or, for the system itself, its reason: for people who read the record later. */
  label: string;
  requestId: string;
  ip: string | null;
};

/** The context of a job, a relay or a command-line tool. */
export function systemContext(reason: string): RequestContext {
  return {
    requestId: newId(),
    caller: { kind: 'SYSTEM', reason },
    ip: null,
    userAgent: null,
  };
}

export function actorOf(ctx: RequestContext): Actor {
  const { caller, requestId, ip } = ctx;
  const at = { kind: caller.kind, requestId, ip };
  switch (caller.kind) {
    case 'USER':
      return { ...at, userId: caller.userId, keyId: null, label: caller.email };
    case 'API_KEY':
      return {
        ...at,
        userId: caller.userId,
        keyId: caller.keyId,
        label: `API key ${caller.keyId}`,
      };
    case 'SYSTEM':
      return { ...at, userId: null, keyId: null, label: caller.reason };
    case 'ANONYMOUS':
      return { ...at, userId: null, keyId: null, label: 'anonymous' };
  }
}

export function membershipOf(ctx: RequestContext): CallerMembership | null {
  return 'membership' in ctx.caller ? ctx.caller.membership : null;
}

export function resellerIdOf(ctx: RequestContext): string | null {
  return membershipOf(ctx)?.resellerId ?? null;
}

export function userIdOf(ctx: RequestContext): string | null {
  return 'userId' in ctx.caller ? ctx.caller.userId : null;
}

export function isStaff(ctx: RequestContext): boolean {
  return ctx.caller.kind === 'USER' && ctx.caller.staffRoles.length > 0;
}

export function isUser(caller: Caller): caller is UserCaller {
  return caller.kind === 'USER';
}

/** For what only makes sense on behalf of a reseller. */
export function requireMembership(ctx: RequestContext): CallerMembership {
  const membership = membershipOf(ctx);
  if (membership) return membership;
  throw new ApiError(
    'FORBIDDEN',
    'This works on behalf of a reseller. Sign in as one of its people, or use switchReseller.',
  );
}

/** For what is done for the maker: somebody who speaks for a reseller changes no catalog and no market. */
/** The regions that the caller is bound to; null: to none, so all of them. */
export function boundRegions({ caller }: RequestContext): string[] | null {
  return isUser(caller) && caller.regionIds.length > 0 ? caller.regionIds : null;
}

export function requireNoMembership(ctx: RequestContext): void {
  if (membershipOf(ctx) === null) return;
  throw new ApiError(
    'FORBIDDEN',
    'This is done for the maker. Sign in as staff who speak for no reseller.',
  );
}
