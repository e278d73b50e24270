import { Field, ID, InputType, Int, registerEnumType } from '@nestjs/graphql';
import { MoneyInput } from '../platform/graphql/index.js';
import { PaymentTerms, ResellerTier, ResellerType } from '../reseller/index.js';
import { VettingCheckKind } from './application.enum.js';
import type { ClaimRequest } from './claim-application.js';
import type { CheckDecision } from './decide-check.js';
import type { ApprovalRequest, CreditLimitRequest } from './decision.rules.js';
import type { RejectionRequest } from './reject-application.js';
import { VettingOutcome } from './vetting-check.rules.js';

registerEnumType(VettingOutcome, {
  name: 'VettingOutcome',
  description: 'What a reviewer makes of a check.',
  valuesMap: {
    PASSED: { description: 'All is well.' },
    FAILED: { description: 'Something is wrong: the applicant is asked to act.' },
    WAIVED: { description: 'It can be done without, for the reason in the note.' },
  },
});

const VERSION =
  'ResellerApplication.version as you read it: when it was changed since, nothing happens.';

@InputType({ isAbstract: true })
abstract class ReviewFields {
  @Field(() => ID, { description: 'Id of an application for a market of your regions.' })
  applicationId: string;
}

@InputType({ description: 'Which application to take.' })
export class ResellerApplicationClaimInput extends ReviewFields implements ClaimRequest {
  @Field(() => Boolean, {
    nullable: true,
    description: 'Take it also from somebody else who has it; for administrators alone.',
  })
  takeOver?: boolean | null;
}

@InputType({ description: 'Which application to give back.' })
export class ResellerApplicationReleaseInput extends ReviewFields {}

@InputType({ description: 'What a check has come to.' })
export class VettingCheckDecideInput extends ReviewFields implements CheckDecision {
  @Field(() => VettingCheckKind, { description: 'Which check.' })
  kind: VettingCheckKind;

  @Field(() => VettingOutcome, { description: 'What you make of it.' })
  outcome: VettingOutcome;

  @Field(() => String, {
    nullable: true,
    description:
      'Why, for other reviewers: the applicant does not read it. Needed for FAILED and WAIVED; at most 2,000 characters.',
  })
  note?: string | null;

  @Field(() => Int, {
    description:
      'VettingCheck.version as you read it: when a machine or somebody else changed the check since, nothing happens.',
  })
  expectedVersion: number;
}

@InputType({ description: 'A credit account of a new reseller.' })
export class ResellerApplicationCreditInput implements CreditLimitRequest {
  @Field(() => MoneyInput, { description: 'How much may be open at a time; 0 or more.' })
  limit: MoneyInput;

  @Field(() => PaymentTerms, { description: 'When its invoices are due.' })
  terms: PaymentTerms;
}

@InputType({ description: 'On what terms an application is approved.' })
export class ResellerApplicationApproveInput extends ReviewFields implements ApprovalRequest {
  @Field(() => String, {
    description:
      'A key of your own, at most 255 characters: the same approval sent again with it changes nothing.',
  })
  idempotencyKey: string;

  @Field(() => Int, { description: VERSION })
  expectedVersion: number;

  @Field(() => ResellerTier, {
    nullable: true,
    description:
      'The tier of the new reseller. Needed, unless a deauthorised reseller is readmitted: that one stays as it was, and this and what follows must be left out.',
  })
  tier?: ResellerTier | null;

  @Field(() => ResellerType, {
    nullable: true,
    description: 'How it buys; as the application says when left out.',
  })
  type?: ResellerType | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'The markets of your regions in which it may sell from today on, such as DE; those of the application when left out.',
  })
  marketCodes?: string[] | null;

  @Field(() => [ResellerApplicationCreditInput], {
    nullable: true,
    description: 'Its credit accounts, at most one per currency; none when left out.',
  })
  creditLimits?: ResellerApplicationCreditInput[] | null;
}

@InputType({ description: 'Why an application is rejected.' })
export class ResellerApplicationRejectInput extends ReviewFields implements RejectionRequest {
  @Field(() => Int, { description: VERSION })
  expectedVersion: number;

  @Field(() => String, {
    description: 'Why: the applicant reads it, in a letter too; at most 2,000 characters.',
  })
  reason: string;
}
