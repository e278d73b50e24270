import { Field, Int, ObjectType } from '@nestjs/graphql';
import { mutationErrors, type MutationUserError } from '../platform/graphql/index.js';
import { PriceList } from './price-list.type.js';

const RULES =
  'A value breaks the rule that is named beside it: FORMAT, LENGTH, AUDIENCE, PAST, PERIOD, PERIOD_OVER, RANGE, SAME_CURRENCY or DECIMALS.';

export const copyErrors = mutationErrors(
  'priceListCopy',
  ['UNKNOWN_MARKET', 'ALREADY_EXISTS', 'REQUIRED', 'INVALID_VALUE', 'NOT_FOUND', 'RATE_MISSING'],
  {
    ALREADY_EXISTS: 'Another price list has the code.',
    INVALID_VALUE: RULES,
    NOT_FOUND: 'There is no such price list or reseller, or it lies outside your regions.',
  },
);

export const scheduleErrors = mutationErrors(
  'priceListSchedule',
  ['ALREADY_EXISTS', 'REQUIRED', 'INVALID_VALUE', 'NOT_FOUND', 'CONFLICT'],
  { ALREADY_EXISTS: 'Another price list has the code.', INVALID_VALUE: RULES },
);

@ObjectType({ description: 'What came of priceListCopy.' })
export class PriceListCopyPayload {
  @Field(() => PriceList, { nullable: true, description: 'The copy; null when refused.' })
  priceList: PriceList | null;

  @Field(() => Int, { description: 'How many prices it has; 0 when refused.' })
  copied: number;

  @Field(() => [copyErrors.type], {
    description: 'Why it was refused, everything at once; empty when it was done.',
  })
  userErrors: MutationUserError<string>[];
}

@ObjectType({ description: 'What came of priceListSchedule.' })
export class PriceListSchedulePayload {
  @Field(() => PriceList, { nullable: true, description: 'The new list; null when refused.' })
  priceList: PriceList | null;

  @Field(() => PriceList, {
    nullable: true,
    description: 'The list before it, with its end; null when refused.',
  })
  ended: PriceList | null;

  @Field(() => Int, { description: 'How many prices the new list has; 0 when refused.' })
  copied: number;

  @Field(() => [scheduleErrors.type], {
    description: 'Why it was refused, everything at once; empty when it was done.',
  })
  userErrors: MutationUserError<string>[];
}
