import { ListingStage } from '../catalog/index.js';
import {
  ALL_AT_ONCE,
  choiceOf,
  listed,
  meetsSpec,
  searchCondition,
  sources,
  STAGE,
  stockJoin,
  variantConditions,
  variantsOf,
  type ListQuestion,
  type StatementValues,
} from './list-conditions.sql.js';
import { priceCtes } from './product-list.sql.js';

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
const STAGES = Object.keys(ListingStage);

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
    COUNTED_PRODUCT,
    ...(parts.specs ? specCtes(question) : []),
  ];
  const columns = [
    parts.totalCount && `(SELECT count(*)::int FROM product WHERE passing > 0) AS "totalCount"`,
    parts.category && `${ofProduct('category')} AS category`,
    parts.brand && `${ofProduct('brand')} AS brand`,
    parts.stage && question.marketCode !== null && `${OF_STAGE} AS stage`,
    asksPrice(question, parts) &&
      `(SELECT json_build_object('min', min(price)::text, 'max', max(price)::text) FROM ${
        question.conditions.price ? `kept WHERE failed IN (0, ${BIT.price})` : 'won'
      }) AS "priceRange"`,
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
  const inMarket = marketCode !== null;
  const where = [
    ...searchCondition(conditions),
    ...listed(question),
    ...variantConditions(question, values, ALL_AT_ONCE),
    ...(inMarket ? ['v.product_id = p.product_id'] : []),
    'true',
  ];
  const from = inMarket
    ? `, ${variantsOf(question)}${stockJoin(conditions)}`
    : ` LEFT JOIN ${variantsOf(question)} ON v.product_id = p.product_id`;
  const candidate = `candidate AS MATERIALIZED (
    SELECT p.product_id, v.variant_id, v.value_ids, ${inMarket ? `v.first_quantity, ${STAGE_BIT}` : '0'} AS stage_bit,
      ${failedBits(question, values)} AS failed
    FROM catalog.searched_product_v p${from}
    WHERE ${where.join(' AND ')})`;
  const kept = `kept AS MATERIALIZED (SELECT * FROM candidate WHERE ${ONE_FAILED})`;
  const { price } = conditions;
  if (!price) {
    // What meets everything is all that the range of prices is of.
    const passing = `passing AS MATERIALIZED (SELECT variant_id, first_quantity FROM kept WHERE failed <= 0)`;
    const range = asksPrice(question, parts)
      ? [passing, ...priceCtes(question, values, 'passing')]
      : [];
    return [candidate, kept, ...range];
  }
  const met = `coalesce(w.price >= ${values.of(price.min ?? 0n, 'bigint')} AND w.price <= coalesce(${values.of(price.max, 'bigint')}, w.price), false)`;
  return [
    candidate,
    ...priceCtes(question, values, 'candidate'),
    `kept AS MATERIALIZED (
      SELECT * FROM (
        SELECT c.product_id, c.variant_id, c.value_ids, c.stage_bit, w.price, c.failed + ${failing(met, BIT.price)} AS failed
        FROM candidate c LEFT JOIN won w ON w.variant_id = c.variant_id
      ) judged WHERE ${ONE_FAILED})`,
  ];
}

/** The sum of the bits of the conditions that a variant does not meet. */
function failedBits({ conditions }: ListQuestion, values: StatementValues): string {
  const choices = (['category', 'brand', 'stage'] as const).flatMap((name) =>
    choiceOf(name, conditions, values).map((met) => failing(met, BIT[name])),
  );
  const specs = conditions.specs.map((_, place) =>
    failing(meetsSpec(place), FIRST_SPEC_BIT * 2 ** place),
  );
  return [...choices, ...specs, '0::bigint'].join(' + ');
}

// Never below 0. With an equals sign PostgreSQL would expect next to nothing to be left, and plan for that.
const ONE_FAILED = 'failed & (failed - 1) <= 0';

const STAGE_BIT = `CASE ${STAGE} ${STAGES.map((stage, place) => `WHEN '${stage}' THEN ${1 << place}`).join(' ')} END`;

function failing(met: string, bit: number): string {
  return `CASE WHEN ${met} THEN 0 ELSE ${bit} END`;
}

/** Of each product, for which facets it counts and how many of its variants meet everything. */
const COUNTED_PRODUCT = `product AS MATERIALIZED (
  SELECT product_id, bool_or(failed IN (0, ${BIT.category})) AS of_category, bool_or(failed IN (0, ${BIT.brand})) AS of_brand,
    bit_or(stage_bit) FILTER (WHERE failed IN (0, ${BIT.stage})) AS stage_bits,
    count(*) FILTER (WHERE failed = 0) AS passing
  FROM kept GROUP BY product_id)`;

function ofProduct(column: 'category' | 'brand'): string {
  return `(SELECT ${countsAsJson('count DESC, value')} FROM (
    SELECT p.${column} AS value, count(*) AS count
    FROM product s JOIN catalog.searched_product_v p ON p.product_id = s.product_id WHERE s.of_${column} GROUP BY 1) c)`;
}

const OF_STAGE = `(SELECT ${countsAsJson('count DESC, value')} FROM (
  SELECT b.value, count(*) AS count
  FROM product s JOIN (VALUES ${STAGES.map((stage, place) => `('${stage}', ${1 << place})`).join(', ')}) AS b (value, bit)
    ON s.stage_bits & b.bit <> 0 GROUP BY 1) c)`;

function countsAsJson(order: string): string {
  return `coalesce(json_agg(json_build_object('value', value, 'count', count) ORDER BY ${order}), '[]')`;
}

/**
 * counted: how many products have a value. Where all variants of a product meet everything, its values are known without
 * looking at the variants; only of the others, and of specs that are conditions themselves, each variant is asked.
 */
function specCtes({ conditions }: ListQuestion): string[] {
  const conditional = conditions.specs.length > 0;
  const bit = conditional
    ? `coalesce((SELECT ${FIRST_SPEC_BIT}::bigint << (s.place - 1)::int FROM wanted_spec s WHERE s.definition_id = k.definition_id), 0)`
    : '0::bigint';
  const ofConditions = `
    UNION ALL
    SELECT value_id, count(*) FROM (
      SELECT DISTINCT t.product_id, f.value_id
      FROM kept t CROSS JOIN LATERAL unnest(t.value_ids) AS u (value_id)
      JOIN facet_value f ON f.value_id = u.value_id AND f.bit <> 0
      WHERE t.failed IN (0, f.bit)
    ) d GROUP BY value_id`;
  return [
    `facet_value AS MATERIALIZED (SELECT k.*, ${bit} AS bit FROM catalog.spec_value_v k WHERE k.is_facet)`,
    `known AS MATERIALIZED (
      SELECT s.product_id, w.value_ids, s.passing = w.variant_count AS whole
      FROM product s JOIN catalog.product_value_v w ON w.product_id = s.product_id WHERE s.passing > 0)`,
    `counted AS (
      SELECT n.value_id, sum(n.count) AS count
      FROM (
        SELECT u.value_id, count(*) AS count FROM known s CROSS JOIN LATERAL unnest(s.value_ids) AS u (value_id)
        WHERE s.whole GROUP BY 1
        UNION ALL
        SELECT value_id, count(*) FROM (
          SELECT DISTINCT t.product_id, u.value_id
          FROM kept t CROSS JOIN LATERAL unnest(t.value_ids) AS u (value_id)
          WHERE t.failed = 0 AND t.product_id NOT IN (SELECT s.product_id FROM known s WHERE s.whole)
        ) d GROUP BY 1
      ) n
      JOIN facet_value f ON f.value_id = n.value_id AND f.bit = 0
      GROUP BY n.value_id${conditional ? ofConditions : ''})`,
  ];
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
