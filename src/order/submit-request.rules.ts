import { checkId, checkText, type Problem } from '../kernel/index.js';
import {
  checkComplete,
  checkHeader,
  checkLines,
  ORDER_LINES_MAX,
  type OrderIntent,
  type RawOrder,
} from './order-intent.rules.js';
import { problem } from './order.problems.js';

/** Either the order itself, or the draft that holds it. */
export interface SubmitRequest {
  idempotencyKey: string;
  draft: { id: string; expectedVersion: number | null } | null;
  order: RawOrder | null;
}

export const DRAFT_PATH = ['input', 'draftId'];

/** What is wrong with the request around the order. */
export function checkRequest({ idempotencyKey, draft, order }: SubmitRequest): Problem[] {
  const problems = checkText(idempotencyKey, {
    path: ['input', 'idempotencyKey'],
    name: 'idempotency key',
    max: 255,
    required: true,
  });
  if (draft) problems.push(...checkId(draft.id, DRAFT_PATH));
  if (draft && order) {
    const message =
      'A draft is submitted as it is stored: give no other field of the order with it.';
    problems.push(problem('INVALID_VALUE', DRAFT_PATH, message, { rule: 'DRAFT_ALONE' }));
  }
  return problems;
}

/** What is wrong with the order in itself, before anybody looks anything up. */
export function checkIntent(intent: OrderIntent): Problem[] {
  return [
    ...checkHeader(intent),
    ...checkComplete(intent),
    ...checkLines(intent.lines, ORDER_LINES_MAX),
  ];
}
