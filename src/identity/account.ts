import { isUser, type RequestContext, type UserCaller } from '../platform/access/index.js';
import { ApiError } from '../platform/error/index.js';

/** The person behind the request. The permission OWN_ACCOUNT has refused everyone else before. */
export function requireSignedIn(ctx: RequestContext): UserCaller {
  if (isUser(ctx.caller)) return ctx.caller;
  throw new ApiError('FORBIDDEN', 'Only a signed-in person can do this.');
}
