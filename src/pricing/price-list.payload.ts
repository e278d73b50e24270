import { Field, ObjectType } from '@nestjs/graphql';
import { mutationErrors, type MutationUserError } from '../platform/graphql/index.js';
import { PriceList } from './price-list.type.js';

const PERIODS =
  'A value breaks the rule that is named beside it: FORMAT, LENGTH, AUDIENCE, PAST, PERIOD, PERIOD_BEGUN or PERIOD_OVER.';

export const createErrors = mutationErrors(
  'priceListCreate',
  ['UNKNOWN_MARKET', 'ALREADY_EXISTS', 'REQUIRED', 'INVALID_VALUE', 'NOT_FOUND'],
  {
    ALREADY_EXISTS: 'Another price list has the code.',
    INVALID_VALUE: PERIODS,
    NOT_FOUND: 'There is no such reseller, or it lies outside your regions.',
  },
);

export const updateErrors = mutationErrors(
  'priceListUpdate',
  ['REQUIRED', 'INVALID_VALUE', 'NOT_FOUND', 'CONFLICT'],
  { INVALID_VALUE: PERIODS },
);

export const endErrors = mutationErrors(
  'priceListEnd',
  ['INVALID_VALUE', 'NOT_FOUND', 'CONFLICT'],
  { INVALID_VALUE: PERIODS },
);

export const deleteErrors = mutationErrors(
  'priceListDelete',
  ['INVALID_VALUE', 'NOT_FOUND', 'CONFLICT'],
  { INVALID_VALUE: 'The list has been valid (rule IN_USE): what gave prices stays.' },
);

const REFUSED = 'Why it was refused, everything at once; empty when it was done.';

@ObjectType({ isAbstract: true })
abstract class PriceListChangePayload {
  @Field(() => PriceList, {
    nullable: true,
    description: 'The list as it is now; null when refused.',
  })
  priceList: PriceList | null;
}

@ObjectType({ description: 'What came of priceListCreate.' })
export class PriceListCreatePayload extends PriceListChangePayload {
  @Field(() => [createErrors.type], { description: REFUSED })
  userErrors: MutationUserError<string>[];
}

@ObjectType({ description: 'What came of priceListUpdate.' })
export class PriceListUpdatePayload extends PriceListChangePayload {
  @Field(() => [updateErrors.type], { description: REFUSED })
  userErrors: MutationUserError<string>[];
}

@ObjectType({ description: 'What came of priceListEnd.' })
export class PriceListEndPayload extends PriceListChangePayload {
  @Field(() => [endErrors.type], { description: REFUSED })
  userErrors: MutationUserError<string>[];
}

@ObjectType({
  description: 'What came of priceListDelete: priceList is the list as it was, and no more.',
})
export class PriceListDeletePayload extends PriceListChangePayload {
  @Field(() => [deleteErrors.type], { description: REFUSED })
  userErrors: MutationUserError<string>[];
}
