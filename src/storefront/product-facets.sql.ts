import {
  choiceOf,
  listed,
  priceCtes,
  searchCondition,
  sources,
  STAGE,
  variantConditions,
  variantsOf,
  type ListQuestion,
  type StatementValues,
} from './product-list.sql.js';

/** What of a list is asked for besides its pages. */
export interface SummaryParts {
  totalCount: boolean;
  category: boolean;
  brand: boolean;
  stage: boolean;
  priceRange: boolean;
  specs: boolean;
}

/** The most values that a spec facet names: the most frequent ones. */
export const FACET_VALUES_MAX = 200;

/** A facet counts what meets all other conditions: each condition that is one has a bit that says that it is not met. */
const BIT = { category: 1, brand: 2, stage: 4, price: 8 } as const;
const FIRST_SPEC_BIT = 16;

/**
 * Counts a list and its facets in one pass over the variants. A variant that fails one facet's condition alone still
 * counts for that facet; one that fails two counts for nothing.
 */
export function summaryStatement(
  question: ListQuestion,
  parts: SummaryParts,
  values: StatementValues,
): string {
  const ctes = [
    ...sources(question, values),
    ...judgedCtes(question, parts, values),
    ...(parts.specs ? [facetValues(question)] : []),
  ];
  const columns = [
    parts.totalCount &&
      `(SELECT count(DISTINCT product_id)::int FROM kept WHERE failed = 0) AS "totalCount"`,
    parts.category && `${counts('category', BIT.category)} AS category`,
    parts.brand && `${counts('brand', BIT.brand)} AS brand`,
    parts.stage && question.marketCode !== null && `${counts('stage', BIT.stage)} AS stage`,
    asksPrice(question, parts) &&
      `(SELECT json_build_object('min', min(price)::text, 'max', max(price)::text) FROM kept
        WHERE failed IN (0, ${BIT.price}) AND price IS NOT NULL) AS "priceRange"`,
    parts.specs && `(${SPECS}) AS specs`,
  ].filter((column) => column !== false);
  return `WITH ${ctes.join(',\n')} SELECT ${columns.join(',\n')}`;
}

function asksPrice({ conditions, buyer, marketCode }: ListQuestion, parts: SummaryParts): boolean {
  return conditions.price !== null || (parts.priceRange && buyer !== null && marketCode !== null);
}

/** kept: the variants that fail no condition or one, with the bit of the one. */
function judgedCtes(
  question: ListQuestion,
  parts: SummaryParts,
  values: StatementValues,
): string[] {
  const { conditions, marketCode } = question;
  const bits = [
    ...(['category', 'brand', 'stage'] as const).flatMap((name) =>
      choiceOf(name, conditions, values).map((met) => failing(met, BIT[name])),
    ),
    ...(conditions.specs.length === 0
      ? []
      : [
          `coalesce((SELECT sum(${FIRST_SPEC_BIT}::bigint << (s.place - 1)::int) FROM wanted_spec s
            WHERE NOT coalesce(v.value_ids && s.ids, false)), 0)::bigint`,
        ]),
    '0',
  ];
  const where = [
    ...searchCondition(conditions),
    ...listed(question),
    ...variantConditions(question, values),
    'true',
  ];
  const inMarket = marketCode !== null;
  const candidate = `candidate AS MATERIALIZED (
    SELECT p.product_id, p.category, p.brand, v.variant_id, v.value_ids,
      ${inMarket ? `v.first_quantity, ${STAGE} AS stage,` : ''} ${bits.join(' + ')} AS failed
    FROM catalog.searched_product_v p ${inMarket ? '' : 'LEFT'} JOIN ${variantsOf(question)} v ON v.product_id = p.product_id
    WHERE ${where.join(' AND ')})`;
  if (!asksPrice(question, parts)) {
    return [candidate, `kept AS MATERIALIZED (SELECT * FROM candidate WHERE ${ONE_FAILED})`];
  }
  const { price } = conditions;
  const met = price
    ? `coalesce(w.price >= ${values.of(price.min ?? 0n, 'bigint')} AND w.price <= coalesce(${values.of(price.max, 'bigint')}, w.price), false)`
    : 'true';
  return [
    candidate,
    ...priceCtes(question, values),
    `kept AS MATERIALIZED (
      SELECT * FROM (
        SELECT c.product_id, c.category, c.brand, c.stage, c.value_ids, w.price, c.failed + ${failing(met, BIT.price)} AS failed
        FROM candidate c LEFT JOIN won w ON w.variant_id = c.variant_id
      ) judged WHERE ${ONE_FAILED})`,
  ];
}

const ONE_FAILED = 'failed & (failed - 1) = 0';

function failing(met: string, bit: number): string {
  return `CASE WHEN ${met} THEN 0 ELSE ${bit} END`;
}

function counts(column: 'category' | 'brand' | 'stage', bit: number): string {
  return `(SELECT coalesce(json_agg(json_build_object('value', value, 'count', count) ORDER BY count DESC, value), '[]') FROM (
    SELECT ${column} AS value, count(DISTINCT product_id) AS count FROM kept WHERE failed IN (0, ${bit}) GROUP BY 1) c)`;
}

function facetValues({ conditions }: ListQuestion): string {
  const bit =
    conditions.specs.length === 0
      ? '0::bigint'
      : `coalesce((SELECT ${FIRST_SPEC_BIT}::bigint << (s.place - 1)::int FROM wanted_spec s WHERE s.definition_id = k.definition_id), 0)`;
  return `facet_value AS MATERIALIZED (SELECT k.*, ${bit} AS bit FROM catalog.spec_value_v k WHERE k.is_facet),
  counted AS (
    SELECT value_id, count(*) AS count FROM (
      SELECT DISTINCT t.product_id, f.value_id
      FROM kept t CROSS JOIN LATERAL unnest(t.value_ids) AS u (value_id) JOIN facet_value f ON f.value_id = u.value_id
      WHERE t.failed IN (0, f.bit)
    ) d GROUP BY value_id)`;
}

const SPECS = `
  SELECT coalesce(json_agg(json_build_object('code', code, 'name', name, 'type', type, 'unit', unit, 'values', "values",
    'min', trim_scale("min")::text, 'max', trim_scale("max")::text) ORDER BY position, code), '[]')
  FROM (
    SELECT code, name, type, unit, position, min(number_value) AS "min", max(number_value) AS "max",
      json_agg(json_build_object('value', value, 'count', count) ORDER BY number_value, value)
        FILTER (WHERE place <= ${FACET_VALUES_MAX}) AS "values"
    FROM (
      SELECT f.*, c.count, row_number() OVER (PARTITION BY f.definition_id ORDER BY c.count DESC, f.value_id) AS place
      FROM counted c JOIN facet_value f ON f.value_id = c.value_id
    ) ranked
    GROUP BY definition_id, code, name, type, unit, position
  ) s`;
