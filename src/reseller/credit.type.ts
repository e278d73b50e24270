import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { CurrencyCode as Currency, Money } from '../kernel/index.js';
import {
  Connection,
  CurrencyCode,
  DateScalar,
  DateTimeScalar,
  MoneyType,
} from '../platform/graphql/index.js';
import { PaymentTerms } from './reseller.enum.js';

registerEnumType(PaymentTerms, {
  name: 'PaymentTerms',
  description: 'When an invoice is due.',
  valuesMap: {
    PREPAID: { description: 'Paid before shipping.' },
    NET_15: { description: '15 days after the invoice.' },
    NET_30: { description: '30 days after the invoice.' },
    NET_45: { description: '45 days after the invoice.' },
    NET_60: { description: '60 days after the invoice.' },
    NET_90: { description: '90 days after the invoice.' },
  },
});

@ObjectType({
  description:
    'The credit of a reseller in one currency. Without an account the limit in a currency is 0.',
})
export class CreditAccount {
  @Field(() => ID, { description: 'Id of the account.' })
  id: string;

  @Field(() => CurrencyCode, { description: 'The currency of the account.' })
  currencyCode: Currency;

  @Field(() => MoneyType, { description: 'How far the exposure may rise by new orders.' })
  limit: Money;

  @Field(() => MoneyType, {
    description:
      'Gross of the orders since their confirmation, less cancelled and credited parts, less payments; negative when paid ahead.',
  })
  exposure: Money;

  @Field(() => MoneyType, {
    description:
      'What is left: limit less exposure; negative after the limit was lowered below the exposure.',
  })
  available: Money;

  @Field(() => PaymentTerms, { description: 'When invoices are due.' })
  terms: PaymentTerms;

  @Field(() => Int, {
    description: 'Version to name as expectedVersion when the limit is changed.',
  })
  version: number;
}

@ObjectType({ description: 'Credit accounts in pages.' })
export class CreditAccountConnection extends Connection(CreditAccount, 'CreditAccount') {}

@ObjectType({ description: 'Money received from a reseller.' })
export class CreditPayment {
  @Field(() => ID, { description: 'Id of the payment.' })
  id: string;

  @Field(() => MoneyType, { description: 'The amount, in the currency of the account.' })
  amount: Money;

  @Field(() => String, { description: 'Reference of the payment, as on the bank statement.' })
  reference: string;

  @Field(() => DateScalar, { description: 'Day on which the money came in.' })
  receivedOn: string;

  @Field(() => DateTimeScalar, { description: 'When it was recorded.' })
  recordedAt: Date;
}
