import { Field, InputType, ObjectType } from '@nestjs/graphql';
import type { CurrencyCode as Code } from '../../../kernel/currency.js';
import { DecimalScalar } from '../scalar/decimal.scalar.js';
import { CurrencyCode } from './currency-code.enum.js';

/** The kernel's Money has these getters, so resolvers return it as it is. */
@ObjectType('Money', { description: 'An amount in one currency.' })
export class MoneyType {
  @Field(() => DecimalScalar, {
    description: 'The amount, with exactly as many decimal places as the currency has.',
  })
  readonly amount: string;

  @Field(() => CurrencyCode, { description: 'The currency of the amount.' })
  readonly currencyCode: Code;
}

@InputType('MoneyInput', { description: 'An amount in one currency.' })
export class MoneyInput {
  @Field(() => DecimalScalar, {
    description: 'The amount, with at most as many decimal places as the currency has.',
  })
  amount: string;

  @Field(() => CurrencyCode, { description: 'The currency of the amount.' })
  currencyCode: Code;
}
