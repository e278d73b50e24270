import { Field, InputType } from '@nestjs/graphql';
import type { CurrencyCode } from '../kernel/index.js';
import { CurrencyCode as CurrencyCodeEnum, DecimalScalar } from '../platform/graphql/index.js';
import type { LimitWish } from './buyer-limit.rules.js';

@InputType({
  description:
    'What a buyer may order without an approval in one currency. Limits count the totals of orders, with tax.',
})
export class BuyerLimitInput implements LimitWish {
  @Field(() => CurrencyCodeEnum, { description: 'The currency of the limits.' })
  currencyCode: CurrencyCode;

  @Field(() => DecimalScalar, {
    nullable: true,
    description:
      'The largest total of one order, 0 or more, in the currency; 0: each order needs an approval. Null: no limit.',
  })
  perOrder?: string | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description:
      'The largest sum of totals in a month of UTC, 0 or more, in the currency. Null: no limit.',
  })
  perMonth?: string | null;
}
