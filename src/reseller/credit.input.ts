import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { DateScalar, MoneyInput } from '../platform/graphql/index.js';

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
