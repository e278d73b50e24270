import type { ListConditions } from './product-filter.rules.js';
import type { ProductOrder } from './product-page.rules.js';

/*
 * The statements that find products. A page is found through an index in its order where that can be, so that no page
 * is slower than the first; where the order depends on who asks (relevance, price) or a price is a condition, all that
 * match are looked at, set-based. $1 is the market in all of them that have one.
 */

/** What a list is asked for, with what it needs to know of the market and of the caller. */
export interface ListQuestion {
  conditions: ListConditions;
  marketCode: string | null;
  marketIsOpen: boolean;
  buyer: { resellerId: string; tier: string } | null;
}

/** Gathers the values of a statement while its text is written. */
export class StatementValues {
  readonly list: unknown[];

  /** @param first those that the text names by their number: the market, and the languages where products are shown */
  constructor(...first: unknown[]) {
    this.list = first;
  }

  /** Adds one and gives its name in the text. */
  of(value: unknown, type: string): string {
    return `$${this.list.push(value)}::${type}`;
  }
}

/** What a product without a price is sorted by: behind all prices, whichever way. */
const NO_PRICE = { PRICE_ASC: '100000000000000000', PRICE_DESC: '-1' } as const;

export const STAGE = `catalog.listing_stage(v.preorder_from, v.on_sale_from, v.last_time_buy_from, v.end_of_sale_on,
  v.end_of_service_on, (SELECT today FROM day))`;

const RANK = `(
  coalesce(p.document @@ k.code, false)::int * 64 + (p.document @@ k.plain)::int * 32 + (p.document @@ k.named)::int * 16
  + (p.document @@ k.exact)::int * 8 + starts_with(p.sort_name, k.folded)::int * 4)`;

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
  const from = priced ? pricedProducts(question, values) : walkedProducts(question, values, key);
  const after = place.after
    ? `WHERE (key, id) ${down ? '<' : '>'} (${values.of(place.after[0], type)}, ${values.of(place.after[1], 'uuid')})`
    : '';
  const page = `page AS (
    SELECT id, key FROM (${from.found}) AS found (id, key) ${after} ORDER BY key ${by}, id ${by} LIMIT ${values.of(place.fetch, 'int')})`;
  return {
    ctes: [...from.ctes, page].join(',\n'),
    descending: down,
    frequent: !priced && isPlain(question.conditions),
  };
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
}

/** In an order that an index has, product by product until the page is full. */
function walkedProducts(question: ListQuestion, values: StatementValues, key: string): Found {
  const { conditions } = question;
  const ofVariant = [
    ...variantConditions(question, values),
    ...specCondition(conditions),
    ...choiceOf('stage', conditions, values),
  ];
  const variants =
    question.marketCode !== null || ofVariant.length > 0
      ? [
          `EXISTS (SELECT FROM ${variantsOf(question)} v WHERE ${['v.product_id = p.product_id', ...listed(question), ...ofVariant].join(' AND ')})`,
        ]
      : [];
  const where = [...productConditions(question, values), ...variants];
  return {
    ctes: sources(question, values),
    found: `SELECT p.product_id, ${key} FROM catalog.searched_product_v p${conditions.search === null ? '' : ', plan k'} WHERE ${where.join(' AND ')}`,
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
    ...variantConditions(question, values),
    ...specCondition(conditions),
    ...choiceOf('stage', conditions, values),
  ];
  const candidate = `candidate AS MATERIALIZED (
    SELECT p.product_id, ${key} AS key, v.variant_id, v.first_quantity, ${orderable(question)} AS orderable
    FROM catalog.searched_product_v p JOIN ${variantsOf(question)} v ON v.product_id = p.product_id${conditions.search === null ? '' : ' CROSS JOIN plan k'}
    WHERE ${where.join(' AND ')})`;
  const range = price
    ? `WHERE w.price >= ${values.of(price.min ?? 0n, 'bigint')} AND w.price <= coalesce(${values.of(price.max, 'bigint')}, w.price)`
    : '';
  const sortKey = byPrice
    ? `coalesce(min(w.price) FILTER (WHERE c.orderable), ${NO_PRICE[order]})`
    : 'c.key';
  return {
    ctes: [...sources(question, values), candidate, ...priceCtes(question, values)],
    found: `SELECT c.product_id, ${sortKey} FROM candidate c LEFT JOIN won w ON w.variant_id = c.variant_id ${range}
      GROUP BY c.product_id${byPrice ? '' : ', c.key'}`,
  };
}

/**
 * What the caller's reseller pays for each candidate at the least quantity that can be ordered: of each list the greatest
 * break that is reached, and of those the most specific, then the greatest priority, then the lowest. The place of the
 * list and the price (below 2^40) are compared as one number.
 */
export function priceCtes({ buyer }: ListQuestion, values: StatementValues): string[] {
  const lists = `price_list AS MATERIALIZED (
    SELECT price_list_id, dense_rank() OVER (ORDER BY specificity DESC, priority DESC) AS place
    FROM pricing.list_v
    WHERE market_code = $1::text AND valid_from <= now() AND (valid_until IS NULL OR now() < valid_until)
      AND (audience = 'EVERYONE' OR (audience = 'TIER' AND tier = ${values.of(buyer?.tier ?? null, 'text')})
        OR (audience = 'RESELLER' AND reseller_id = ${values.of(buyer?.resellerId ?? null, 'uuid')})))`;
  const won = `won AS (
    SELECT c.variant_id, min((l.place << 40) + b.unit_price_minor) & ((1::bigint << 40) - 1) AS price
    FROM candidate c
    CROSS JOIN price_list l
    JOIN pricing.break_v b ON b.price_list_id = l.price_list_id AND b.variant_id = c.variant_id
    WHERE b.minimum_quantity <= c.first_quantity AND (c.first_quantity = 1 OR NOT EXISTS (
      SELECT FROM pricing.break_v g
      WHERE g.price_list_id = b.price_list_id AND g.variant_id = b.variant_id
        AND g.minimum_quantity > b.minimum_quantity AND g.minimum_quantity <= c.first_quantity))
    GROUP BY c.variant_id)`;
  return [lists, won];
}

/** What the conditions refer to. */
export function sources(
  { conditions, marketCode }: ListQuestion,
  values: StatementValues,
): string[] {
  const day = `day AS MATERIALIZED (SELECT market.day_in($1::text, now()) AS today)`;
  const search = (text: string) =>
    `plan AS MATERIALIZED (SELECT * FROM catalog.search_plan(${values.of(text, 'text')}))`;
  // A spec with values that nothing has matches nothing.
  const specs = (wanted: ListConditions['specs']) => `wanted_spec AS MATERIALIZED (
    SELECT w.place, w."definitionId" AS definition_id, coalesce(array_agg(k.value_id) FILTER (WHERE k.value_id IS NOT NULL), '{}') AS ids
    FROM ROWS FROM (jsonb_to_recordset(${values.of(JSON.stringify(wanted), 'jsonb')})
      AS ("definitionId" uuid, "values" text[], "min" numeric, "max" numeric)) WITH ORDINALITY AS w ("definitionId", "values", "min", "max", place)
    LEFT JOIN catalog.spec_value_v k ON k.definition_id = w."definitionId" AND CASE
      WHEN w."values" IS NULL THEN k.number_value >= coalesce(w."min", k.number_value) AND k.number_value <= coalesce(w."max", k.number_value)
      ELSE k.value = ANY (w."values")
    END
    GROUP BY w.place, w."definitionId")`;
  return [
    ...(marketCode === null ? [] : [day]),
    ...(conditions.search === null ? [] : [search(conditions.search)]),
    ...(conditions.specs.length === 0 ? [] : [specs(conditions.specs)]),
  ];
}

export function variantsOf({ marketCode }: ListQuestion): string {
  return marketCode === null ? 'catalog.variant_value_v' : 'catalog.listed_variant_v';
}

export function listed({ marketCode }: ListQuestion): string[] {
  return marketCode === null ? [] : ['v.market_code = $1::text'];
}

export function searchCondition({ search }: ListConditions): string[] {
  return search === null ? [] : ['p.document @@ (SELECT loose FROM plan)'];
}

function productConditions({ conditions }: ListQuestion, values: StatementValues): string[] {
  const found = [
    ...searchCondition(conditions),
    ...choiceOf('category', conditions, values),
    ...choiceOf('brand', conditions, values),
  ];
  return found.length === 0 ? ['true'] : found;
}

const choices = { category: 'p.category', brand: 'p.brand', stage: STAGE } as const;

/** None when nothing was chosen. */
export function choiceOf(
  name: keyof typeof choices,
  conditions: ListConditions,
  values: StatementValues,
): string[] {
  const chosen = conditions[name];
  return chosen === null ? [] : [`${choices[name]} = ANY (${values.of(chosen, 'text[]')})`];
}

/** Those that are no facets: they narrow down every facet too. */
export function variantConditions(question: ListQuestion, values: StatementValues): string[] {
  const { conditions } = question;
  return [
    ...(conditions.orderable === null ? [] : [is(orderable(question), conditions.orderable)]),
    ...(conditions.paused === null
      ? []
      : [`v.paused = ${values.of(conditions.paused, 'boolean')}`]),
    ...(conditions.inStock === null ? [] : [is(inStock(question), conditions.inStock)]),
  ];
}

export function specCondition({ specs }: ListConditions): string[] {
  return specs.length === 0
    ? []
    : ['NOT EXISTS (SELECT FROM wanted_spec s WHERE NOT coalesce(v.value_ids && s.ids, false))'];
}

/** The same as an order's gates ask of the listing, whoever orders. */
function orderable({ marketIsOpen }: ListQuestion): string {
  return marketIsOpen
    ? `(NOT v.paused AND ${STAGE} IN ('PREORDER', 'ON_SALE', 'LAST_TIME_BUY') AND NOT EXISTS (
        SELECT FROM catalog.uncertified_v u WHERE u.market_code = $1::text AND u.product_id = v.product_id))`
    : 'false';
}

function inStock(question: ListQuestion): string {
  return `(${orderable(question)} AND ${STAGE} <> 'PREORDER' AND v.minimum_quantity <= coalesce((
    SELECT sum(a.available) FROM inventory.location_available_v a
    WHERE a.market_code = $1::text AND a.variant_id = v.variant_id), 0))`;
}

function is(condition: string, expected: boolean): string {
  return expected ? condition : `NOT ${condition}`;
}
