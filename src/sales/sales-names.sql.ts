import { Bind } from './sales-aggregate.sql.js';
import type { SalesFilterValues } from './sales-question.rules.js';

/** Staff of some regions know the resellers that belong to them. */
const IN_BOUNDS = `($bounds::uuid[] IS NULL OR EXISTS (SELECT FROM reseller.region_v r
      WHERE r.reseller_id = k.reseller_id AND r.region_id = ANY ($bounds::uuid[])))`;

/** How each filter's values become keys; the words themselves where a table of them has no integers. */
const KEYS_OF: Record<keyof SalesFilterValues, string> = {
  regionCodes: `(SELECT k.region_key FROM sales.region_key k JOIN market.region_v r ON r.region_id = k.region_id
    WHERE r.region_code = x.value AND ($bounds::uuid[] IS NULL OR k.region_id = ANY ($bounds::uuid[])))`,
  marketCodes: '(SELECT market_key FROM sales.market_key WHERE code = x.value)',
  categories: '(SELECT category_key FROM sales.category_key WHERE category = x.value)',
  productIds: '(SELECT product_key FROM sales.product_key WHERE product_id = x.value::uuid)',
  skus: `(SELECT k.variant_key FROM sales.variant_key k JOIN catalog.variant_v v ON v.variant_id = k.variant_id WHERE v.sku = x.value)`,
  resellerIds: `(SELECT k.reseller_key FROM sales.reseller_key k WHERE k.reseller_id = x.value::uuid
    AND ($own::uuid IS NULL OR k.reseller_id = $own::uuid) AND (${IN_BOUNDS}
      OR EXISTS (SELECT FROM sales.day_reseller d JOIN sales.region_key g ON g.region_key = d.region_key
        WHERE d.reseller_key = k.reseller_key AND g.region_id = ANY ($bounds::uuid[]))))`,
  partnerOfRecordIds: `(SELECT k.reseller_key FROM sales.reseller_key k WHERE k.reseller_id = x.value::uuid AND ${IN_BOUNDS})`,
  tiers: `CASE WHEN x.value IN ('REGISTERED', 'AUTHORIZED', 'PREMIER') THEN x.value END`,
  currencyCodes: '(SELECT currency_key FROM sales.currency_key WHERE code = x.value)',
  technologyCodes:
    '(SELECT technology_code FROM catalog.technology_name_v WHERE technology_code = x.value)',
};

/** For each given filter the key of every value, null where there is none; and the keys of what bounds the caller. */
export function namesSql(
  asked: {
    filter: SalesFilterValues;
    timeZone: string | null;
    given: readonly (keyof SalesFilterValues)[];
  },
  bounds: { regionIds: readonly string[] | null; resellerId: string | null },
): { text: string; values: unknown[] } {
  const bind = new Bind();
  const regions = bind.add(bounds.regionIds, 'uuid[]');
  const own = bind.add(bounds.resellerId, 'uuid');
  const keys = asked.given.map((name) => {
    const key = KEYS_OF[name].replaceAll('$bounds::uuid[]', regions).replaceAll('$own::uuid', own);
    const values = bind.add(asked.filter[name], 'text[]');
    return `(SELECT json_agg(${key} ORDER BY x.n) FROM unnest(${values}) WITH ORDINALITY x (value, n))`;
  });
  const zone = bind.add(asked.timeZone, 'text');
  const text = `SELECT json_build_array(${keys.join(', ')}) AS keys,
      ARRAY(SELECT region_key FROM sales.region_key WHERE region_id = ANY (${regions})) AS regions,
      (SELECT reseller_key FROM sales.reseller_key WHERE reseller_id = ${own}) AS own,
      coalesce(market.is_time_zone(${zone}), true) AS zone`;
  return { text, values: bind.values };
}
