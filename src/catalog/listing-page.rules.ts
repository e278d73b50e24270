import {
  ProblemError,
  requirePage,
  type CursorKey,
  type PageArgs,
  type PagePlan,
} from '../kernel/index.js';

export const ListingOrder = { SKU: 'SKU', NEWEST: 'NEWEST', END_OF_SALE: 'END_OF_SALE' } as const;
export type ListingOrder = keyof typeof ListingOrder;

const KEYS: Record<ListingOrder, readonly CursorKey[]> = {
  SKU: ['text', 'text', 'text'],
  NEWEST: ['text', 'date', 'id'],
  END_OF_SALE: ['text', 'date', 'id'],
};

/** A cursor names the order that it belongs to, since its place means nothing in another one. */
export function planListingPage(args: PageArgs, order: ListingOrder): PagePlan {
  const plan = requirePage(args, { default: 20, max: 100, keys: KEYS[order] });
  if (plan.cursor === undefined || plan.cursor[0] === order) return plan;
  throw new ProblemError({
    code: 'INVALID_VALUE',
    message: 'This cursor belongs to another orderBy. Begin again without it.',
    path: [plan.direction === 'backward' ? 'before' : 'after'],
  });
}
