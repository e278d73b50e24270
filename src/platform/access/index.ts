export { Allow, ALLOW_METADATA } from './allow.decorator.js';
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
export { bearerToken } from './bearer-token.js';
export { CALLER_LOOKUP, type CallerLookup, type TokenRequest } from './caller-lookup.port.js';
export { Ctx, keepContext, type GraphqlContext } from './ctx.decorator.js';
export { departureOf } from './departure.js';
export { callerLabel, identifyCaller, refusedAccess, userAgentOf } from './identify.js';
export { may, Permission, permissionsOf } from './permission.js';
export {
  actorOf,
  boundRegions,
  isStaff,
  isUser,
  membershipOf,
  requireMembership,
  requireNoMembership,
  resellerIdOf,
  systemContext,
  userIdOf,
  type Actor,
  type RequestContext,
} from './request-context.js';
export {
  assertEveryRootFieldDeclared,
  declaredOn,
  isPermission,
  refusalOf,
  rootFieldsOf,
  routeRefusalOf,
  type AccessRefusal,
} from './root-field-access.js';
