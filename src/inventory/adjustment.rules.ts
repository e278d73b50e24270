import {
  checkQuantity,
  checkText,
  QUANTITY_MAX,
  type Facts,
  type Problem,
} from '../kernel/index.js';
import { beyondLevel, ON_HAND_MAX, type StockProblem } from './stock.problems.js';

export interface StockMoveInput {
  idempotencyKey: string;
  locationCode: string;
  sku: string;
}

export interface ReceiptInput extends StockMoveInput {
  quantity: number;
  reference: string | null;
  /** What was on its way and has now come. */
  inboundId: string | null;
}

/** Either what was counted, or by how much the level is to change. */
export interface AdjustmentInput extends StockMoveInput {
  countedOnHand: number | null;
  delta: number | null;
  reason: string;
}

/** The inputs as they come: what need not be said may be missing. */
export type RawReceipt = StockMoveInput & {
  quantity: number;
  reference?: string | null;
  inboundId?: string | null;
};

export type RawAdjustment = StockMoveInput & {
  countedOnHand?: number | null;
  delta?: number | null;
  reason: string;
};

/** Spaces around a text, and whether nothing was said or null, make no difference between two inputs. */
export function normalReceipt(input: RawReceipt): ReceiptInput {
  return {
    ...normalMove(input),
    quantity: input.quantity,
    reference: input.reference?.trim() || null,
    inboundId: input.inboundId?.trim().toLowerCase() || null,
  };
}

export function normalAdjustment(input: RawAdjustment): AdjustmentInput {
  return {
    ...normalMove(input),
    countedOnHand: input.countedOnHand ?? null,
    delta: input.delta ?? null,
    reason: input.reason.trim(),
  };
}

const CODE_MAX = 40;
const KEY_MAX = 255;
const NOTE_MAX = 500;

export function checkReceipt(input: ReceiptInput): Problem[] {
  return [
    ...checkMove(input),
    ...checkQuantity(input.quantity, { path: ['input', 'quantity'] }),
    ...checkText(input.reference, { path: ['input', 'reference'], max: NOTE_MAX }),
  ];
}

export function checkAdjustment(input: AdjustmentInput): Problem[] {
  return [
    ...checkMove(input),
    ...checkChange(input),
    ...checkText(input.reason, { path: ['input', 'reason'], max: NOTE_MAX, required: true }),
  ];
}

/** Texts that look for something: what cannot be stored cannot be found either, but must not reach the database. */
export function checkLevelFilter(filter: {
  sku?: string | null;
  locationCode?: string | null;
  skuPrefix?: string | null;
  marketCode?: string | null;
  availableAtMost?: number | null;
}): Problem[] {
  const { availableAtMost = null } = filter;
  return [
    ...checkText(filter.sku, { path: ['filter', 'sku'], max: CODE_MAX }),
    ...checkText(filter.skuPrefix, { path: ['filter', 'skuPrefix'], max: CODE_MAX }),
    ...checkText(filter.locationCode, { path: ['filter', 'locationCode'], max: CODE_MAX }),
    ...checkText(filter.marketCode, { path: ['filter', 'marketCode'], max: CODE_MAX }),
    ...(availableAtMost === null
      ? []
      : checkQuantity(availableAtMost, {
          path: ['filter', 'availableAtMost'],
          min: 0,
          max: ON_HAND_MAX,
        })),
  ];
}

/** What is on hand after the adjustment of a level, or why it cannot be so. */
export function adjustedOnHand(
  input: AdjustmentInput,
  onHand: number,
): { onHand: number } | StockProblem {
  const after = input.countedOnHand ?? onHand + (input.delta ?? 0);
  if (after >= 0 && after <= ON_HAND_MAX) return { onHand: after };
  return beyondLevel(onHand, ['input', input.countedOnHand === null ? 'delta' : 'countedOnHand']);
}

function normalMove(input: StockMoveInput): StockMoveInput {
  return {
    idempotencyKey: input.idempotencyKey.trim(),
    locationCode: input.locationCode.trim(),
    sku: input.sku.trim(),
  };
}

function checkMove(input: StockMoveInput): Problem[] {
  const text = (name: keyof StockMoveInput, max: number) =>
    checkText(input[name], { path: ['input', name], max, required: true });
  return [
    ...text('idempotencyKey', KEY_MAX),
    ...text('locationCode', CODE_MAX),
    ...text('sku', CODE_MAX),
  ];
}

function checkChange({ countedOnHand: counted, delta }: AdjustmentInput): Problem[] {
  if (counted !== null && delta === null) {
    return checkQuantity(counted, { path: ['input', 'countedOnHand'], min: 0, max: ON_HAND_MAX });
  }
  if (delta === null || counted !== null) {
    const field = delta === null ? 'countedOnHand' : 'delta';
    const message = 'Give either what was counted or by how much to change it.';
    return [invalid(field, message, { rule: 'EXACTLY_ONE' })];
  }
  const size = Math.abs(delta);
  if (size >= 1 && size <= QUANTITY_MAX) return [];
  const message = `Change the level by at least 1 and at most ${QUANTITY_MAX} pieces, up or down.`;
  return [invalid('delta', message, { rule: 'RANGE', min: 1, max: QUANTITY_MAX })];
}

function invalid(field: string, message: string, facts: Facts): Problem {
  return { code: 'INVALID_VALUE', message, path: ['input', field], facts };
}
