export { IdentityModule } from './identity.module.js';
export {
  MembershipService,
  type BuyerLimits,
  type NewMembership,
  type NewUser,
} from './membership.service.js';
export { checkNewPassword } from './password.rules.js';
export { PeopleModule } from './people.module.js';
export { ResellerRoleEnum, StaffRoleEnum } from './role.type.js';
export { User } from './user.type.js';
export { Membership, Viewer } from './viewer.type.js';
