import type { Bind } from './bind.sql.js';
import type { SalesFilterValues } from './sales-question.rules.js';
import type { SalesSight } from './sales.sight.js';

export type SalesFilterName = keyof SalesFilterValues;

/** What the words and ids of a question stand for: it is looked up by the statement that answers it, in the same snapshot. */
export interface SalesNamed {
  filter: SalesFilterValues;
  timeZone: string | null;
  sight: SalesSight;
}

/** What came of the names: for each given filter the key of every value, null where there is none. */
export interface FoundNames {
  keys: (number | string | null)[][];
  zone: boolean;
}

/** Staff of some regions know the resellers that belong to them. */
const IN_BOUNDS = `($bounds::uuid[] IS NULL OR EXISTS (SELECT FROM reseller.region_v r
      WHERE r.reseller_id = k.reseller_id AND r.region_id = ANY ($bounds::uuid[])))`;

/** How each filter's values become keys; the words themselves where a table of them has no integers. */
const KEYS_OF: Record<SalesFilterName, string> = {
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

/** The filters that have values, in the order in which their keys are answered. */
export function givenFilters(filter: SalesFilterValues): SalesFilterName[] {
  return (Object.keys(filter) as SalesFilterName[]).filter((name) => filter[name].length > 0);
}

/** What other tables of the statement use: keys as arrays, with null for what is not there, which equals nothing. */
export const namedSql = {
  keys: (name: SalesFilterName, type: string) =>
    `((SELECT n.${columnOf(name)} FROM named n)::${type})`,
  regions: '((SELECT n.regions FROM named n)::int[])',
  /** Whoever has no key has no sales. */
  own: '(SELECT n.own FROM named n)',
  zone: '(SELECT n.zone FROM named n)',
};

/** Upper-case letters of a name would need quotes. */
function columnOf(name: SalesFilterName): string {
  return `f_${name.toLowerCase()}`;
}

/** The common table expression `named`, and FoundNames as JSON; of nothing where there is nothing to look up. */
export function namesSql(
  { filter, timeZone, sight }: SalesNamed,
  bind: Bind,
): { tables: string[]; found: string } {
  const given = givenFilters(filter);
  const { regionIds, resellerId } = sight;
  if (given.length === 0 && timeZone === null && regionIds === null && resellerId === null) {
    return { tables: [], found: 'NULL::json' };
  }
  const regions = bind.add(regionIds, 'uuid[]');
  const own = bind.add(resellerId, 'uuid');
  const zone = bind.add(timeZone, 'text');
  const arrays = given.map((name) => {
    const key = KEYS_OF[name].replaceAll('$bounds::uuid[]', regions).replaceAll('$own::uuid', own);
    const values = bind.add(filter[name], 'text[]');
    return `ARRAY(SELECT ${key} FROM unnest(${values}) WITH ORDINALITY x (value, n) ORDER BY x.n) AS ${columnOf(name)}`;
  });
  const columns = [
    ...arrays,
    `ARRAY(SELECT region_key FROM sales.region_key WHERE region_id = ANY (${regions})) AS regions`,
    `(SELECT reseller_key FROM sales.reseller_key WHERE reseller_id = ${own}) AS own`,
    // In a zone that there is not, the statement could not even be run to its end.
    `CASE WHEN z.is_zone THEN ${zone} ELSE 'UTC' END AS zone, z.is_zone`,
  ];
  const keys = given.map((name) => `to_json(n.${columnOf(name)})`);
  return {
    tables: [
      `named AS MATERIALIZED (SELECT ${columns.join(', ')}
        FROM (SELECT coalesce(market.is_time_zone(${zone}), true) AS is_zone) z)`,
    ],
    found: `(SELECT json_build_object('keys', json_build_array(${keys.join(', ')}), 'zone', n.is_zone) FROM named n)`,
  };
}
