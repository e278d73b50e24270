import type { Facts, Problem } from '../kernel/index.js';

export const OrderErrorCode = {
  UNKNOWN_MARKET: 'UNKNOWN_MARKET',
  MARKET_NOT_OPEN: 'MARKET_NOT_OPEN',
  UNKNOWN_SKU: 'UNKNOWN_SKU',
  LISTING_NOT_ORDERABLE: 'LISTING_NOT_ORDERABLE',
  CERTIFICATE_MISSING: 'CERTIFICATE_MISSING',
  CERTIFICATE_EXPIRED: 'CERTIFICATE_EXPIRED',
  RESELLER_NOT_ACTIVE: 'RESELLER_NOT_ACTIVE',
  MARKET_NOT_AUTHORIZED: 'MARKET_NOT_AUTHORIZED',
  AGREEMENT_NOT_ACCEPTED: 'AGREEMENT_NOT_ACCEPTED',
  PARTNER_OF_RECORD_INVALID: 'PARTNER_OF_RECORD_INVALID',
  SHIP_TO_INVALID: 'SHIP_TO_INVALID',
  DUPLICATE_PURCHASE_ORDER: 'DUPLICATE_PURCHASE_ORDER',
  IDEMPOTENCY_KEY_REUSED: 'IDEMPOTENCY_KEY_REUSED',
  INSUFFICIENT_STOCK: 'INSUFFICIENT_STOCK',
  QUANTITY_RULE: 'QUANTITY_RULE',
  NO_PRICE: 'NO_PRICE',
  PRICE_CHANGED: 'PRICE_CHANGED',
  CURRENCY_MISMATCH: 'CURRENCY_MISMATCH',
  BID_EXHAUSTED: 'BID_EXHAUSTED',
  BID_EXPIRED: 'BID_EXPIRED',
  CREDIT_EXCEEDED: 'CREDIT_EXCEEDED',
  LIMIT_EXCEEDED: 'LIMIT_EXCEEDED',
  ILLEGAL_TRANSITION: 'ILLEGAL_TRANSITION',
  ALREADY_EXISTS: 'ALREADY_EXISTS',
  REQUIRED: 'REQUIRED',
  INVALID_VALUE: 'INVALID_VALUE',
  NOT_FOUND: 'NOT_FOUND',
  CONFLICT: 'CONFLICT',
} as const;
export type OrderErrorCode = keyof typeof OrderErrorCode;
export type OrderProblem = Problem<OrderErrorCode>;

export function problem(
  code: OrderErrorCode,
  path: string[],
  message: string,
  facts?: Facts,
): OrderProblem {
  return facts === undefined ? { code, path, message } : { code, path, message, facts };
}

export function isOrderErrorCode(code: string): code is OrderErrorCode {
  return Object.hasOwn(OrderErrorCode, code);
}

export function orderNotFound(path: string[]): OrderProblem {
  return problem('NOT_FOUND', path, 'There is no such order.');
}

export function illegalTransition(state: string, operation: string, path: string[]): OrderProblem {
  return problem(
    'ILLEGAL_TRANSITION',
    path,
    `An order in state ${state} does not allow ${operation}. Read the order again.`,
    { state, operation },
  );
}

export function staleVersion(path: string[]): OrderProblem {
  return problem(
    'CONFLICT',
    path,
    'The order was changed in the meantime. Read it again and decide anew.',
  );
}
