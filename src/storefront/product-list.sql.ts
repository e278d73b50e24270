import {
  ALL_AT_ONCE,
  choiceOf,
  listed,
  ONE_BY_ONE,
  orderable,
  productConditions,
  sources,
  specCondition,
  stockJoin,
  variantConditions,
  variantsOf,
  type ListQuestion,
  type StatementValues,
} from './list-conditions.sql.js';
import type { ListConditions } from './product-filter.rules.js';
import type { ProductOrder } from './product-page.rules.js';

/*
 * The statements that find products, of the market that shelf.sql.ts calls `seen`. A page is found through an index in its order where that can be, so that no page
 * is slower than the first; where the order depends on who asks (relevance, price) or a price is a condition, all that
 * match are looked at, set-based. $1 is the market in all of them that have one.
 */

/** What a product without a price is sorted by: behind all prices, whichever way. */
const NO_PRICE = { PRICE_ASC: '100000000000000000', PRICE_DESC: '-1' } as const;

const RANK = `(
  coalesce(p.document @@ k.code, false)::int * 64 + CASE WHEN p.document @@ k.plain
    THEN 32 + (p.document @@ k.named)::int * 16 + (p.document @@ k.exact)::int * 8 + starts_with(p.sort_name, k.folded)::int * 4
    ELSE 0 END)`;

const TODAY = 'SELECT today FROM seen';

interface Sorting {
  key: string;
  type: string;
  descending: boolean;
}

const sortings: Record<ProductOrder, Sorting> = {
  RELEVANCE: { key: RANK, type: 'int', descending: true },
  NAME: { key: 'p.sort_name', type: 'text', descending: false },
  NEWEST: { key: 'p.launched_on', type: 'date', descending: true },
  PRICE_ASC: { key: 'price', type: 'bigint', descending: false },
  PRICE_DESC: { key: 'price', type: 'bigint', descending: true },
};

export interface PagePlace {
  direction: 'forward' | 'backward';
  fetch: number;
  /** The sort key and the id behind which the page begins. */
  after: readonly unknown[] | null;
}

export interface PagePick {
  /** `WITH` clauses whose last one is page (id, key). */
  ctes: string;
  descending: boolean;
  /** Whether statements of this form are few, so that each connection may keep them prepared. */
  frequent: boolean;
}

export function pagePick(
  question: ListQuestion,
  place: PagePlace,
  values: StatementValues,
): PagePick {
  const { order } = question.conditions;
  const { key, type, descending } = sortings[order];
  const down = descending !== (place.direction === 'backward');
  const by = down ? 'DESC' : 'ASC';
  const priced = isPriced(question);
  const after = place.after
    ? `(key, id) ${down ? '<' : '>'} (${values.of(place.after[0], type)}, ${values.of(place.after[1], 'uuid')})`
    : 'true';
  const sorted = `ORDER BY key ${by}, id ${by}`;
  const from = priced
    ? pricedProducts(question, values)
    : walkedProducts(question, values, { key, sorted });
  const there = question.marketCode === null ? [] : ['EXISTS (SELECT FROM seen)'];
  const page = `page AS (
    SELECT id, key FROM (${from.found}) AS found (id, key) WHERE ${[after, ...there, ...from.conditions].join(' AND ')}
    ${sorted} LIMIT ${values.of(place.fetch, 'int')})`;
  return {
    ctes: [...from.ctes, page].join(',\n'),
    descending: down,
    frequent: !priced && isPlain(question.conditions),
  };
}

/** A product by its id or handle, or by the SKU of one of its variants, whether it is listed or not. */
export type ProductAddress = { id: string } | { handle: string } | { sku: string };

export function singlePick(
  { marketCode }: ListQuestion,
  address: ProductAddress,
  values: StatementValues,
): PagePick {
  const there = marketCode === null ? '' : ' AND EXISTS (SELECT FROM seen)';
  const found =
    'sku' in address
      ? `p.product_id = (SELECT v.product_id FROM catalog.variant_v v WHERE v.sku = ${values.of(address.sku, 'text')})`
      : 'id' in address
        ? `p.product_id = ${values.of(address.id, 'uuid')}`
        : `p.handle = ${values.of(address.handle, 'text')}`;
  const page = `page AS (SELECT p.product_id AS id, p.handle AS key FROM catalog.card_v p WHERE ${found}${there})`;
  return { ctes: page, descending: false, frequent: true };
}

/** Whether all prices of the caller must be known to find the page. */
function isPriced({ conditions: { order, price } }: ListQuestion): boolean {
  return price !== null || order === 'PRICE_ASC' || order === 'PRICE_DESC';
}

function isPlain({ orderable, inStock, specs }: ListConditions): boolean {
  return orderable === null && inStock === null && specs.length === 0;
}

interface Found {
  ctes: string[];
  /** Selects id and sort key. */
  found: string;
  /** What else must hold for an id. */
  conditions: string[];
}

/** In the order of the list, product by product until the page is full. */
function walkedProducts(
  question: ListQuestion,
  values: StatementValues,
  { key, sorted }: { key: string; sorted: string },
): Found {
  const { conditions } = question;
  const ctes = sources(question, values, TODAY);
  const ofVariant = [
    ...variantConditions(question, values, ONE_BY_ONE),
    ...specCondition(conditions),
    ...choiceOf('stage', conditions, values),
  ];
  const ofProduct = `WHERE ${productConditions(question, values).join(' AND ')}`;
  const found = `SELECT p.product_id AS id, ${key} AS key FROM catalog.searched_product_v p`;
  return {
    ctes,
    // No index has the order of a search: all that is found is sorted first, so that variants are asked for the page only.
    found:
      conditions.order === 'RELEVANCE'
        ? `${found}, plan k ${ofProduct} ${sorted} OFFSET 0`
        : `${found} ${ofProduct}`,
    conditions:
      question.marketCode !== null || ofVariant.length > 0
        ? [
            `EXISTS (SELECT FROM ${variantsOf(question)} WHERE ${['v.product_id = found.id', ...listed(question), ...ofVariant].join(' AND ')})`,
          ]
        : [],
  };
}

/** All that match, with the lowest price that the caller's reseller pays for what can be ordered of each. */
function pricedProducts(question: ListQuestion, values: StatementValues): Found {
  const { conditions } = question;
  const { order, price } = conditions;
  const byPrice = order === 'PRICE_ASC' || order === 'PRICE_DESC';
  const key = byPrice ? 'NULL' : sortings[order].key;
  const where = [
    ...productConditions(question, values),
    ...listed(question),
    ...variantConditions(question, values, ALL_AT_ONCE),
    ...specCondition(conditions),
    ...choiceOf('stage', conditions, values),
  ];
  const candidate = `candidate AS MATERIALIZED (
    SELECT p.product_id, ${key} AS key, v.variant_id, v.first_quantity, ${orderable(question, ALL_AT_ONCE)} AS orderable
    FROM catalog.searched_product_v p, ${variantsOf(question)}${stockJoin(conditions)}${order === 'RELEVANCE' ? ', plan k' : ''}
    WHERE ${['v.product_id = p.product_id', ...where].join(' AND ')})`;
  const range = price
    ? `WHERE w.price >= ${values.of(price.min ?? 0n, 'bigint')} AND w.price <= coalesce(${values.of(price.max, 'bigint')}, w.price)`
    : '';
  const sortKey = byPrice
    ? `coalesce(min(w.price) FILTER (WHERE c.orderable), ${NO_PRICE[order]})`
    : 'c.key';
  return {
    ctes: [
      ...sources(question, values, TODAY),
      candidate,
      ...priceCtes(question, values, 'candidate'),
    ],
    found: `SELECT c.product_id, ${sortKey} FROM candidate c LEFT JOIN won w ON w.variant_id = c.variant_id ${range}
      GROUP BY c.product_id${byPrice ? '' : ', c.key'}`,
    conditions: [],
  };
}

/**
 * What the caller's reseller pays for each candidate at the least quantity that can be ordered: of each list the greatest
 * break that is reached, and of those the most specific, then the greatest priority, then the lowest. The place of the
 * list and the price (below 2^40) are compared as one number.
 */
export function priceCtes(
  { buyer }: ListQuestion,
  values: StatementValues,
  candidates: string,
): string[] {
  const lists = `price_list AS MATERIALIZED (
    SELECT price_list_id, dense_rank() OVER (ORDER BY specificity DESC, priority DESC) AS place
    FROM pricing.list_v
    WHERE market_code = $1::text AND valid_from <= now() AND (valid_until IS NULL OR now() < valid_until)
      AND (audience = 'EVERYONE' OR (audience = 'TIER' AND tier = ${values.of(buyer?.tier ?? null, 'text')})
        OR (audience = 'RESELLER' AND reseller_id = ${values.of(buyer?.resellerId ?? null, 'uuid')})))`;
  const won = `won AS (
    SELECT c.variant_id, min((l.place << 40) + b.unit_price_minor) & ((1::bigint << 40) - 1) AS price
    FROM ${candidates} c
    CROSS JOIN price_list l
    JOIN pricing.break_v b ON b.price_list_id = l.price_list_id AND b.variant_id = c.variant_id
    WHERE b.minimum_quantity <= c.first_quantity AND (c.first_quantity = 1 OR NOT EXISTS (
      SELECT FROM pricing.break_v g
      WHERE g.price_list_id = b.price_list_id AND g.variant_id = b.variant_id
        AND g.minimum_quantity > b.minimum_quantity AND g.minimum_quantity <= c.first_quantity))
    GROUP BY c.variant_id)`;
  return [lists, won];
}
