import { Field, ObjectType } from '@nestjs/graphql';
import { mutationErrors } from '../platform/graphql/index.js';
import { Member } from './member.type.js';

const OWN = 'A value breaks its rule; OWN_MEMBERSHIP: nobody changes their own membership.';
const NOT_FOUND = 'Your reseller has no such member.';
const CODES = ['INVALID_VALUE', 'NOT_FOUND', 'CONFLICT', 'ILLEGAL_TRANSITION'] as const;
const DESCRIBED = { INVALID_VALUE: OWN, NOT_FOUND };

export const updateErrors = mutationErrors('memberUpdate', CODES, DESCRIBED);
export const limitsErrors = mutationErrors('memberLimitsSet', CODES, DESCRIBED);
export const revokeErrors = mutationErrors('memberRevoke', CODES, DESCRIBED);

@ObjectType({ isAbstract: true })
abstract class MemberPayload {
  @Field(() => Member, {
    nullable: true,
    description: 'The member as it is now; null when there are userErrors.',
  })
  member: Member | null;
}

@ObjectType({ description: 'What came of memberUpdate.' })
export class MemberUpdatePayload extends MemberPayload {
  @Field(() => [updateErrors.type], { description: 'Everything that is wrong with the input.' })
  userErrors: ReturnType<typeof updateErrors.from>;
}

@ObjectType({ description: 'What came of memberLimitsSet.' })
export class MemberLimitsSetPayload extends MemberPayload {
  @Field(() => [limitsErrors.type], { description: 'Everything that is wrong with the input.' })
  userErrors: ReturnType<typeof limitsErrors.from>;
}

@ObjectType({ description: 'What came of memberRevoke.' })
export class MemberRevokePayload extends MemberPayload {
  @Field(() => [revokeErrors.type], { description: 'Everything that is wrong with the input.' })
  userErrors: ReturnType<typeof revokeErrors.from>;
}
