import type { SalesSource } from './sales-plan.rules.js';
import type { SalesDimension } from './sales-question.rules.js';

/** The relation of each source, with what is pending, as `l`; a key can come twice in it. */
export const RELATIONS: Record<SalesSource, string> = {
  MONTH_REGION: 'sales.month_region_now_v',
  DAY_CATEGORY: 'sales.day_category_now_v',
  DAY_RESELLER: 'sales.day_reseller_now_v',
  MONTH_VARIANT: 'sales.month_variant_now_v',
  FACTS: 'sales.line_now_v',
};

export const MONTHLY: readonly SalesSource[] = ['MONTH_REGION', 'MONTH_VARIANT'];

/** Where category 0 stands for all of them. */
export const WITH_ALL_CATEGORIES: readonly SalesSource[] = ['MONTH_REGION', 'DAY_CATEGORY'];

/** What a dimension groups by: an integer, but for tiers and technologies. 0 and '' are none. */
export const KEYS: Record<SalesDimension, string> = {
  REGION: 'l.region_key',
  MARKET: 'l.market_key',
  CATEGORY: 'l.category_key',
  PRODUCT: 'w.product_key',
  VARIANT: 'l.variant_key',
  RESELLER: 'l.reseller_key',
  PARTNER_OF_RECORD: 'coalesce(l.partner_key, 0)',
  TIER: 'l.tier',
  TECHNOLOGY: `coalesce(x.technology_code, '')`,
};

/** The region to which the market belongs today, instead of the one as booked. */
export const REGION_TODAY = 'coalesce(t.region_key, 0)';

export const JOINS = {
  /** The product of a variant. */
  w: 'JOIN sales.variant_key w ON w.variant_key = l.variant_key',
  /** Each technology of the product in the market: a row of sales comes once per technology. */
  x: `LEFT JOIN (
      SELECT p.product_key, k.market_key, v.technology_code FROM catalog.technology_v v
      JOIN sales.product_key p ON p.product_id = v.product_id JOIN sales.market_key k ON k.code = v.market_code
      WHERE v.status IN ('AVAILABLE', 'LIMITED')
    ) x ON x.product_key = w.product_key AND x.market_key = l.market_key`,
  t: `LEFT JOIN (
      SELECT k.market_key, r.region_key FROM sales.market_key k JOIN market.market_v m ON m.code = k.code
      JOIN sales.region_key r ON r.region_id = m.region_id
    ) t ON t.market_key = l.market_key`,
} as const;

/** Whether the product has one of the technologies in the market, without repeating the row. */
export const hasTechnology = (codes: string): string => `EXISTS (
    SELECT FROM catalog.technology_v v JOIN sales.product_key p ON p.product_id = v.product_id
    JOIN sales.market_key k ON k.code = v.market_code
    WHERE p.product_key = w.product_key AND k.market_key = l.market_key AND v.status IN ('AVAILABLE', 'LIMITED')
      AND v.technology_code = ANY (${codes}))`;

const nameOf = (
  product: string,
): string => `(SELECT n.name FROM catalog.product_name_v n WHERE n.product_id = ${product}
    ORDER BY n.locale <> 'en', n.locale LIMIT 1)`;

/** Names that no order needs are looked up for the rows of the page alone, by the id of what they name. */
export const LATE_NAMES: Partial<Record<SalesDimension, (id: string) => string>> = {
  PRODUCT: (id) => nameOf(`${id}::uuid`),
  VARIANT: (id) =>
    nameOf(`(SELECT v.product_id FROM catalog.variant_v v WHERE v.variant_id = ${id}::uuid)`),
};

/** Id, code and name of what a key stands for. A partner's own row is not the distributor's to read: its name is. */
export const NAMES: Record<SalesDimension, string> = {
  REGION: `SELECT k.region_key AS key, r.region_id::text AS id, r.region_code AS code, r.region_name AS name
    FROM sales.region_key k JOIN market.region_v r ON r.region_id = k.region_id`,
  MARKET: `SELECT k.market_key AS key, NULL::text AS id, m.code, m.name FROM sales.market_key k JOIN market.market_v m ON m.code = k.code`,
  CATEGORY: `SELECT category_key AS key, NULL::text AS id, category AS code, NULL::text AS name FROM sales.category_key`,
  PRODUCT: `SELECT k.product_key AS key, k.product_id::text AS id, p.handle AS code, NULL::text AS name
    FROM sales.product_key k JOIN catalog.product_handle_v p ON p.product_id = k.product_id`,
  VARIANT: `SELECT k.variant_key AS key, k.variant_id::text AS id, v.sku AS code, NULL::text AS name
    FROM sales.variant_key k JOIN catalog.variant_v v ON v.variant_id = k.variant_id`,
  RESELLER: `SELECT k.reseller_key AS key, k.reseller_id::text AS id, NULL::text AS code, s.legal_name AS name
    FROM sales.reseller_key k JOIN reseller.state_v s ON s.reseller_id = k.reseller_id`,
  PARTNER_OF_RECORD: `SELECT k.reseller_key AS key, k.reseller_id::text AS id, NULL::text AS code,
      coalesce(s.legal_name, (SELECT min(r.indirect_reseller_name) FROM reseller.relationship_v r
        WHERE r.indirect_reseller_id = k.reseller_id)) AS name
    FROM sales.reseller_key k LEFT JOIN reseller.state_v s ON s.reseller_id = k.reseller_id`,
  TIER: '',
  TECHNOLOGY: `SELECT technology_code AS key, NULL::text AS id, technology_code AS code, name FROM catalog.technology_name_v`,
};
