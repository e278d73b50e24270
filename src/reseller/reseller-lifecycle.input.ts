import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { DateScalar } from '../platform/graphql/index.js';
import { ResellerTier } from './reseller.enum.js';

const REASON =
  'Why, for the administrators of the reseller and for staff to read; 1 to 500 characters.';

@InputType({ isAbstract: true })
export abstract class ResellerTargetInput {
  @Field(() => ID, { description: 'Id of a reseller of your regions.' })
  resellerId: string;

  @Field(() => Int, {
    description:
      'The version of the reseller that the change is based on; CONFLICT when it is not the latest.',
  })
  expectedVersion: number;
}

@InputType({ description: 'Which reseller to suspend, and why.' })
export class ResellerSuspendInput extends ResellerTargetInput {
  @Field(() => String, { description: REASON })
  reason: string;
}

@InputType({ description: 'Which reseller to let order again, from SUSPENDED.' })
export class ResellerResumeInput extends ResellerTargetInput {}

@InputType({ description: 'Of which reseller a reauthorisation is demanded, and until when.' })
export class ResellerReauthorizationDemandInput extends ResellerTargetInput {
  @Field(() => DateScalar, {
    description:
      'The first day without orders, in the time zone of each market; after today in all of its markets, at most 366 days ahead.',
  })
  dueOn: string;
}

@InputType({ description: 'Which reseller is reauthorised, from REAUTHORIZATION_DUE.' })
export class ResellerReauthorizeInput extends ResellerTargetInput {}

@InputType({ description: 'With which reseller the business relation ends for good, and why.' })
export class ResellerTerminateInput extends ResellerTargetInput {
  @Field(() => String, { description: REASON })
  reason: string;
}

@InputType({ description: 'A new standing in the partner programme.' })
export class ResellerTierChangeInput extends ResellerTargetInput {
  @Field(() => ResellerTier, { description: 'The tier from now on.' })
  tier: ResellerTier;
}

@InputType({ description: 'Changes of a reseller; what is left out stays as it is.' })
export class ResellerUpdateInput extends ResellerTargetInput {
  @Field(() => String, {
    nullable: true,
    description:
      'Name under which the company is registered, 1 to 200 characters; null is refused.',
  })
  legalName?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Microsoft partner location id (PLA), 4 to 12 digits; ALREADY_EXISTS when another reseller has it. Null takes it away.',
  })
  partnerLocationId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Microsoft partner global id (PGA), 4 to 12 digits; null takes it away.',
  })
  partnerGlobalId?: string | null;
}
