import type { Problem } from '../kernel/index.js';

/** What can be wrong with a movement of stock; each code has one meaning, whatever the mutation. */
export const StockErrorCode = {
  REQUIRED: 'REQUIRED',
  INVALID_VALUE: 'INVALID_VALUE',
  UNKNOWN_SKU: 'UNKNOWN_SKU',
  NOT_FOUND: 'NOT_FOUND',
  IDEMPOTENCY_KEY_REUSED: 'IDEMPOTENCY_KEY_REUSED',
  CONFLICT: 'CONFLICT',
} as const;

export type StockErrorCode = (typeof StockErrorCode)[keyof typeof StockErrorCode];
export type StockProblem = Problem<StockErrorCode>;

/** Above it, a count is likelier a typing mistake than a full warehouse; the table has the same bound. */
export const ON_HAND_MAX = 100_000_000;

export function unknownSku(sku: string): StockProblem {
  return {
    code: 'UNKNOWN_SKU',
    message: `There is no SKU "${sku}".`,
    path: ['input', 'sku'],
    facts: { sku },
  };
}

export function unknownLocation(code: string): StockProblem {
  return {
    code: 'NOT_FOUND',
    message: `There is no stock location "${code}". The query "stockLocations" lists them.`,
    path: ['input', 'locationCode'],
    facts: { locationCode: code },
  };
}

export function unknownInbound(): StockProblem {
  return {
    code: 'NOT_FOUND',
    message: 'Nothing of this id is on its way for this SKU to this location.',
    path: ['input', 'inboundId'],
  };
}

export function beyondLevel(onHand: number, path: string[]): StockProblem {
  return {
    code: 'INVALID_VALUE',
    message: `There are ${onHand} on hand; after the change there must be between 0 and ${ON_HAND_MAX}.`,
    path,
    facts: { rule: 'RANGE', min: 0, max: ON_HAND_MAX, onHand },
  };
}

export function stillAllocated(onHand: number, allocated: number): StockProblem {
  return {
    code: 'CONFLICT',
    message: `${allocated} pieces are promised to orders, which is more than ${onHand}. Cancel or ship some of them first.`,
    path: ['input'],
    facts: { onHand, allocated },
  };
}
