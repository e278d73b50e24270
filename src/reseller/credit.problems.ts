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
