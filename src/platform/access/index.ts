export { Allow } from './allow.decorator.js';
export { bearerToken } from './bearer-token.js';
export {
  ANONYMOUS,
  API_KEY_SCOPES,
  RESELLER_ROLES,
  STAFF_ROLES,
  type AnonymousCaller,
  type ApiKeyCaller,
  type ApiKeyScope,
  type Caller,
  type CallerMembership,
  type ResellerRole,
  type StaffRole,
  type SystemCaller,
  type UserCaller,
} from './caller.js';
export { CALLER_LOOKUP, type CallerLookup, type TokenRequest } from './caller-lookup.port.js';
export { Ctx, type GraphqlContext } from './ctx.decorator.js';
export { may, Permission, permissionsOf } from './permission.js';
export {
  actorOf,
  isStaff,
  isUser,
  membershipOf,
  requireMembership,
  resellerIdOf,
  systemContext,
  userIdOf,
  type Actor,
  type RequestContext,
} from './request-context.js';
export {
  assertEveryRootFieldDeclared,
  refusalOf,
  rootFieldsOf,
  type AccessRefusal,
} from './root-field-access.js';
