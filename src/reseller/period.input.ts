import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { DateScalar } from '../platform/graphql/index.js';
import { ResellerTargetInput } from './reseller-lifecycle.input.js';

const MARKET = 'Code of a market of your regions, such as DE.';
const FROM =
  'First day, in the time zone of the market: today, which is also the default, or later.';
const UNTIL =
  'First day without it, in the time zone of the market; open when absent. Later than the first day.';
const END =
  'First day without it, in the time zone of the market: today or later; today when absent. Its own first day calls off what has not begun.';
const VERSION =
  'The version of the reseller that the change is based on; CONFLICT when it is not the latest.';

@InputType({ description: 'For which market a reseller is authorised, and when.' })
export class MarketAuthorizationGrantInput extends ResellerTargetInput {
  @Field(() => String, { description: MARKET })
  marketCode: string;

  @Field(() => DateScalar, { nullable: true, description: FROM })
  validFrom?: string | null;

  @Field(() => DateScalar, { nullable: true, description: UNTIL })
  validUntil?: string | null;
}

@InputType({ description: 'Which authorisation ends, and when.' })
export class MarketAuthorizationEndInput {
  @Field(() => ID, { description: 'Id of an authorisation for a market of your regions.' })
  authorizationId: string;

  @Field(() => Int, { description: VERSION })
  expectedVersion: number;

  @Field(() => DateScalar, { nullable: true, description: END })
  validUntil?: string | null;
}

@InputType({ description: 'In which market the orders of a reseller are free of tax, and when.' })
export class TaxExemptionGrantInput extends ResellerTargetInput {
  @Field(() => String, { description: MARKET })
  marketCode: string;

  @Field(() => String, {
    description: 'Number of the certificate that grants it, 1 to 80 characters.',
  })
  certificateNumber: string;

  @Field(() => DateScalar, { nullable: true, description: FROM })
  validFrom?: string | null;

  @Field(() => DateScalar, { nullable: true, description: UNTIL })
  validUntil?: string | null;
}

@InputType({ description: 'Which exemption ends, and when.' })
export class TaxExemptionEndInput {
  @Field(() => ID, { description: 'Id of an exemption in a market of your regions.' })
  exemptionId: string;

  @Field(() => Int, { description: VERSION })
  expectedVersion: number;

  @Field(() => DateScalar, { nullable: true, description: END })
  validUntil?: string | null;
}
