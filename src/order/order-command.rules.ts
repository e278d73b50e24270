import { checkId, checkQuantity, checkText, type Problem } from '../kernel/index.js';
import { orderMachine, type OrderOperation, type OrderState } from './order.machine.js';
import { illegalTransition, problem, staleVersion, type OrderProblem } from './order.problems.js';

/** An order as a command finds it, with its row locked. */
export interface LockedOrder {
  id: string;
  state: OrderState;
  version: number;
  soldToId: string;
  partnerOfRecordId: string | null;
  marketCode: string;
  placedById: string | null;
  /** Its time is over, and the job that ends it has not come by yet. */
  overdue: boolean;
  lines: LockedLine[];
  /** Reasons of the holds that are not released. */
  openHolds: string[];
}

export interface LockedLine {
  id: string;
  /** Pieces that are neither shipped nor cancelled. */
  open: number;
}

export interface Piece {
  lineId: string;
  quantity: number;
}

export const REASON_MAX = 500;
export const CANCEL_LINES_MAX = 200;
const ORDER_ID = ['input', 'orderId'];

/** What every command asks first: is it still the order that was read, and may it go there? */
export function judgeTransition(
  order: LockedOrder,
  operation: OrderOperation,
  expectedVersion: number | null | undefined,
): OrderProblem[] {
  if (expectedVersion != null && expectedVersion !== order.version) {
    return [staleVersion(['input', 'expectedVersion'])];
  }
  if (!orderMachine.allows(order.state, operation)) {
    return [illegalTransition(order.state, operation, ORDER_ID)];
  }
  return order.overdue ? [tooLate(order.state, operation)] : [];
}

function tooLate(state: OrderState, operation: OrderOperation): OrderProblem {
  const message =
    state === 'PENDING_APPROVAL'
      ? 'Nobody decided in time, so that the order expires. Order again.'
      : 'The order was on hold for too long, so that it is cancelled. Order again.';
  return problem('ILLEGAL_TRANSITION', ORDER_ID, message, { state, operation });
}

export function checkReason(
  reason: string | null | undefined,
  { name, required }: { name: 'reason' | 'note'; required: boolean },
): Problem[] {
  return checkText(reason, { path: ['input', name], max: REASON_MAX, required });
}

/** What is wrong with the pieces to cancel in themselves; null asks for the whole order. */
export function checkPieces(pieces: readonly Piece[] | null): Problem[] {
  if (pieces === null) return [];
  if (pieces.length === 0 || pieces.length > CANCEL_LINES_MAX) {
    const message = `Give 1 to ${CANCEL_LINES_MAX} lines, or no list at all to cancel the whole order.`;
    const facts = { rule: 'COUNT', min: 1, max: CANCEL_LINES_MAX };
    return [problem('INVALID_VALUE', ['input', 'lines'], message, facts)];
  }
  return pieces.flatMap(({ lineId, quantity }, index) => [
    ...checkId(lineId, piecePath(index, 'lineId')),
    ...checkQuantity(quantity, { path: piecePath(index, 'quantity') }),
  ]);
}

/** What may be cancelled of the order, or why it may not: never more than is open, and no line twice. */
export function judgePieces(
  order: LockedOrder,
  asked: readonly Piece[] | null,
): { pieces: Piece[]; problems: OrderProblem[] } {
  const all = order.lines.map(({ id, open }) => ({ lineId: id, quantity: open }));
  if (asked === null) {
    return { pieces: all.filter(({ quantity }) => quantity > 0), problems: [] };
  }
  const open = new Map(order.lines.map((line) => [line.id, line.open]));
  const seen = new Set<string>();
  const pieces = asked.map((piece) => ({ ...piece, lineId: piece.lineId.toLowerCase() }));
  const problems = pieces.flatMap((piece, index) => {
    const found = judgePiece(piece, {
      index,
      open: open.get(piece.lineId),
      twice: seen.has(piece.lineId),
    });
    seen.add(piece.lineId);
    return found;
  });
  return { pieces, problems };
}

function judgePiece(
  { lineId, quantity }: Piece,
  { index, open, twice }: { index: number; open: number | undefined; twice: boolean },
): OrderProblem[] {
  if (open === undefined) {
    const message = `The order has no line ${lineId}.`;
    return [problem('NOT_FOUND', piecePath(index, 'lineId'), message)];
  }
  if (twice) {
    const message = 'The line is named twice: give one quantity for it.';
    return [problem('INVALID_VALUE', piecePath(index, 'lineId'), message, { rule: 'UNIQUE' })];
  }
  if (quantity > open) {
    const message =
      open === 0
        ? 'Nothing of this line is open any more.'
        : `Only ${open} pieces of this line are open. Cancel at most those.`;
    return [
      problem('INVALID_VALUE', piecePath(index, 'quantity'), message, { rule: 'OPEN', open }),
    ];
  }
  return [];
}

function piecePath(index: number, field: string): string[] {
  return ['input', 'lines', String(index), field];
}

/** Nobody decides on an order that they placed themselves, in person or by an API key of theirs. */
export function judgeDecider(
  placedById: string | null,
  userId: string | null,
  operation: 'APPROVE' | 'REJECT',
): OrderProblem[] {
  if (placedById === null || placedById !== userId) return [];
  const message =
    operation === 'APPROVE'
      ? 'You placed this order yourself: somebody else must approve it.'
      : 'You placed this order yourself: somebody else must decide on it, or you withdraw it.';
  return [problem('INVALID_VALUE', ORDER_ID, message, { rule: 'NOT_OWN_ORDER', operation })];
}

/** A request is taken back by the one who made it, or by an administrator of the reseller. */
export function judgeWithdrawer(
  placedById: string | null,
  { userId, isAdmin }: { userId: string | null; isAdmin: boolean },
): OrderProblem[] {
  if (isAdmin || (placedById !== null && placedById === userId)) return [];
  const message =
    'Only the one who placed this order, or an administrator of your reseller, can withdraw it.';
  return [
    problem('INVALID_VALUE', ORDER_ID, message, { rule: 'OWN_ORDER', operation: 'WITHDRAW' }),
  ];
}

export function judgeHoldReason(reason: string): OrderProblem[] {
  if (reason !== 'CREDIT') return [];
  const message = 'A credit hold is set by rule alone. Choose PRICE, COMPLIANCE or CUSTOMER.';
  return [problem('INVALID_VALUE', ['input', 'reason'], message, { rule: 'HOLD_REASON' })];
}

export function judgeNewHold(order: LockedOrder, reason: string): OrderProblem[] {
  if (!order.openHolds.includes(reason)) return [];
  const message = `The order is on a ${reason} hold already.`;
  return [problem('ALREADY_EXISTS', ['input', 'reason'], message)];
}

export function judgeRelease(order: LockedOrder, reason: string): OrderProblem[] {
  if (order.openHolds.includes(reason)) return [];
  const open = order.openHolds.join(', ') || 'none';
  const message = `The order has no open ${reason} hold. Open holds: ${open}.`;
  return [problem('NOT_FOUND', ['input', 'reason'], message)];
}
