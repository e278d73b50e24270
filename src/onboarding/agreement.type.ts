import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { DateTimeScalar } from '../platform/graphql/index.js';
import { Agreement } from '../reseller/index.js';
import { applicationAnswer } from './application.payload.js';

@ObjectType('ResellerApplicationAgreement', {
  description: 'An agreement that an application needs: the current version of one of its regions.',
})
export class ApplicationAgreement {
  @Field(() => Agreement, {
    description: 'The version to accept, its text in the language asked for.',
  })
  agreement: Agreement;

  @Field(() => Boolean, { description: 'Whether it, or a newer version, was accepted.' })
  accepted: boolean;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When; null when it is still to accept.',
  })
  acceptedAt: Date | null;
}

@InputType({ description: 'Which version of an agreement to accept for an application.' })
export class ResellerApplicationAgreementAcceptInput {
  @Field(() => ID, { description: 'Id of an application of yours, in PENDING_AGREEMENT.' })
  applicationId: string;

  @Field(() => Int, {
    description:
      'ResellerApplication.version as you read it: when somebody changed it since, nothing happens.',
  })
  expectedVersion: number;

  @Field(() => ID, {
    description:
      'Id of the version, one of ResellerApplication.agreements; CONFLICT when it is older than the current one.',
  })
  agreementId: string;

  @Field(() => String, {
    nullable: true,
    description: 'Language of the text that was read, one of Agreement.locales; en when left out.',
  })
  locale?: string | null;
}

export const AgreementAccepted = applicationAnswer(
  'resellerApplicationAgreementAccept',
  ['NOT_FOUND', 'CONFLICT', 'ILLEGAL_TRANSITION'],
  {
    NOT_FOUND:
      'There is no such application of yours, it does not need this agreement, or the agreement has no text in this language.',
    CONFLICT:
      'The application was changed since you read it, or the region asks for a newer version by now: see the path.',
  },
);
