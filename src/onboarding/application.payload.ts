import type { Type } from '@nestjs/common';
import { Field, ObjectType } from '@nestjs/graphql';
import type { Outcome } from '../platform/database/index.js';
import {
  mutationErrors,
  type MutationErrorCode,
  type MutationUserError,
} from '../platform/graphql/index.js';
import { ResellerApplication } from './application.type.js';

export interface ApplicationPayload {
  application: ResellerApplication | null;
  userErrors: MutationUserError<MutationErrorCode>[];
}

export interface ApplicationAnswer {
  /** The GraphQL type. */
  readonly type: Type<ApplicationPayload>;
  readonly of: (outcome: Outcome<ResellerApplication>) => ApplicationPayload;
}

/** The answer of a mutation that changes an application: the application as it is now, or why it was refused. */
export function applicationAnswer<const Code extends MutationErrorCode>(
  operation: string,
  codes: readonly Code[],
  descriptions: Partial<Record<Code, string>> = {},
): ApplicationAnswer {
  const errors = mutationErrors(operation, codes, descriptions);
  const name = `${operation.charAt(0).toUpperCase()}${operation.slice(1)}Payload`;

  @ObjectType(name, { description: `What became of ${operation}.` })
  class Payload implements ApplicationPayload {
    @Field(() => ResellerApplication, {
      nullable: true,
      description: 'The application as it is now; null when refused.',
    })
    application: ResellerApplication | null;

    @Field(() => [errors.type], { description: 'Everything that is wrong.' })
    userErrors: MutationUserError<Code>[];
  }

  return {
    type: Payload,
    of: ({ value, problems }) => ({ application: value, userErrors: errors.from(problems) }),
  };
}

const NOT_FOUND = 'There is no such application of yours.';
const CONTENT = 'A value breaks the rule that is named beside it, such as TAX_ID_CHECK_DIGIT.';
const INCOMPLETE =
  'Something is missing; the path leads there from the application, and ResellerApplication.missing lists the same.';
const NOT_READY =
  'A value breaks the rule that is named beside it; EMAIL_NOT_VERIFIED: confirm your e-mail address first.';

export const ApplicationCreated = applicationAnswer(
  'resellerApplicationCreate',
  [
    'REQUIRED',
    'INVALID_VALUE',
    'UNKNOWN_MARKET',
    'ALREADY_EXISTS',
    'ILLEGAL_TRANSITION',
    'IDEMPOTENCY_KEY_REUSED',
  ],
  {
    INVALID_VALUE: CONTENT,
    UNKNOWN_MARKET: 'There is no such market in which we sell.',
    ALREADY_EXISTS: 'You have an application that is not finished: go on with that one.',
    ILLEGAL_TRANSITION: 'Your reseller is not DEAUTHORIZED, so that it needs no application.',
  },
);

export const ApplicationUpdated = applicationAnswer(
  'resellerApplicationUpdate',
  ['REQUIRED', 'INVALID_VALUE', 'UNKNOWN_MARKET', 'NOT_FOUND', 'CONFLICT', 'ILLEGAL_TRANSITION'],
  {
    REQUIRED: 'Without this it could not have been submitted, so that it cannot be cleared.',
    INVALID_VALUE: `${CONTENT} FIXED: country, partner type and markets stay once it was submitted.`,
    UNKNOWN_MARKET: 'There is no such market in which we sell.',
    NOT_FOUND,
  },
);

export const ApplicationSubmitted = applicationAnswer(
  'resellerApplicationSubmit',
  ['REQUIRED', 'INVALID_VALUE', 'UNKNOWN_MARKET', 'NOT_FOUND', 'CONFLICT', 'ILLEGAL_TRANSITION'],
  { REQUIRED: INCOMPLETE, INVALID_VALUE: NOT_READY, NOT_FOUND },
);

export const ApplicationResubmitted = applicationAnswer(
  'resellerApplicationResubmit',
  ['REQUIRED', 'INVALID_VALUE', 'UNKNOWN_MARKET', 'NOT_FOUND', 'CONFLICT', 'ILLEGAL_TRANSITION'],
  { REQUIRED: INCOMPLETE, INVALID_VALUE: NOT_READY, NOT_FOUND },
);

export const ApplicationWithdrawn = applicationAnswer(
  'resellerApplicationWithdraw',
  ['NOT_FOUND', 'CONFLICT', 'ILLEGAL_TRANSITION'],
  { NOT_FOUND },
);

export const ApplicationAppealed = applicationAnswer(
  'resellerApplicationAppeal',
  ['REQUIRED', 'INVALID_VALUE', 'NOT_FOUND', 'CONFLICT', 'ILLEGAL_TRANSITION', 'ALREADY_EXISTS'],
  {
    NOT_FOUND,
    ALREADY_EXISTS: 'You have another application that is not finished: withdraw it first.',
  },
);
