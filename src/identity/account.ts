import { isUser, type RequestContext, type UserCaller } from '../platform/access/index.js';
import { ApiError } from '../platform/error/index.js';

/** The person behind the request. The permission OWN_ACCOUNT has refused everyone else before. */
export function requireSignedIn(ctx: RequestContext): UserCaller {
  if (isUser(ctx.caller)) return ctx.caller;
  throw new ApiError('FORBIDDEN', 'Only a signed-in person can do this.');
}

/** The person behind a session of ours: a bearer token of Microsoft's opens none, so there is nothing to end or to leave. */
export function requireSession(ctx: RequestContext): UserCaller & { sessionId: string } {
  const caller = requireSignedIn(ctx);
  const { sessionId } = caller;
  if (sessionId !== null) return { ...caller, sessionId };
  throw new ApiError(
    'FORBIDDEN',
    "A token of Microsoft's has no session here. Sign in to this portal to do this.",
  );
}
