import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { ResellerRole } from '../platform/access/index.js';
import { DateTimeScalar } from '../platform/graphql/index.js';
import { MemberState } from './member.rules.js';
import { ResellerRoleEnum } from './role.type.js';
import { User } from './user.type.js';
import { BuyerLimit } from './viewer.type.js';

registerEnumType(MemberState, {
  name: 'MemberState',
  description: 'Whether a person works for a reseller.',
  valuesMap: {
    ACTIVE: { description: 'May act for the reseller, in their role.' },
    REVOKED: { description: 'May not any more; a new invitation can change that.' },
  },
});

@ObjectType({ description: 'A person who works for the reseller, or did.' })
export class Member {
  @Field(() => ID, { description: 'Id of the membership.' })
  id: string;

  @Field(() => User, { description: 'Who it is.' })
  user: User;

  @Field(() => ResellerRoleEnum, { description: 'What the person may do for the reseller.' })
  role: ResellerRole;

  @Field(() => MemberState, { description: 'Whether the person works for the reseller now.' })
  state: MemberState;

  @Field(() => [BuyerLimit], {
    description:
      'What the person may order without an approval, per currency, and what is left this month; a currency that is not listed has no limit, and what is ordered in it is not counted.',
  })
  limits: BuyerLimit[];

  @Field(() => DateTimeScalar, { description: 'Since when the person is known to the reseller.' })
  createdAt: Date;

  @Field(() => Int, { description: 'Version to name as expectedVersion in a change.' })
  version: number;
}
