import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { CurrencyCode, DateScalar, MoneyInput } from '../platform/graphql/index.js';
import type { CurrencyCode as Currency } from '../kernel/index.js';
import { PaymentTerms } from './reseller.enum.js';

@InputType({ description: 'Money received from a reseller.' })
export class CreditPaymentRecordInput {
  @Field(() => String, {
    description:
      'Your key for this payment, at most 255 characters. Sent again with the same input it records nothing new.',
  })
  idempotencyKey: string;

  @Field(() => ID, { description: 'Who paid.' })
  resellerId: string;

  @Field(() => MoneyInput, {
    description: 'How much, more than 0, in the currency of one of the accounts of the reseller.',
  })
  amount: MoneyInput;

  @Field(() => String, {
    description: 'Reference of the payment, as on the bank statement, at most 140 characters.',
  })
  reference: string;

  @Field(() => DateScalar, { description: 'Day on which the money came in; not in the future.' })
  receivedOn: string;
}

@InputType({ description: 'A new limit for a credit account.' })
export class CreditLimitChangeInput {
  @Field(() => ID, { description: 'Whose account it is.' })
  resellerId: string;

  @Field(() => MoneyInput, {
    description: 'The new limit, 0 or more; its currency names the account.',
  })
  limit: MoneyInput;

  @Field(() => Int, {
    description:
      'The version of the account that the change is based on; CONFLICT when it is not the latest.',
  })
  expectedVersion: number;
}

@InputType({ description: 'A credit account of a reseller in one more currency.' })
export class CreditAccountOpenInput {
  @Field(() => ID, { description: 'Whose account it will be.' })
  resellerId: string;

  @Field(() => MoneyInput, {
    description: 'The limit, 0 or more, in the currency that the account will have.',
  })
  limit: MoneyInput;

  @Field(() => PaymentTerms, { description: 'When invoices are due.' })
  terms: PaymentTerms;
}

@InputType({ description: 'New payment terms of a credit account.' })
export class CreditTermsChangeInput {
  @Field(() => ID, { description: 'Whose account it is.' })
  resellerId: string;

  @Field(() => CurrencyCode, { description: 'The currency of the account.' })
  currencyCode: Currency;

  @Field(() => PaymentTerms, { description: 'When invoices are due from now on.' })
  terms: PaymentTerms;

  @Field(() => Int, {
    description:
      'The version of the account that the change is based on; CONFLICT when it is not the latest.',
  })
  expectedVersion: number;
}
