import type { Type } from '@nestjs/common';
import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Problem } from '../../../kernel/problem.js';
import { UserError, userErrorsOf } from './user-error.type.js';

/** The codes that mean the same in every operation that declares them. An operation may say more of one. */
const CODES = {
  UNKNOWN_MARKET: 'There is no such market, or it lies outside your regions.',
  UNKNOWN_SKU: 'There is no such SKU.',
  CURRENCY_MISMATCH: 'The amount is not in the currency of the market.',
  RESELLER_NOT_ACTIVE: 'The state or the type of the reseller does not allow it.',
  QUANTITY_RULE: 'The quantity breaks the rule of the listing.',
  RATE_MISSING: 'Between two currencies a rate is needed.',
  IDEMPOTENCY_KEY_REUSED: 'The idempotency key was used with another input.',
  AGREEMENT_NOT_ACCEPTED: 'The agreement of a region is still to accept.',
  LIMIT_EXCEEDED: 'There are as many of them as there may be.',
  ILLEGAL_TRANSITION: 'Its state does not allow it; see state and operation.',
  ALREADY_EXISTS: 'There is one with the same name, code or period already.',
  REQUIRED: 'Something that is needed is missing or blank.',
  INVALID_VALUE: 'A value breaks the rule that is named beside it.',
  NOT_FOUND: 'There is no such thing, or it lies outside your regions.',
  CONFLICT: 'Somebody else changed it since you read it: read it again.',
} as const;

export type MutationErrorCode = keyof typeof CODES;

interface FactField {
  type: typeof String | typeof Int;
  description: string;
}

/** What stands beside the code for programs: only the facts of the codes that an operation declares. */
const FACTS: Partial<Record<MutationErrorCode, Record<string, FactField>>> = {
  INVALID_VALUE: {
    rule: {
      type: String,
      description: 'INVALID_VALUE: the rule that the value breaks, such as RANGE or LENGTH.',
    },
  },
  CONFLICT: {
    version: { type: Int, description: 'CONFLICT: the version that it has by now.' },
  },
  ILLEGAL_TRANSITION: {
    state: { type: String, description: 'ILLEGAL_TRANSITION: the state that it is in.' },
    operation: { type: String, description: 'ILLEGAL_TRANSITION: what was asked of it.' },
  },
  RESELLER_NOT_ACTIVE: {
    state: { type: String, description: 'RESELLER_NOT_ACTIVE: the state that is in the way.' },
    type: { type: String, description: 'RESELLER_NOT_ACTIVE: the type that is in the way.' },
  },
  CURRENCY_MISMATCH: {
    expectedCurrencyCode: {
      type: String,
      description: 'CURRENCY_MISMATCH: the currency in which amounts must be given here.',
    },
  },
  QUANTITY_RULE: {
    min: { type: Int, description: 'QUANTITY_RULE: the least pieces in an order.' },
    max: {
      type: Int,
      description: 'QUANTITY_RULE: the most pieces in an order; null when there is no such limit.',
    },
    increment: {
      type: Int,
      description: 'QUANTITY_RULE: an order takes a multiple of this many pieces.',
    },
  },
};

/** An entry of `userErrors`; the facts of its code are fields beside it. */
export interface MutationUserError<Code extends string> extends UserError {
  readonly code: Code;
}

export interface MutationErrors<Code extends MutationErrorCode> {
  /** The GraphQL type of an entry of `userErrors`. */
  readonly type: Type<MutationUserError<Code>>;
  /** The entries for what was found. A code that the operation does not declare is a mistake of ours. */
  from(problems: readonly Problem[]): MutationUserError<Code>[];
}

/**
 * The errors that a mutation answers with: an enum `<Operation>ErrorCode` and a type `<Operation>UserError`, so that
 * clients can see per operation what can go wrong, and program against it.
 *
 * @param operation the mutation, such as productCreate
 * @param codes what it refuses with
 * @param descriptions says more of a code than its usual sentence
 */
export function mutationErrors<const Code extends MutationErrorCode>(
  operation: string,
  codes: readonly Code[],
  descriptions: Partial<Record<Code, string>> = {},
): MutationErrors<Code> {
  const name = operation.charAt(0).toUpperCase() + operation.slice(1);
  const described: Partial<Record<MutationErrorCode, string>> = descriptions;
  const values: Readonly<Record<string, Code>> = Object.fromEntries(
    codes.map((code) => [code, code]),
  );
  registerEnumType(values, {
    name: `${name}ErrorCode`,
    description: `Why ${operation} was refused.`,
    valuesMap: Object.fromEntries(
      codes.map((code) => [code, { description: described[code] ?? CODES[code] }]),
    ),
  });

  @ObjectType(`${name}UserError`, {
    implements: () => [UserError],
    description: `Why ${operation} was refused.`,
  })
  class OperationError extends UserError {
    @Field(() => values, { description: 'The kind of mistake, for programs.' })
    readonly code: Code;
  }
  const facts = codes.flatMap((code) => Object.entries<FactField>(FACTS[code] ?? {}));
  for (const [fact, { type, description }] of facts) {
    Field(() => type, { nullable: true, description })(OperationError.prototype, fact);
  }

  return { type: OperationError, from: (problems) => userErrorsOf(problems, values) };
}
