import { Field, Int, ObjectType } from '@nestjs/graphql';
import { mutationErrors, type MutationUserError } from '../platform/graphql/index.js';

export const pricesSetErrors = mutationErrors(
  'pricesSet',
  [
    'REQUIRED',
    'INVALID_VALUE',
    'NOT_FOUND',
    'UNKNOWN_SKU',
    'CURRENCY_MISMATCH',
    'QUANTITY_RULE',
    'ALREADY_EXISTS',
    'IDEMPOTENCY_KEY_REUSED',
  ],
  {
    REQUIRED: 'A row has no unit price, not even null; or the idempotency key is missing.',
    INVALID_VALUE:
      'A value breaks the rule that is named beside it: DECIMALS (more places than the currency has), RANGE, PERIOD_OVER (the list has ended), COUNT or LENGTH.',
    NOT_FOUND: 'There is no such price list, or it lies outside your regions.',
    QUANTITY_RULE: 'No order of the SKU can begin at the quantity; see min, max and increment.',
    ALREADY_EXISTS: 'An earlier row is for the same list, SKU and quantity.',
  },
);

@ObjectType({
  description:
    'What came of pricesSet. When all was refused, refused is the number of rows and every other count is 0.',
})
export class PricesSetPayload {
  @Field(() => Int, { description: 'Prices that are new.' })
  created: number;

  @Field(() => Int, { description: 'Prices that are now others.' })
  updated: number;

  @Field(() => Int, { description: 'Prices that are gone.' })
  removed: number;

  @Field(() => Int, { description: 'Rows that said what was so already.' })
  unchanged: number;

  @Field(() => Int, { description: 'Rows that were not written.' })
  refused: number;

  @Field(() => Boolean, {
    description:
      'Whether an earlier call with the same key had already done it; nothing was changed this time.',
  })
  replayed: boolean;

  @Field(() => [pricesSetErrors.type], {
    description:
      'Everything that is wrong, by row: a path such as ["input", "rows", "17", "unitPrice"] counts from 0. With ROW_BY_ROW the rows that are not named here were written.',
  })
  userErrors: MutationUserError<string>[];
}
