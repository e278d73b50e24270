import { Field, ObjectType } from '@nestjs/graphql';
import { mutationErrors, type MutationUserError } from '../platform/graphql/index.js';
import { ExchangeRate } from './exchange-rate.type.js';

export const exchangeRateSetErrors = mutationErrors(
  'exchangeRateSet',
  ['INVALID_VALUE', 'ALREADY_EXISTS', 'CONFLICT'],
  {
    ALREADY_EXISTS:
      'The day has a rate: one that somebody entered, or the currency is published by the European Central Bank.',
  },
);
export const exchangeRateRemoveErrors = mutationErrors(
  'exchangeRateRemove',
  ['INVALID_VALUE', 'NOT_FOUND', 'CONFLICT'],
  { NOT_FOUND: 'The currency has no rate of that day.' },
);

@ObjectType({ description: 'What became of exchangeRateSet.' })
export class ExchangeRateSetPayload {
  @Field(() => ExchangeRate, {
    nullable: true,
    description: 'The rate as it is now; null when refused.',
  })
  exchangeRate: ExchangeRate | null;

  @Field(() => [exchangeRateSetErrors.type], {
    description: 'Why it was refused; empty when it was done.',
  })
  userErrors: MutationUserError<'INVALID_VALUE' | 'ALREADY_EXISTS' | 'CONFLICT'>[];
}

@ObjectType({ description: 'What became of exchangeRateRemove.' })
export class ExchangeRateRemovePayload {
  @Field(() => ExchangeRate, {
    nullable: true,
    description: 'The rate as it was; null when refused.',
  })
  exchangeRate: ExchangeRate | null;

  @Field(() => [exchangeRateRemoveErrors.type], {
    description: 'Why it was refused; empty when it was done.',
  })
  userErrors: MutationUserError<'INVALID_VALUE' | 'NOT_FOUND' | 'CONFLICT'>[];
}
