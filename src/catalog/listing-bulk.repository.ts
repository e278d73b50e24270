import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/index.js';
import type { ListingRow, ListingRowChange, ListingRowFacts } from './listing-row.rules.js';
import { DATES, PLAN_FOR_VALUES, RULE } from './listing.sql.js';

export interface ExportSelection {
  /** Null: all regions. */
  regionIds: string[] | null;
  marketCode: string | null;
  /** SKU and market of the last listing that was read out. */
  after: readonly unknown[] | null;
  limit: number;
}

/** A change with the id that the listing has or gets. */
export type ListingWrite = ListingRowChange & { id: string };

@Injectable()
export class ListingBulkRepository {
  /**
   * Keeps others from changing these listings, and from deleting their variants, until the transaction ends; in one
   * order, so that nobody waits in a circle.
   */
  async lock(tx: Tx, rows: readonly ListingRow[]): Promise<void> {
    const values = [rows.map(({ sku }) => sku), rows.map(({ marketCode }) => marketCode)];
    await tx.named('catalog-listings-lock-variants', LOCK_VARIANTS, [values[0]]);
    await tx.named('catalog-listings-lock', LOCK_LISTINGS, values);
  }

  /** One for each row, in their order, by one statement. */
  facts(
    tx: Tx,
    regionIds: string[] | null,
    rows: readonly ListingRow[],
  ): Promise<ListingRowFacts[]> {
    const values = [
      regionIds,
      rows.map(({ sku }) => sku),
      rows.map(({ marketCode }) => marketCode),
    ];
    return tx.named<ListingRowFacts>('catalog-listings-facts', FACTS, values);
  }

  async insert(tx: Tx, writes: readonly ListingWrite[]): Promise<void> {
    await tx.named('catalog-listings-insert', INSERT, [JSON.stringify(writes.map(recordOf))]);
  }

  async update(tx: Tx, writes: readonly ListingWrite[]): Promise<void> {
    await tx.named('catalog-listings-update', UPDATE, [JSON.stringify(writes.map(recordOf))]);
  }

  async exported(tx: Tx, selection: ExportSelection): Promise<ListingRow[]> {
    const { regionIds, marketCode, after, limit } = selection;
    const [sku = null, market = null] = after ?? [];
    await tx.query(PLAN_FOR_VALUES);
    return tx.query<ListingRow>(EXPORT, [regionIds, marketCode, sku, market, limit]);
  }
}

function recordOf({ id, variantId, marketCode, after }: ListingWrite): Record<string, unknown> {
  return { id, variantId, marketCode, ...after };
}

const IN_REGIONS = `($1::uuid[] IS NULL OR m.region_id = ANY ($1))`;

const LOCK_VARIANTS = `
  SELECT v.id FROM catalog.variant v WHERE v.sku = ANY ($1::text[]) ORDER BY v.id FOR KEY SHARE`;

const LOCK_LISTINGS = `
  SELECT l.id FROM catalog.listing l
  WHERE (l.variant_id, l.market_code) IN (
    SELECT v.id, r.market_code FROM unnest($1::text[], $2::text[]) AS r (sku, market_code)
    JOIN catalog.variant v ON v.sku = r.sku)
  ORDER BY l.id FOR NO KEY UPDATE`;

const FACTS = `
  SELECT v.id AS "variantId", v.product_id AS "productId", m.code AS "marketCode",
    CASE WHEN l.id IS NOT NULL THEN json_build_object('id', l.id, 'version', l.version,
      'preorderFrom', l.preorder_from, 'onSaleFrom', l.on_sale_from, 'lastTimeBuyFrom', l.last_time_buy_from,
      'endOfSaleOn', l.end_of_sale_on, 'endOfServiceOn', l.end_of_service_on, 'minimumQuantity', l.minimum_quantity,
      'maximumQuantity', l.maximum_quantity, 'quantityIncrement', l.quantity_increment,
      'pausedReason', l.paused_reason) END AS listing
  FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS r (sku, market_code, place)
  LEFT JOIN catalog.variant v ON v.sku = r.sku
  LEFT JOIN market.market_v m ON m.code = r.market_code AND ${IN_REGIONS}
  LEFT JOIN catalog.listing l ON l.variant_id = v.id AND l.market_code = m.code
  ORDER BY r.place`;

const GIVEN = `
  jsonb_to_recordset($1::jsonb) AS g (id uuid, "variantId" uuid, "marketCode" text, "preorderFrom" date,
    "onSaleFrom" date, "lastTimeBuyFrom" date, "endOfSaleOn" date, "endOfServiceOn" date, "minimumQuantity" int,
    "maximumQuantity" int, "quantityIncrement" int, "pausedReason" text)`;

const INSERT = `
  INSERT INTO catalog.listing (id, variant_id, market_code, preorder_from, on_sale_from, last_time_buy_from,
    end_of_sale_on, end_of_service_on, minimum_quantity, maximum_quantity, quantity_increment, paused_reason)
  SELECT g.id, g."variantId", g."marketCode", g."preorderFrom", g."onSaleFrom", g."lastTimeBuyFrom", g."endOfSaleOn",
    g."endOfServiceOn", g."minimumQuantity", g."maximumQuantity", g."quantityIncrement", g."pausedReason"
  FROM ${GIVEN}`;

const UPDATE = `
  UPDATE catalog.listing l SET preorder_from = g."preorderFrom", on_sale_from = g."onSaleFrom",
    last_time_buy_from = g."lastTimeBuyFrom", end_of_sale_on = g."endOfSaleOn", end_of_service_on = g."endOfServiceOn",
    minimum_quantity = g."minimumQuantity", maximum_quantity = g."maximumQuantity",
    quantity_increment = g."quantityIncrement", paused_reason = g."pausedReason", version = l.version + 1
  FROM ${GIVEN} WHERE l.id = g.id`;

const EXPORT = `
  SELECT v.sku, l.market_code AS "marketCode", ${DATES}, ${RULE}, l.paused_reason AS "pausedReason"
  FROM market.market_v m
  JOIN catalog.listing l ON l.market_code = m.code
  JOIN catalog.variant v ON v.id = l.variant_id
  WHERE ${IN_REGIONS} AND ($2::text IS NULL OR m.code = $2)
    AND ($3::text IS NULL OR v.sku >= $3) AND ($3::text IS NULL OR (v.sku, l.market_code) > ($3, $4::text))
  ORDER BY v.sku, l.market_code LIMIT $5`;
