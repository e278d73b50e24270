import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { mutationErrors, UserError } from '../platform/graphql/index.js';
import { AgreementAcceptErrorCode } from './agreement.problems.js';
import { Agreement, ResellerAgreement } from './agreement.type.js';

export const publishErrors = mutationErrors('agreementPublish', [
  'REQUIRED',
  'INVALID_VALUE',
  'NOT_FOUND',
  'IDEMPOTENCY_KEY_REUSED',
]);

registerEnumType(AgreementAcceptErrorCode, {
  name: 'AgreementAcceptErrorCode',
  description: 'Why agreementAccept was refused.',
  valuesMap: {
    NOT_FOUND: {
      description:
        'There is no such agreement in your regions, or it has no text in this language.',
    },
    CONFLICT: {
      description: 'The region asks for a newer version by now: version and agreementId say which.',
    },
    RESELLER_NOT_ACTIVE: { description: 'The business relation with the reseller has ended.' },
  },
});

@ObjectType({ implements: () => [UserError], description: 'Why agreementAccept was refused.' })
export class AgreementAcceptUserError extends UserError {
  @Field(() => AgreementAcceptErrorCode, { description: 'The kind of mistake, for programs.' })
  code: AgreementAcceptErrorCode;

  @Field(() => Int, {
    nullable: true,
    description: 'CONFLICT: number of the version that the region asks for.',
  })
  version?: number | null;

  @Field(() => ID, {
    nullable: true,
    description: 'CONFLICT: id of the version that the region asks for.',
  })
  agreementId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'RESELLER_NOT_ACTIVE: the state that is in the way.',
  })
  state?: string | null;
}

@ObjectType({ description: 'What came of agreementPublish.' })
export class AgreementPublishPayload {
  @Field(() => Agreement, {
    nullable: true,
    description: 'The new version, its text in English; null when there are userErrors.',
  })
  agreement: Agreement | null;

  @Field(() => Boolean, {
    description: 'Whether the idempotency key had already published this version.',
  })
  replayed: boolean;

  @Field(() => [publishErrors.type], { description: 'Everything that is wrong with the input.' })
  userErrors: ReturnType<typeof publishErrors.from>;
}

@ObjectType({ description: 'What came of agreementAccept.' })
export class AgreementAcceptPayload {
  @Field(() => ResellerAgreement, {
    nullable: true,
    description:
      'Where the reseller stands with the agreement of the region now; null when there are userErrors.',
  })
  resellerAgreement: ResellerAgreement | null;

  @Field(() => [AgreementAcceptUserError], {
    description: 'Everything that is wrong with the input.',
  })
  userErrors: AgreementAcceptUserError[];
}
