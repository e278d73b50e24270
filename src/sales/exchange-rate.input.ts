import { Field, InputType, Int } from '@nestjs/graphql';
import type { CurrencyCode as Code } from '../kernel/index.js';
import { CurrencyCode, DateScalar, DecimalScalar } from '../platform/graphql/index.js';

const CURRENCY =
  'The currency; not EUR, and none that the European Central Bank publishes around that day.';

@InputType({ description: 'A rate that a person enters.' })
export class ExchangeRateSetInput {
  @Field(() => CurrencyCode, { description: CURRENCY })
  currencyCode: Code;

  @Field(() => DateScalar, {
    description:
      'The day for which it holds, from 1999-01-01 to today. It is also taken for later days without one.',
  })
  day: string;

  @Field(() => DecimalScalar, {
    description:
      'Units of the currency for one euro: above 0, at most 9 digits before the point and 9 after it.',
  })
  rate: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Where it was taken from, such as the name of a central bank; at most 500 characters.',
  })
  note?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The version of the rate that this one replaces; absent for a new one.',
  })
  expectedVersion?: number | null;
}

@InputType({ description: 'A rate that a person had entered and that shall not count any more.' })
export class ExchangeRateRemoveInput {
  @Field(() => CurrencyCode, { description: 'Its currency.' })
  currencyCode: Code;

  @Field(() => DateScalar, { description: 'Its day.' })
  day: string;

  @Field(() => Int, {
    description: 'The version of the rate; CONFLICT when it is not the latest.',
  })
  expectedVersion: number;
}
