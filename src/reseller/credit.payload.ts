import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { UserError } from '../platform/graphql/index.js';
import { CreditLimitChangeErrorCode, CreditPaymentRecordErrorCode } from './credit.problems.js';
import { CreditAccount } from './credit.type.js';

registerEnumType(CreditPaymentRecordErrorCode, {
  name: 'CreditPaymentRecordErrorCode',
  description: 'Why creditPaymentRecord was refused.',
  valuesMap: {
    REQUIRED: { description: 'Something that is needed is missing or blank.' },
    INVALID_VALUE: { description: 'A value breaks the rule that is named beside it.' },
    NOT_FOUND: { description: 'There is no such reseller in your regions.' },
    CURRENCY_MISMATCH: { description: 'The reseller has no credit account in the currency.' },
    IDEMPOTENCY_KEY_REUSED: { description: 'The idempotency key was used with another input.' },
  },
});

registerEnumType(CreditLimitChangeErrorCode, {
  name: 'CreditLimitChangeErrorCode',
  description: 'Why creditLimitChange was refused.',
  valuesMap: {
    INVALID_VALUE: { description: 'A value breaks the rule that is named beside it.' },
    NOT_FOUND: { description: 'There is no such reseller in your regions.' },
    CURRENCY_MISMATCH: { description: 'The reseller has no credit account in the currency.' },
    CONFLICT: {
      description: 'Somebody else changed the account since you read it: read it again.',
    },
  },
});

@ObjectType({ implements: () => [UserError], description: 'Why creditPaymentRecord was refused.' })
export class CreditPaymentRecordUserError extends UserError {
  @Field(() => CreditPaymentRecordErrorCode, { description: 'The kind of mistake, for programs.' })
  code: CreditPaymentRecordErrorCode;

  @Field(() => String, {
    nullable: true,
    description: 'INVALID_VALUE: the rule that the value breaks, such as RANGE or LENGTH.',
  })
  rule?: string | null;

  @Field(() => [String], {
    nullable: true,
    description: 'CURRENCY_MISMATCH: the currencies in which the reseller has accounts.',
  })
  accounts?: string[] | null;
}

@ObjectType({ implements: () => [UserError], description: 'Why creditLimitChange was refused.' })
export class CreditLimitChangeUserError extends UserError {
  @Field(() => CreditLimitChangeErrorCode, { description: 'The kind of mistake, for programs.' })
  code: CreditLimitChangeErrorCode;

  @Field(() => String, {
    nullable: true,
    description: 'INVALID_VALUE: the rule that the value breaks, such as RANGE.',
  })
  rule?: string | null;

  @Field(() => [String], {
    nullable: true,
    description: 'CURRENCY_MISMATCH: the currencies in which the reseller has accounts.',
  })
  accounts?: string[] | null;

  @Field(() => Int, { nullable: true, description: 'CONFLICT: the version that it has by now.' })
  version?: number | null;
}

@ObjectType({ description: 'What became of a payment.' })
export class CreditPaymentRecordPayload {
  @Field(() => CreditAccount, {
    nullable: true,
    description: 'The account as it is now; null when refused.',
  })
  creditAccount: CreditAccount | null;

  @Field(() => Boolean, {
    description: 'Whether the idempotency key had already recorded this payment.',
  })
  replayed: boolean;

  @Field(() => [CreditPaymentRecordUserError], {
    description: 'Why it was refused; empty when it was done.',
  })
  userErrors: CreditPaymentRecordUserError[];
}

@ObjectType({ description: 'What became of a new limit.' })
export class CreditLimitChangePayload {
  @Field(() => CreditAccount, {
    nullable: true,
    description: 'The account as it is now; null when refused.',
  })
  creditAccount: CreditAccount | null;

  @Field(() => [CreditLimitChangeUserError], {
    description: 'Why it was refused; empty when it was done.',
  })
  userErrors: CreditLimitChangeUserError[];
}
