import {
  ProblemError,
  requirePage,
  type CursorKey,
  type PageArgs,
  type PagePlan,
} from '../kernel/index.js';

export const ProductOrder = { NAME: 'NAME', NEWEST: 'NEWEST' } as const;
export type ProductOrder = keyof typeof ProductOrder;

const sortKeys: Record<ProductOrder, CursorKey> = { NAME: 'text', NEWEST: 'date' };

/** A cursor names the order that it belongs to, since its place means nothing in another one. */
export function planProductPage(args: PageArgs, order: ProductOrder): PagePlan {
  const keys: CursorKey[] = ['text', sortKeys[order], 'id'];
  const plan = requirePage(args, { default: 20, max: 100, keys });
  if (plan.cursor && plan.cursor[0] !== order) {
    throw new ProblemError({
      code: 'INVALID_VALUE',
      message: 'This cursor belongs to another orderBy. Begin again without it.',
      path: [plan.direction === 'backward' ? 'before' : 'after'],
    });
  }
  return plan;
}

export function productCursor(
  order: ProductOrder,
  product: { sortKey: string; id: string },
): string[] {
  return [order, product.sortKey, product.id];
}
