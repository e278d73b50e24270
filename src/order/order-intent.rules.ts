import {
  checkCount,
  checkId,
  checkQuantity,
  checkText,
  Money,
  type Problem,
} from '../kernel/index.js';
import type { CurrencyCode } from '../kernel/index.js';

export const ORDER_LINES_MAX = 200;
export const PURCHASE_ORDER_NUMBER_MAX = 64;

/** What somebody wants to order, as it came in, in one way of writing it: two intents that mean the same are equal. */
export interface OrderIntent {
  marketCode: string;
  purchaseOrderNumber: string | null;
  shipToAddressId: string | null;
  partnerOfRecordId: string | null;
  endCustomer: EndCustomerIntent | null;
  acceptBackorder: boolean;
  lines: LineIntent[];
}

export interface EndCustomerIntent {
  name: string;
  reference: string | null;
}

export interface LineIntent {
  sku: string;
  quantity: number;
  /** What the buyer counts on; null where any price will do. */
  expectedUnitPrice: { amount: string; currencyCode: CurrencyCode } | null;
  specialBidNumber: string | null;
}

export interface RawOrder {
  marketCode: string;
  purchaseOrderNumber?: string | null;
  shipToAddressId?: string | null;
  partnerOfRecordId?: string | null;
  endCustomer?: { name: string; reference?: string | null } | null;
  acceptBackorder?: boolean | null;
  lines: RawLine[];
}

export interface RawLine {
  sku: string;
  quantity: number;
  expectedUnitPrice?: { amount: string; currencyCode: CurrencyCode } | null;
  specialBidNumber?: string | null;
}

export function intentOf(raw: RawOrder): OrderIntent {
  return {
    marketCode: raw.marketCode.trim().toUpperCase(),
    purchaseOrderNumber: textOrNull(raw.purchaseOrderNumber),
    shipToAddressId: raw.shipToAddressId?.toLowerCase() ?? null,
    partnerOfRecordId: raw.partnerOfRecordId?.toLowerCase() ?? null,
    endCustomer: raw.endCustomer
      ? { name: raw.endCustomer.name.trim(), reference: textOrNull(raw.endCustomer.reference) }
      : null,
    acceptBackorder: raw.acceptBackorder ?? false,
    lines: raw.lines.map((line) => ({
      sku: line.sku.trim().toUpperCase(),
      quantity: line.quantity,
      expectedUnitPrice: line.expectedUnitPrice ? amountOf(line.expectedUnitPrice) : null,
      specialBidNumber: textOrNull(line.specialBidNumber),
    })),
  };
}

/** With the decimal places of its currency; what is no amount stays as it is, for checkLines to refuse. */
function amountOf(given: NonNullable<RawLine['expectedUnitPrice']>): {
  amount: string;
  currencyCode: CurrencyCode;
} {
  const { amount, currencyCode } = given;
  return { amount: Money.parse(amount, currencyCode)?.amount ?? amount, currencyCode };
}

function textOrNull(text: string | null | undefined): string | null {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}

const INPUT = ['input'];

/** Everything in the header that is wrong in itself, before anybody looks anything up. */
export function checkHeader(intent: OrderIntent): Problem[] {
  return [
    ...checkText(intent.marketCode, {
      path: [...INPUT, 'marketCode'],
      name: 'market code',
      max: 2,
      required: true,
    }),
    ...checkText(intent.purchaseOrderNumber, {
      path: [...INPUT, 'purchaseOrderNumber'],
      name: 'purchase order number',
      max: PURCHASE_ORDER_NUMBER_MAX,
    }),
    ...(intent.shipToAddressId === null
      ? []
      : checkId(intent.shipToAddressId, [...INPUT, 'shipToAddressId'])),
    ...(intent.partnerOfRecordId === null
      ? []
      : checkId(intent.partnerOfRecordId, [...INPUT, 'partnerOfRecordId'])),
    ...checkEndCustomer(intent.endCustomer),
  ];
}

function checkEndCustomer(endCustomer: EndCustomerIntent | null): Problem[] {
  if (!endCustomer) return [];
  const path = [...INPUT, 'endCustomer'];
  return [
    ...checkText(endCustomer.name, { path: [...path, 'name'], max: 200, required: true }),
    ...checkText(endCustomer.reference, { path: [...path, 'reference'], max: 100 }),
  ];
}

/** A submit needs what a draft may still lack. */
export function checkComplete(intent: OrderIntent): Problem[] {
  const missing = (field: string, name: string): Problem => ({
    code: 'REQUIRED',
    message: `Give a ${name}.`,
    path: [...INPUT, field],
  });
  return [
    ...(intent.purchaseOrderNumber === null
      ? [missing('purchaseOrderNumber', 'purchase order number')]
      : []),
    ...(intent.shipToAddressId === null ? [missing('shipToAddressId', 'ship-to address')] : []),
  ];
}

export function checkLines(lines: readonly LineIntent[], max: number): Problem[] {
  return [
    ...checkCount(lines.length, { path: [...INPUT, 'lines'], max }),
    ...lines.slice(0, max).flatMap((line, index) => checkLine(line, linePath(index))),
  ];
}

export function linePath(index: number, ...rest: string[]): string[] {
  return [...INPUT, 'lines', String(index), ...rest];
}

function checkLine(line: LineIntent, path: string[]): Problem[] {
  const { expectedUnitPrice: expected } = line;
  const unreadable =
    expected !== null && Money.parse(expected.amount, expected.currencyCode) === undefined;
  return [
    ...checkText(line.sku, { path: [...path, 'sku'], name: 'SKU', max: 40, required: true }),
    ...checkQuantity(line.quantity, { path: [...path, 'quantity'] }),
    ...checkText(line.specialBidNumber, { path: [...path, 'specialBidNumber'], max: 40 }),
    ...(unreadable
      ? [
          {
            code: 'INVALID_VALUE',
            message: `${expected.amount} is not an amount in ${expected.currencyCode}.`,
            path: [...path, 'expectedUnitPrice', 'amount'],
            facts: { rule: 'MONEY' },
          },
        ]
      : []),
  ];
}
