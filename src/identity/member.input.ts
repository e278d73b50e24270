import { Field, ID, InputType, Int } from '@nestjs/graphql';
import type { ResellerRole } from '../platform/access/index.js';
import { BuyerLimitInput } from './buyer-limit.input.js';
import { ResellerRoleEnum } from './role.type.js';

@InputType({ isAbstract: true })
class MemberChangeFields {
  @Field(() => ID, { description: 'Id of the member. Nobody changes their own membership.' })
  id: string;

  @Field(() => Int, {
    description:
      'Member.version as you read it: when somebody changed the member since, nothing happens.',
  })
  expectedVersion: number;
}

@InputType({ description: 'Another role for a member.' })
export class MemberUpdateInput extends MemberChangeFields {
  @Field(() => ResellerRoleEnum, { description: 'The role from now on.' })
  role: ResellerRole;
}

@InputType({ description: 'What a member may order without an approval.' })
export class MemberLimitsSetInput extends MemberChangeFields {
  @Field(() => [BuyerLimitInput], {
    description:
      'All limits from now on, at most 50: a currency that is not listed has none. They hold from the next order on; what was ordered this month counts where there was a limit in the currency before.',
  })
  limits: BuyerLimitInput[];
}

@InputType({ description: 'Who does not work for the reseller any more.' })
export class MemberRevokeInput extends MemberChangeFields {}
