import type { ListingOrder } from './listing-page.rules.js';

/** The statements that read listings. The columns of each are the fields of the type that it returns. */

export const DATES = `
  to_char(l.preorder_from, 'YYYY-MM-DD') AS "preorderFrom", to_char(l.on_sale_from, 'YYYY-MM-DD') AS "onSaleFrom",
  to_char(l.last_time_buy_from, 'YYYY-MM-DD') AS "lastTimeBuyFrom",
  to_char(l.end_of_sale_on, 'YYYY-MM-DD') AS "endOfSaleOn",
  to_char(l.end_of_service_on, 'YYYY-MM-DD') AS "endOfServiceOn"`;

export const RULE = `
  l.minimum_quantity AS "minimumQuantity", l.maximum_quantity AS "maximumQuantity",
  l.quantity_increment AS "quantityIncrement"`;

/** What is stored, to be changed. */
export const STORED_COLUMNS = `
  l.id, l.version, v.sku, v.product_id AS "productId", l.market_code AS "marketCode", ${DATES}, ${RULE},
  l.paused_reason AS "pausedReason"`;

/** A listing as it stands today. */
const VIEW_COLUMNS = `
  l.id, l.version, o.sku, o.product_id AS "productId", l.market_code AS "marketCode", o.stage, ${DATES}, ${RULE},
  l.paused_reason AS "pausedReason", to_char(o.orderable_from, 'YYYY-MM-DD') AS "orderableFrom",
  o.certificate_state AS "certificateState", to_char(o.certified_until, 'YYYY-MM-DD') AS "certifiedUntil",
  m.state = 'OPEN' AS "marketIsOpen"`;

const VIEW_SOURCE = `
  JOIN catalog.offer_v o ON o.listing_id = l.id
  JOIN market.market_v m ON m.code = l.market_code`;

export const STORED = `
  SELECT ${STORED_COLUMNS} FROM catalog.listing l JOIN catalog.variant v ON v.id = l.variant_id
  WHERE l.id = $1 AND l.market_code = ANY ($2)`;

export const VIEW = `SELECT ${VIEW_COLUMNS} FROM catalog.listing l ${VIEW_SOURCE} WHERE l.id = $1`;

/** The variant is kept from being deleted until the listing is there. */
export const CREATE = `
  WITH variant AS MATERIALIZED (SELECT id FROM catalog.variant WHERE sku = $2 FOR KEY SHARE)
  INSERT INTO catalog.listing (id, variant_id, market_code, preorder_from, on_sale_from, last_time_buy_from,
    end_of_sale_on, end_of_service_on, minimum_quantity, maximum_quantity, quantity_increment)
  SELECT $1, variant.id, $3, $4, $5, $6, $7, $8, $9, $10, $11 FROM variant
  RETURNING id`;

export const UPDATE = `
  UPDATE catalog.listing SET preorder_from = $3, on_sale_from = $4, last_time_buy_from = $5, end_of_sale_on = $6,
    end_of_service_on = $7, minimum_quantity = $8, maximum_quantity = $9, quantity_increment = $10, paused_reason = $11,
    version = version + 1
  WHERE id = $1 AND version = $2 RETURNING version`;

/** Drafts do not count: they are wishes, and find out when they are submitted. */
export const WAS_ORDERED = `
  SELECT EXISTS (
    SELECT FROM orders.ordered_variant_v o JOIN catalog.listing l ON l.variant_id = o.variant_id AND l.market_code = o.market_code
    WHERE l.id = $1) AS "wasOrdered"`;

export const DELETE = 'DELETE FROM catalog.listing WHERE id = $1 AND version = $2 RETURNING id';

const BLOCKS = `(
    EXISTS (SELECT FROM pricing.listing_blocker_v b WHERE b.listing_id = l.id AND b.blocks)
    OR EXISTS (SELECT FROM inventory.listing_blocker_v b WHERE b.listing_id = l.id AND b.blocks))`;

/**
 * Lists have conditions that are mostly not given, and pages that are short: only a plan for the values at hand finds
 * the page through an index, and it is made once for a hundred rows.
 */
export const PLAN_FOR_VALUES = `SET LOCAL plan_cache_mode = 'force_custom_plan'`;

/** The day in each market, looked up once and not for each listing. */
const TODAY = `today AS MATERIALIZED (SELECT code, today FROM market.market_v WHERE code = ANY ($1))`;

/** $1 are the markets in scope, $2 to $7 the filter. */
const SELECTED = `
  FROM catalog.listing l
  JOIN catalog.variant v ON v.id = l.variant_id
  JOIN today k ON k.code = l.market_code
  WHERE l.market_code = ANY ($1) AND ($2::text IS NULL OR l.market_code = $2) AND ($3::text IS NULL OR v.sku = $3)
    AND ($4::uuid IS NULL OR v.product_id = $4)
    AND ($5::text IS NULL OR $5 = catalog.listing_stage(l.preorder_from, l.on_sale_from, l.last_time_buy_from,
      l.end_of_sale_on, l.end_of_service_on, k.today))
    AND ($6::boolean IS NULL OR $6 = (l.paused_reason IS NOT NULL))
    AND ($7::boolean IS NULL OR $7 = ${BLOCKS})`;

export const COUNT = `WITH ${TODAY} SELECT count(*)::integer AS count ${SELECTED}`;

/** The key of each order, in the order of its cursor. */
const KEYS: Record<ListingOrder, { first: string; type: string; second: string; type2: string }> = {
  SKU: { first: 'v.sku', type: 'text', second: 'l.market_code', type2: 'text' },
  NEWEST: { first: 'l.on_sale_from', type: 'date', second: 'l.id', type2: 'uuid' },
  END_OF_SALE: {
    first: `coalesce(l.end_of_sale_on, '9999-12-31'::date)`,
    type: 'date',
    second: 'l.id',
    type2: 'uuid',
  },
};

/** Keyset: the rows behind ($8, $9), one more than the page holds where there is one. */
export function pageStatement(order: ListingOrder, direction: 'forward' | 'backward'): string {
  const { first, type, second, type2 } = KEYS[order];
  const down = (order === 'NEWEST') !== (direction === 'backward');
  const by = down ? 'DESC' : 'ASC';
  return `
    WITH ${TODAY}, page AS MATERIALIZED (
      SELECT l.id, ${first} AS first, ${second} AS second ${SELECTED}
        AND ($8::${type} IS NULL OR ${first} ${down ? '<' : '>'}= $8)
        AND ($8::${type} IS NULL OR (${first}, ${second}) ${down ? '<' : '>'} ($8, $9::${type2}))
      ORDER BY ${first} ${by}, ${second} ${by} LIMIT $10
    )
    SELECT ${VIEW_COLUMNS}, p.first::text AS "firstKey", p.second::text AS "secondKey"
    FROM page p JOIN catalog.listing l ON l.id = p.id ${VIEW_SOURCE}
    ORDER BY p.first ${by}, p.second ${by}`;
}
