import {
  digestOf,
  ProblemError,
  requirePage,
  type CursorKey,
  type PageArgs,
  type PagePlan,
} from '../kernel/index.js';

export const ProductOrder = {
  RELEVANCE: 'RELEVANCE',
  NAME: 'NAME',
  NEWEST: 'NEWEST',
  PRICE_ASC: 'PRICE_ASC',
  PRICE_DESC: 'PRICE_DESC',
} as const;
export type ProductOrder = keyof typeof ProductOrder;

/** What a place in a list depends on besides the products themselves. */
export interface ListKind {
  order: ProductOrder;
  search: string | null;
  marketCode: string | null;
}

const sortKeys: Record<ProductOrder, CursorKey> = {
  RELEVANCE: 'integer',
  NAME: 'text',
  NEWEST: 'date',
  PRICE_ASC: 'integer',
  PRICE_DESC: 'integer',
};

/** A cursor names the list that it belongs to, since its place means nothing in another one. */
export function planProductPage(args: PageArgs, kind: ListKind): PagePlan {
  const keys: CursorKey[] = ['text', sortKeys[kind.order], 'id'];
  const tag = tagOf(kind);
  const plan = requirePage(args, { default: 20, max: 100 });
  const belongs = plan.cursor?.[0] === tag;
  if (plan.cursor && !belongs && typeof plan.cursor[0] === 'string') {
    throw new ProblemError({
      code: 'INVALID_VALUE',
      message:
        'This cursor belongs to a list with another orderBy, search or market. Begin again without it.',
      path: [plan.direction === 'backward' ? 'before' : 'after'],
    });
  }
  return requirePage(args, { default: 20, max: 100, keys });
}

/** Says where a product stands in the list. */
export function productCursors(
  kind: ListKind,
): (product: { sortKey: string; id: string }) => string[] {
  const tag = tagOf(kind);
  return ({ sortKey, id }) => [tag, sortKey, id];
}

function tagOf({ order, search, marketCode }: ListKind): string {
  const ofPrice = order === 'PRICE_ASC' || order === 'PRICE_DESC';
  if (search === null && !ofPrice) return order;
  const rest = JSON.stringify([search, ofPrice ? marketCode : null]);
  return `${order}-${digestOf(rest).slice(0, 12)}`;
}
