import { Module } from '@nestjs/common';
import { registerConstraint } from '../platform/database/index.js';
import { AccountRepository } from './account.repository.js';
import { MembershipService } from './membership.service.js';
import { PasswordHasher } from './password-hasher.js';
import { PeopleRepository } from './people.repository.js';
import { PeopleService } from './people.service.js';

registerConstraint('user_account_email_key', {
  code: 'ALREADY_EXISTS',
  message: 'Somebody already signs in with this e-mail address.',
  path: ['input', 'email'],
});
registerConstraint('user_account_email_check', {
  code: 'INVALID_VALUE',
  message: 'This is not an e-mail address.',
  path: ['input', 'email'],
});
registerConstraint('invitation_pending_key', {
  code: 'ALREADY_EXISTS',
  message: 'An invitation to this address waits for its answer already. Withdraw it first.',
  path: ['input', 'email'],
});
registerConstraint('membership_user_reseller_key', {
  code: 'ALREADY_EXISTS',
  message: 'This person already has a membership with the reseller.',
  path: ['input'],
});

/** People without sign-ins: what a command-line tool needs, which has no keys to sign tokens with. */
@Module({
  providers: [
    AccountRepository,
    MembershipService,
    PasswordHasher,
    PeopleRepository,
    PeopleService,
  ],
  exports: [AccountRepository, MembershipService, PasswordHasher, PeopleRepository, PeopleService],
})
export class PeopleModule {}
