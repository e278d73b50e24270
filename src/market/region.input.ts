import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { DateScalar, DecimalScalar } from '../platform/graphql/index.js';

const MARKET_CODE = 'ISO 3166-1 alpha-2 code of the market, such as DE.';
const NAME = 'Name of the region, in English, 1 to 100 characters.';

@InputType({ description: 'A new region.' })
export class RegionCreateInput {
  @Field(() => String, {
    description: '2 to 20 capital letters, digits and _, beginning with a letter, such as EMEA.',
  })
  code: string;

  @Field(() => String, { description: NAME })
  name: string;
}

@InputType({ description: 'What changes about a region. Its code stays for ever.' })
export class RegionUpdateInput {
  @Field(() => ID, { description: 'Id of the region.' })
  regionId: string;

  @Field(() => Int, {
    description: 'The version that the change is based on; CONFLICT when it is not the latest.',
  })
  expectedVersion: number;

  @Field(() => String, {
    nullable: true,
    description: `${NAME} Left out: it stays. Null is refused.`,
  })
  name?: string | null;
}

@InputType({ description: 'To which region a market belongs from a day on.' })
export class RegionMembershipScheduleInput {
  @Field(() => String, { description: MARKET_CODE })
  marketCode: string;

  @Field(() => ID, { description: 'Id of the region, one of yours.' })
  regionId: string;

  @Field(() => DateScalar, {
    description:
      'The first day, in the calendar of the market: today or later, and today only while nothing was sold today. The region before ends on it; one that is planned for later still begins then.',
  })
  from: string;
}

@InputType({ description: 'A membership that has not begun and shall not.' })
export class RegionMembershipCancelInput {
  @Field(() => ID, {
    description: 'Id of the membership, as the field regionMemberships of its market gives it.',
  })
  membershipId: string;
}

@InputType({ description: 'A tax rate from a day on.' })
export class TaxRateScheduleInput {
  @Field(() => String, { description: MARKET_CODE })
  marketCode: string;

  @Field(() => DateScalar, {
    description: 'The first day, in the calendar of the market: today or later.',
  })
  from: string;

  @Field(() => DecimalScalar, {
    description: 'Percent of the net amount: 0 or more, below 100, at most 4 decimal places.',
  })
  rate: string;

  @Field(() => Int, {
    nullable: true,
    description:
      'The version of the rate of that day that this one replaces; absent for a new one. A rate that has begun is never replaced.',
  })
  expectedVersion?: number | null;
}

@InputType({ description: 'A tax rate that has not begun and shall not.' })
export class TaxRateCancelInput {
  @Field(() => String, { description: MARKET_CODE })
  marketCode: string;

  @Field(() => DateScalar, { description: 'The first day of the rate.' })
  from: string;

  @Field(() => Int, {
    description: 'The version of the rate; CONFLICT when it is not the latest.',
  })
  expectedVersion: number;
}
