import type { Type } from '@nestjs/common';
import { Field, ObjectType } from '@nestjs/graphql';
import type { Outcome } from '../platform/database/index.js';
import {
  mutationErrors,
  type MutationErrorCode,
  type MutationUserError,
} from '../platform/graphql/index.js';
import { CreditAccount } from './credit.type.js';

export interface CreditAccountPayload {
  creditAccount: CreditAccount | null;
  userErrors: MutationUserError<MutationErrorCode>[];
}

interface CreditAccountAnswer {
  /** The GraphQL type. */
  readonly type: Type<CreditAccountPayload>;
  readonly of: (outcome: Outcome<CreditAccount>) => CreditAccountPayload;
}

function creditAccountAnswer<const Code extends MutationErrorCode>(
  operation: string,
  codes: readonly Code[],
  descriptions: Partial<Record<Code, string>>,
): CreditAccountAnswer {
  const errors = mutationErrors(operation, codes, descriptions);
  const name = `${operation.charAt(0).toUpperCase()}${operation.slice(1)}Payload`;

  @ObjectType(name, { description: `What became of ${operation}.` })
  class Payload implements CreditAccountPayload {
    @Field(() => CreditAccount, {
      nullable: true,
      description: 'The account as it is now; null when refused.',
    })
    creditAccount: CreditAccount | null;

    @Field(() => [errors.type], { description: 'Why it was refused; empty when it was done.' })
    userErrors: MutationUserError<Code>[];
  }
  return {
    type: Payload,
    of: ({ value, problems }) => ({ creditAccount: value, userErrors: errors.from(problems) }),
  };
}

const NOT_FOUND = 'There is no such reseller in your regions.';

export const CreditAccountOpened = creditAccountAnswer(
  'creditAccountOpen',
  ['INVALID_VALUE', 'NOT_FOUND', 'ALREADY_EXISTS', 'ILLEGAL_TRANSITION'],
  {
    NOT_FOUND,
    ALREADY_EXISTS: 'The reseller has an account in the currency.',
    ILLEGAL_TRANSITION: 'The reseller is TERMINATED.',
  },
);
export const CreditTermsChanged = creditAccountAnswer(
  'creditTermsChange',
  ['INVALID_VALUE', 'NOT_FOUND', 'CURRENCY_MISMATCH', 'CONFLICT'],
  { NOT_FOUND, CURRENCY_MISMATCH: 'The reseller has no credit account in the currency.' },
);
