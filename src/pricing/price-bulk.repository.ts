import { Injectable } from '@nestjs/common';
import { isStorableText } from '../kernel/index.js';
import type { Tx } from '../platform/database/index.js';
import {
  BREAK_MAX,
  type PriceChange,
  type PriceRow,
  type PriceRowFacts,
} from './price-row.rules.js';
import { IN_REGIONS } from './price-list.sql.js';

/** A list whose prices are changed, as its audit record needs it. */
export interface LockedList {
  id: string;
  code: string;
  marketCode: string;
  resellerId: string | null;
}

export interface ExportedPrice {
  priceListCode: string;
  sku: string;
  minimumQuantity: number;
  unitPriceMinor: string;
  currencyCode: string;
}

export interface ExportSelection {
  regionIds: string[] | null;
  marketCode: string | null;
  priceListCode: string | null;
  /** Code, SKU and quantity of the last price that was read out. */
  after: readonly unknown[] | null;
  limit: number;
}

/**
 * None of its statements is prepared: a plan that was kept from when a table was small would read all of it for each of
 * thousands of rows after it has grown.
 */
@Injectable()
export class PriceBulkRepository {
  /** Keeps others from changing these lists until the transaction ends; in one order, so that nobody waits in a circle. */
  lockLists(tx: Tx, regionIds: string[] | null, codes: readonly string[]): Promise<LockedList[]> {
    return tx.query<LockedList>(LOCK_LISTS, [regionIds, codes.filter(isStorableText)]);
  }

  /** One for each row, in their order, by one statement. */
  facts(tx: Tx, regionIds: string[] | null, rows: readonly PriceRow[]): Promise<PriceRowFacts[]> {
    return tx.query<PriceRowFacts>(FACTS, [
      regionIds,
      rows.map(({ priceListCode }) => storable(priceListCode)),
      rows.map(({ sku }) => storable(sku)),
      rows.map(({ minimumQuantity: quantity }) =>
        Number.isInteger(quantity) && quantity > 0 && quantity <= BREAK_MAX ? quantity : 0,
      ),
    ]);
  }

  /** Writes all changes and gives the lists that have any their new versions. */
  async write(tx: Tx, changes: readonly PriceChange[]): Promise<Map<string, number>> {
    const written = await tx.query<{ id: string; version: number }>(WRITE, [
      changes.map(({ priceListId }) => priceListId),
      changes.map(({ variantId }) => variantId),
      changes.map(({ minimumQuantity }) => minimumQuantity),
      changes.map((change) => change.new?.minor.toString() ?? null),
    ]);
    return new Map(written.map(({ id, version }) => [id, version]));
  }

  exported(tx: Tx, selection: ExportSelection): Promise<ExportedPrice[]> {
    const { regionIds, marketCode, priceListCode, after, limit } = selection;
    const [code = null, sku = null, quantity = null] = after ?? [];
    const values = [regionIds, marketCode, priceListCode, code, sku, quantity, limit];
    return tx.query<ExportedPrice>(EXPORT, values);
  }
}

/** What cannot be stored names nothing. */
function storable(text: string): string {
  return isStorableText(text) ? text : '';
}

const LOCK_LISTS = `
  SELECT l.id, l.code, l.market_code AS "marketCode", l.reseller_id AS "resellerId"
  FROM pricing.price_list l
  WHERE ${IN_REGIONS} AND l.code = ANY ($2)
  ORDER BY l.id
  FOR NO KEY UPDATE OF l`;

const FACTS = `
  SELECT l.id AS "priceListId", l.currency_code AS "currencyCode", coalesce(l.valid_until <= now(), false) AS ended,
    v.variant_id AS "variantId", q.minimum_quantity AS minimum, q.maximum_quantity AS maximum,
    q.quantity_increment AS increment, e.unit_price_minor AS "unitPriceMinor"
  FROM unnest($2::text[], $3::text[], $4::integer[]) WITH ORDINALITY AS r (code, sku, quantity, place)
  LEFT JOIN pricing.price_list l ON l.code = r.code AND ${IN_REGIONS}
  LEFT JOIN catalog.variant_v v ON v.sku = r.sku
  LEFT JOIN catalog.quantity_rule_v q ON q.variant_id = v.variant_id AND q.market_code = l.market_code
  LEFT JOIN pricing.price_entry e
    ON e.price_list_id = l.id AND e.variant_id = v.variant_id AND e.minimum_quantity = r.quantity
  ORDER BY r.place`;

const WRITE = `
  WITH given AS MATERIALIZED (
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::integer[], $4::bigint[])
      AS g (price_list_id, variant_id, minimum_quantity, unit_price_minor)
  ), removed AS (
    DELETE FROM pricing.price_entry e USING given g
    WHERE g.unit_price_minor IS NULL AND e.price_list_id = g.price_list_id AND e.variant_id = g.variant_id
      AND e.minimum_quantity = g.minimum_quantity
  ), written AS (
    INSERT INTO pricing.price_entry (price_list_id, variant_id, minimum_quantity, unit_price_minor)
    SELECT * FROM given g WHERE g.unit_price_minor IS NOT NULL
    ON CONFLICT (price_list_id, variant_id, minimum_quantity)
    DO UPDATE SET unit_price_minor = excluded.unit_price_minor
  )
  UPDATE pricing.price_list SET version = version + 1
  WHERE id IN (SELECT g.price_list_id FROM given g)
  RETURNING id, version`;

/** Lists that have ended are read out only when they are named: they cannot be changed. */
const EXPORT = `
  SELECT l.code AS "priceListCode", e.sku, e.minimum_quantity AS "minimumQuantity",
    e.unit_price_minor AS "unitPriceMinor", l.currency_code AS "currencyCode"
  FROM (
    SELECT l.id, l.code, l.currency_code FROM pricing.price_list l
    WHERE ${IN_REGIONS} AND ($2::text IS NULL OR l.market_code = $2)
      AND CASE WHEN $3::text IS NULL THEN l.valid_until IS NULL OR l.valid_until > now() ELSE l.code = $3 END
      AND ($4::text IS NULL OR l.code >= $4)
    ORDER BY l.code
  ) l
  CROSS JOIN LATERAL (
    SELECT v.sku, e.minimum_quantity, e.unit_price_minor
    FROM pricing.price_entry e JOIN catalog.variant_v v ON v.variant_id = e.variant_id
    WHERE e.price_list_id = l.id AND ($4::text IS NULL OR l.code > $4 OR (v.sku, e.minimum_quantity) > ($5, $6::integer))
    ORDER BY v.sku, e.minimum_quantity LIMIT $7
  ) e
  ORDER BY l.code, e.sku, e.minimum_quantity LIMIT $7`;
