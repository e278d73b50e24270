export { IdentityModule } from './identity.module.js';
export {
  MembershipService,
  type BuyerLimits,
  type NewMembership,
  type NewUser,
} from './membership.service.js';
export { checkNewPassword } from './password.rules.js';
export { PeopleModule } from './people.module.js';
export { PeopleService } from './people.service.js';
export { SessionCallers } from './session-callers.js';
export { Viewer } from './viewer.type.js';
