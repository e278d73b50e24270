import type { Type } from '@nestjs/common';
import { Field, ObjectType } from '@nestjs/graphql';
import type { Outcome } from '../platform/database/index.js';
import {
  mutationErrors,
  type MutationErrorCode,
  type MutationUserError,
} from '../platform/graphql/index.js';
import { Market } from './market.type.js';

export interface MarketPayload {
  market: Market | null;
  userErrors: MutationUserError<MutationErrorCode>[];
}

export interface MarketAnswer {
  /** The GraphQL type. */
  readonly type: Type<MarketPayload>;
  readonly of: (outcome: Outcome<Market>) => MarketPayload;
}

/** The answer of a mutation that changes a market: the market as it is now, or why it was refused. */
function marketAnswer<const Code extends MutationErrorCode>(
  operation: string,
  codes: readonly Code[],
  descriptions: Partial<Record<Code, string>> = {},
): MarketAnswer {
  const errors = mutationErrors(operation, codes, descriptions);
  const name = `${operation.charAt(0).toUpperCase()}${operation.slice(1)}Payload`;

  @ObjectType(name, { description: `What became of ${operation}.` })
  class Payload implements MarketPayload {
    @Field(() => Market, {
      nullable: true,
      description: 'The market as it is now; null when refused.',
    })
    market: Market | null;

    @Field(() => [errors.type], { description: 'Why it was refused; empty when it was done.' })
    userErrors: MutationUserError<Code>[];
  }
  return {
    type: Payload,
    of: ({ value, problems }) => ({ market: value, userErrors: errors.from(problems) }),
  };
}

const STEP_CODES = ['UNKNOWN_MARKET', 'ILLEGAL_TRANSITION', 'CONFLICT'] as const;

export const MarketCreated = marketAnswer(
  'marketCreate',
  ['REQUIRED', 'INVALID_VALUE', 'NOT_FOUND', 'ALREADY_EXISTS'],
  {
    NOT_FOUND: 'There is no such region, or it is not one of yours.',
    ALREADY_EXISTS: 'There is a market with this code already.',
  },
);
export const MarketUpdated = marketAnswer('marketUpdate', [
  'UNKNOWN_MARKET',
  'REQUIRED',
  'INVALID_VALUE',
  'CONFLICT',
]);
export const MarketPrepared = marketAnswer('marketPrepare', STEP_CODES);
export const MarketMarkedReady = marketAnswer('marketMarkReady', [...STEP_CODES, 'INVALID_VALUE'], {
  INVALID_VALUE:
    'A blocking readiness check is red: `rule` is its code, such as PRICES. One entry for each of them.',
});
export const MarketOpened = marketAnswer('marketOpen', STEP_CODES);
export const MarketPaused = marketAnswer('marketPause', [
  ...STEP_CODES,
  'REQUIRED',
  'INVALID_VALUE',
]);
export const MarketResumed = marketAnswer('marketResume', STEP_CODES);
export const MarketWoundDown = marketAnswer('marketWindDown', STEP_CODES);
export const MarketClosed = marketAnswer('marketClose', STEP_CODES);

export const MembershipScheduled = marketAnswer(
  'regionMembershipSchedule',
  ['UNKNOWN_MARKET', 'NOT_FOUND', 'INVALID_VALUE', 'ALREADY_EXISTS'],
  {
    NOT_FOUND: 'There is no such region, or it is not one of yours.',
    ALREADY_EXISTS: 'It belongs to another region from that very day on.',
  },
);
export const MembershipCancelled = marketAnswer(
  'regionMembershipCancel',
  ['NOT_FOUND', 'INVALID_VALUE'],
  { NOT_FOUND: 'There is no such membership, or its market is not one of yours.' },
);
export const TaxRateScheduled = marketAnswer(
  'taxRateSchedule',
  ['UNKNOWN_MARKET', 'INVALID_VALUE', 'ALREADY_EXISTS', 'CONFLICT'],
  {
    ALREADY_EXISTS:
      'There is a rate from that day on: to replace one that has not begun, give its version.',
  },
);
export const TaxRateCancelled = marketAnswer('taxRateCancel', [
  'UNKNOWN_MARKET',
  'NOT_FOUND',
  'INVALID_VALUE',
  'CONFLICT',
]);
