import { Field, ObjectType } from '@nestjs/graphql';
import { mutationErrors, type MutationUserError } from '../platform/graphql/index.js';
import { Invitation } from './invitation.type.js';
import { Membership } from './viewer.type.js';

export const invitationCreateErrors = mutationErrors(
  'invitationCreate',
  [
    'REQUIRED',
    'INVALID_VALUE',
    'ALREADY_EXISTS',
    'LIMIT_EXCEEDED',
    'IDEMPOTENCY_KEY_REUSED',
    'RESELLER_NOT_ACTIVE',
  ],
  {
    RESELLER_NOT_ACTIVE: 'The business relation with the reseller has ended.',
    ALREADY_EXISTS:
      'The person works for the reseller already, or an invitation to the address waits for its answer.',
    LIMIT_EXCEEDED: 'The reseller has 100 invitations that wait for an answer.',
  },
);

@ObjectType({ description: 'The invitation that invitationCreate sent.' })
export class InvitationCreatePayload {
  @Field(() => Invitation, { nullable: true, description: 'The invitation; null when refused.' })
  invitation: Invitation | null;

  @Field(() => Boolean, {
    description: 'Whether the idempotency key had already made this invitation.',
  })
  replayed: boolean;

  @Field(() => [invitationCreateErrors.type], {
    description: 'Why it was refused; empty when it was done.',
  })
  userErrors: MutationUserError<
    | 'REQUIRED'
    | 'INVALID_VALUE'
    | 'ALREADY_EXISTS'
    | 'LIMIT_EXCEEDED'
    | 'IDEMPOTENCY_KEY_REUSED'
    | 'RESELLER_NOT_ACTIVE'
  >[];
}

export const invitationWithdrawErrors = mutationErrors(
  'invitationWithdraw',
  ['NOT_FOUND', 'ILLEGAL_TRANSITION'],
  {
    NOT_FOUND: 'Your reseller has no such invitation.',
    ILLEGAL_TRANSITION: 'It was accepted, withdrawn or has expired; see state and operation.',
  },
);

@ObjectType({ description: 'The invitation that invitationWithdraw took back.' })
export class InvitationWithdrawPayload {
  @Field(() => Invitation, { nullable: true, description: 'The invitation; null when refused.' })
  invitation: Invitation | null;

  @Field(() => [invitationWithdrawErrors.type], {
    description: 'Why it was refused; empty when it was done.',
  })
  userErrors: MutationUserError<'NOT_FOUND' | 'ILLEGAL_TRANSITION'>[];
}

export const invitationAcceptErrors = mutationErrors(
  'invitationAccept',
  ['REQUIRED', 'INVALID_VALUE', 'ALREADY_EXISTS'],
  {
    REQUIRED: 'The address has no account yet: name and password are needed to make one.',
    INVALID_VALUE:
      'Of the token: TOKEN, it is unknown, used, withdrawn, expired or meant for something else; OTHER_ACCOUNT, you are signed in as somebody else; STAFF, the account is of the maker’s staff. Or name, password or locale break a rule.',
    ALREADY_EXISTS: 'The person works for the reseller already.',
  },
);

@ObjectType({ description: 'What came of invitationAccept.' })
export class InvitationAcceptPayload {
  @Field(() => Membership, {
    nullable: true,
    description:
      'For whom the person works now, and in which role; null when refused. signIn, or switchReseller, acts for it.',
  })
  membership: Membership | null;

  @Field(() => String, {
    nullable: true,
    description: 'The address with which to sign in; null when refused.',
  })
  email: string | null;

  @Field(() => Boolean, { description: 'Whether an account was made for the person.' })
  accountCreated: boolean;

  @Field(() => [invitationAcceptErrors.type], {
    description: 'Why it was refused; empty when it was done.',
  })
  userErrors: MutationUserError<'REQUIRED' | 'INVALID_VALUE' | 'ALREADY_EXISTS'>[];
}
