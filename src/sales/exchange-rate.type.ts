import { Field, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Connection, CurrencyCode, DateScalar, DecimalScalar } from '../platform/graphql/index.js';
import type { CurrencyCode as Code } from '../kernel/index.js';

export const ExchangeRateSource = { ECB: 'ECB', STAFF: 'STAFF', DEMO: 'DEMO' } as const;
export type ExchangeRateSource = keyof typeof ExchangeRateSource;

registerEnumType(ExchangeRateSource, {
  name: 'ExchangeRateSource',
  description: 'Who says what a currency was worth.',
  valuesMap: {
    ECB: { description: 'The European Central Bank: its euro foreign exchange reference rates.' },
    STAFF: { description: 'A person, for a currency that the bank does not publish.' },
    DEMO: {
      description:
        'Nobody: made up for the demo channel. The bank’s and those of people replace them.',
    },
  },
});

@ObjectType({ description: 'What one euro was worth in a currency on a day.' })
export class ExchangeRate {
  /** Not a field: audit records name the rate by it. */
  id: string;

  @Field(() => CurrencyCode, { description: 'The currency; never EUR.' })
  currencyCode: Code;

  @Field(() => DateScalar, { description: 'The day for which it holds.' })
  day: string;

  @Field(() => DecimalScalar, {
    description: 'Units of the currency for one euro, at most 9 decimal places.',
  })
  rate: string;

  @Field(() => ExchangeRateSource, { description: 'Who says so.' })
  source: ExchangeRateSource;

  @Field(() => String, {
    nullable: true,
    description: 'Where the person who entered it took it from; null for those of the bank.',
  })
  note: string | null;

  @Field(() => Int, {
    description: 'Raised by each correction: the `expectedVersion` of the next.',
  })
  version: number;
}

@ObjectType({ description: 'Exchange rates, the latest day first, by currency within a day.' })
export class ExchangeRateConnection extends Connection(ExchangeRate, 'ExchangeRate') {}

@InputType({ description: 'Which exchange rates to list; conditions are joined by "and".' })
export class ExchangeRateFilter {
  @Field(() => [CurrencyCode], {
    nullable: true,
    description: 'Only rates of these currencies.',
  })
  currencyCodes?: Code[] | null;

  @Field(() => DateScalar, { nullable: true, description: 'Only rates of this day or later.' })
  from?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Only rates of this day or earlier.' })
  to?: string | null;

  @Field(() => ExchangeRateSource, { nullable: true, description: 'Only rates of this source.' })
  source?: ExchangeRateSource | null;
}

@ObjectType({ description: 'A stored rate that a conversion goes through.' })
export class CurrencyConversionLeg {
  @Field(() => CurrencyCode, { description: 'The currency that it converts from or to euros.' })
  currencyCode: Code;

  @Field(() => DecimalScalar, { description: 'Units of the currency for one euro.' })
  rate: string;

  @Field(() => DateScalar, {
    description: 'The day of the rate: the asked one, or the last before it that has one.',
  })
  day: string;

  @Field(() => ExchangeRateSource, { description: 'Who says so.' })
  source: ExchangeRateSource;
}

@ObjectType({
  description:
    'What a unit of one currency is worth in another on a day. Sales in a reporting currency are converted by exactly this.',
})
export class CurrencyConversion {
  @Field(() => CurrencyCode, { description: 'The currency that is converted.' })
  fromCurrencyCode: Code;

  @Field(() => CurrencyCode, { description: 'The currency into which it is converted.' })
  toCurrencyCode: Code;

  @Field(() => DateScalar, { description: 'The day that was asked for.' })
  day: string;

  @Field(() => String, {
    description:
      'Units of the second currency for one of the first, as a decimal text: the quotient of their rates per euro, rounded once to 20 decimal places, half away from zero.',
  })
  rate: string;

  @Field(() => Boolean, {
    description: 'True when the day has no rate of its own and an earlier one was taken.',
  })
  isCarriedForward: boolean;

  @Field(() => [CurrencyConversionLeg], {
    description: 'The rates that were taken: none for the euro or for a currency in itself.',
  })
  legs: CurrencyConversionLeg[];
}
