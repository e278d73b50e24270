import type { ListConditions } from './product-filter.rules.js';

/* The conditions of a list as SQL: what product-list.sql.ts and product-facets.sql.ts put their statements together from. */

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

/** The stage of a listing on a day. Today comes from a join: a function whose argument is a sub-select is not inlined. */
export const STAGE_OF = (listing: string, day: string): string =>
  `catalog.listing_stage(${listing}.preorder_from, ${listing}.on_sale_from, ${listing}.last_time_buy_from,
  ${listing}.end_of_sale_on, ${listing}.end_of_service_on, ${day})`;

export const STAGE = STAGE_OF('v', 'd.today');

/** What the conditions refer to. */
export function sources(
  { conditions, marketCode }: ListQuestion,
  values: StatementValues,
  today = 'SELECT market.day_in($1::text, now()) AS today',
): string[] {
  const day = `day AS MATERIALIZED (${today})`;
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
  return marketCode === null
    ? 'catalog.variant_value_v v'
    : 'day d CROSS JOIN catalog.listed_variant_v v';
}

/** Only where all variants are looked at; for a page each one's stock is asked by itself. */
export function stockJoin({ inStock }: ListConditions): string {
  return inStock === null
    ? ''
    : ` LEFT JOIN (
        SELECT a.variant_id, sum(a.available) AS available FROM inventory.location_available_v a
        WHERE a.market_code = $1::text GROUP BY a.variant_id
      ) stock ON stock.variant_id = v.variant_id`;
}

export function listed({ marketCode }: ListQuestion): string[] {
  return marketCode === null ? [] : ['v.market_code = $1::text'];
}

export function searchCondition({ search }: ListConditions): string[] {
  return search === null ? [] : ['p.document @@ (SELECT loose FROM plan)'];
}

export function productConditions({ conditions }: ListQuestion, values: StatementValues): string[] {
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

/** How what belongs to a variant is asked for: for each by itself, or for all of the market at once. */
type Asking = 'ONE_BY_ONE' | 'ALL_AT_ONCE';
export const ONE_BY_ONE: Asking = 'ONE_BY_ONE';
export const ALL_AT_ONCE: Asking = 'ALL_AT_ONCE';

/** Those that are no facets: they narrow down every facet too. */
export function variantConditions(
  question: ListQuestion,
  values: StatementValues,
  asking: Asking,
): string[] {
  const { conditions } = question;
  return [
    ...(conditions.orderable === null
      ? []
      : [is(orderable(question, asking), conditions.orderable)]),
    ...(conditions.paused === null
      ? []
      : [`v.paused = ${values.of(conditions.paused, 'boolean')}`]),
    ...(conditions.inStock === null ? [] : [is(inStock(question, asking), conditions.inStock)]),
  ];
}

export function specCondition({ specs }: ListConditions): string[] {
  return specs.map((_, place) => meetsSpec(place));
}

/** Each by its own sub-select, which is run once and not for every variant. */
export function meetsSpec(place: number): string {
  return `coalesce(v.value_ids && (SELECT s.ids FROM wanted_spec s WHERE s.place = ${place + 1}), false)`;
}

/** The same as an order's gates ask of the listing, whoever orders. */
export function orderable({ marketIsOpen }: ListQuestion, asking: Asking): string {
  const uncertified =
    'SELECT u.product_id FROM catalog.uncertified_v u WHERE u.market_code = $1::text';
  const certified =
    asking === ALL_AT_ONCE
      ? `v.product_id NOT IN (${uncertified})`
      : `NOT EXISTS (${uncertified} AND u.product_id = v.product_id)`;
  // PostgreSQL knows nothing of stages: asked plainly, it would expect next to nothing to be orderable, and plan for that.
  const onOffer = `coalesce(${STAGE} IN ('PREORDER', 'ON_SALE', 'LAST_TIME_BUY'), false)`;
  return marketIsOpen ? `(NOT v.paused AND ${onOffer} AND ${certified})` : 'false';
}

function inStock(question: ListQuestion, asking: Asking): string {
  const available =
    asking === ALL_AT_ONCE
      ? 'stock.available'
      : `(SELECT sum(a.available) FROM inventory.location_available_v a
          WHERE a.market_code = $1::text AND a.variant_id = v.variant_id)`;
  return `(${orderable(question, asking)} AND ${STAGE} <> 'PREORDER' AND v.minimum_quantity <= coalesce(${available}, 0))`;
}

function is(condition: string, expected: boolean): string {
  return expected ? condition : `NOT ${condition}`;
}
