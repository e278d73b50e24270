import { assert, type Problem } from '../kernel/index.js';

export const CreditPaymentRecordErrorCode = {
  REQUIRED: 'REQUIRED',
  INVALID_VALUE: 'INVALID_VALUE',
  NOT_FOUND: 'NOT_FOUND',
  CURRENCY_MISMATCH: 'CURRENCY_MISMATCH',
  IDEMPOTENCY_KEY_REUSED: 'IDEMPOTENCY_KEY_REUSED',
} as const;
export type CreditPaymentRecordErrorCode = keyof typeof CreditPaymentRecordErrorCode;

export const CreditLimitChangeErrorCode = {
  INVALID_VALUE: 'INVALID_VALUE',
  NOT_FOUND: 'NOT_FOUND',
  CURRENCY_MISMATCH: 'CURRENCY_MISMATCH',
  CONFLICT: 'CONFLICT',
} as const;
export type CreditLimitChangeErrorCode = keyof typeof CreditLimitChangeErrorCode;

/** Problems from below carry any code; one that the operation does not declare is a mistake of ours. */
export function declared<Code extends string>(
  problems: readonly Problem[],
  codes: Readonly<Record<Code, Code>>,
): Problem<Code>[] {
  return problems.map(({ code, ...problem }) => {
    assert(isDeclared(code, codes), `${code} is not declared: ${problem.message}`);
    return { ...problem, code };
  });
}

function isDeclared<Code extends string>(
  code: string,
  codes: Readonly<Record<Code, Code>>,
): code is Code {
  return Object.hasOwn(codes, code);
}
