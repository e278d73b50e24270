import type { Type } from '@nestjs/common';
import { Field, ObjectType } from '@nestjs/graphql';
import type { Outcome } from '../platform/database/index.js';
import {
  mutationErrors,
  type MutationErrorCode,
  type MutationUserError,
} from '../platform/graphql/index.js';
import { Reseller } from './reseller.type.js';

export interface ResellerPayload {
  reseller: Reseller | null;
  userErrors: MutationUserError<MutationErrorCode>[];
}

export interface ResellerAnswer {
  /** The GraphQL type. */
  readonly type: Type<ResellerPayload>;
  readonly of: (outcome: Outcome<Reseller>) => ResellerPayload;
}

/** The answer of a mutation that changes a reseller or what belongs to it: the reseller as it is now, or why not. */
export function resellerAnswer<const Code extends MutationErrorCode>(
  operation: string,
  codes: readonly Code[],
  descriptions: Partial<Record<Code, string>> = {},
): ResellerAnswer {
  const errors = mutationErrors(operation, codes, descriptions);
  const name = `${operation.charAt(0).toUpperCase()}${operation.slice(1)}Payload`;

  @ObjectType(name, { description: `What became of ${operation}.` })
  class Payload implements ResellerPayload {
    @Field(() => Reseller, {
      nullable: true,
      description: 'The reseller as it is now; null when refused.',
    })
    reseller: Reseller | null;

    @Field(() => [errors.type], { description: 'Why it was refused; empty when it was done.' })
    userErrors: MutationUserError<Code>[];
  }
  return {
    type: Payload,
    of: ({ value, problems }) => ({ reseller: value, userErrors: errors.from(problems) }),
  };
}

const STEP_CODES = ['INVALID_VALUE', 'NOT_FOUND', 'CONFLICT', 'ILLEGAL_TRANSITION'] as const;

export const ResellerSuspended = resellerAnswer('resellerSuspend', [...STEP_CODES, 'REQUIRED']);
export const ResellerResumed = resellerAnswer('resellerResume', STEP_CODES);
export const ReauthorizationDemanded = resellerAnswer('resellerReauthorizationDemand', STEP_CODES);
export const ResellerReauthorized = resellerAnswer(
  'resellerReauthorize',
  [...STEP_CODES, 'REQUIRED', 'AGREEMENT_NOT_ACCEPTED'],
  {
    REQUIRED: 'A partner id is missing; the path leads to it.',
    AGREEMENT_NOT_ACCEPTED:
      'The agreement of one of its regions is still to accept; one entry for each.',
  },
);
export const ResellerTerminated = resellerAnswer('resellerTerminate', [...STEP_CODES, 'REQUIRED']);
export const ResellerTierChanged = resellerAnswer('resellerTierChange', STEP_CODES);
export const ResellerUpdated = resellerAnswer(
  'resellerUpdate',
  [...STEP_CODES, 'REQUIRED', 'ALREADY_EXISTS'],
  { ALREADY_EXISTS: 'Another reseller has the partner location id.' },
);
