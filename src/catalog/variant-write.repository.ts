import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/index.js';
import type { SpecRule, TypedValue } from './spec-value.rules.js';
import type { StoredVariant } from './variant-write.rules.js';

/** Variants by id, or by SKU. */
export type VariantKeys = { ids: readonly string[] } | { skus: readonly string[] };

export interface VariantRecord {
  id: string;
  productId: string;
  sku: string;
  mpn: string;
  gtin: string;
  position: number;
}

export interface VariantSpecRecord extends TypedValue {
  variantId: string;
  definitionId: string;
}

/** How often a variant is named elsewhere. */
export interface VariantUses {
  listings: number;
  priceLists: number;
  bids: number;
  levels: number;
  orders: number;
}

type VariantRow = Omit<StoredVariant, 'specs'> & { specs: Record<string, string> };

const READ = `
  SELECT v.id, v.product_id AS "productId", p.handle AS "productHandle", v.sku, v.mpn, v.gtin, v.position, v.version,
    coalesce((SELECT json_object_agg(d.code,
        coalesce(trim_scale(s.number_value)::text, s.text_value, s.boolean_value::text) ORDER BY d.code)
      FROM catalog.variant_spec s JOIN catalog.spec_definition d ON d.id = s.definition_id
      WHERE s.variant_id = v.id), '{}') AS specs
  FROM catalog.variant v JOIN catalog.product p ON p.id = v.product_id
  WHERE v.id = ANY ($1::uuid[]) OR v.sku = ANY ($2::text[])`;

const LOCK = `
  SELECT id FROM catalog.variant WHERE id = ANY ($1::uuid[]) OR sku = ANY ($2::text[]) ORDER BY id FOR NO KEY UPDATE`;

const DEFINITIONS = `
  SELECT id, code, type, enum_values AS "enumValues" FROM catalog.spec_definition
  WHERE code = ANY ($1::text[]) ORDER BY id`;
const LOCKED_DEFINITIONS = `${DEFINITIONS} FOR KEY SHARE`;

@Injectable()
export class VariantWriteRepository {
  /** Locks them in the order of their ids; orders, listings, prices and stock can go on naming them. */
  async lock(tx: Tx, keys: VariantKeys): Promise<void> {
    await tx.query(LOCK, valuesOf(keys));
  }

  /** The same against those who would name them too: for what changes an SKU, or takes a variant away. */
  async lockAlone(tx: Tx, id: string): Promise<void> {
    await tx.query('SELECT id FROM catalog.variant WHERE id = $1 FOR UPDATE', [id]);
  }

  async read(tx: Tx, keys: VariantKeys): Promise<StoredVariant[]> {
    const rows = await tx.query<VariantRow>(READ, valuesOf(keys));
    return rows.map(({ specs, ...variant }) => ({
      ...variant,
      specs: new Map(Object.entries(specs)),
    }));
  }

  /** Who has these GTINs, each written with 14 digits. */
  holdersOf(tx: Tx, gtinKeys: readonly string[]): Promise<{ sku: string; key: string }[]> {
    return tx.query(
      `SELECT sku, lpad(gtin, 14, '0') AS key FROM catalog.variant WHERE lpad(gtin, 14, '0') = ANY ($1::text[])`,
      [gtinKeys],
    );
  }

  definitions(tx: Tx, codes: readonly string[]): Promise<SpecRule[]> {
    return tx.query<SpecRule>(DEFINITIONS, [codes]);
  }

  /** Until the transaction ends nobody takes a value out of them, or gives them another type. */
  lockDefinitions(tx: Tx, codes: readonly string[]): Promise<SpecRule[]> {
    return tx.query<SpecRule>(LOCKED_DEFINITIONS, [codes]);
  }

  async insert(tx: Tx, variants: readonly VariantRecord[]): Promise<void> {
    await tx.query(
      `INSERT INTO catalog.variant (id, product_id, sku, mpn, gtin, position)
       SELECT r.id, r."productId", r.sku, r.mpn, r.gtin, r.position
       FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, "productId" uuid, sku text, mpn text, gtin text, position int)`,
      [JSON.stringify(variants)],
    );
  }

  /** Gives the ids of those that still had the version that they were read with. */
  async update(
    tx: Tx,
    variants: readonly (VariantRecord & { version: number })[],
  ): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `UPDATE catalog.variant v
       SET sku = r.sku, mpn = r.mpn, gtin = r.gtin, position = r.position, version = v.version + 1
       FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, sku text, mpn text, gtin text, position int, version int)
       WHERE v.id = r.id AND v.version = r.version RETURNING v.id`,
      [JSON.stringify(variants)],
    );
    return rows.map(({ id }) => id);
  }

  async putSpecs(tx: Tx, specs: readonly VariantSpecRecord[]): Promise<void> {
    await tx.query(
      `INSERT INTO catalog.variant_spec (variant_id, definition_id, number_value, text_value, boolean_value)
       SELECT r."variantId", r."definitionId", r."numberValue", r."textValue", r."booleanValue"
       FROM jsonb_to_recordset($1::jsonb)
         AS r ("variantId" uuid, "definitionId" uuid, "numberValue" numeric, "textValue" text, "booleanValue" boolean)
       ON CONFLICT (variant_id, definition_id) DO UPDATE SET number_value = EXCLUDED.number_value,
         text_value = EXCLUDED.text_value, boolean_value = EXCLUDED.boolean_value`,
      [JSON.stringify(specs)],
    );
  }

  async removeSpecs(
    tx: Tx,
    specs: readonly Pick<VariantSpecRecord, 'variantId' | 'definitionId'>[],
  ): Promise<void> {
    await tx.query(
      `DELETE FROM catalog.variant_spec s
       USING jsonb_to_recordset($1::jsonb) AS r ("variantId" uuid, "definitionId" uuid)
       WHERE s.variant_id = r."variantId" AND s.definition_id = r."definitionId"`,
      [JSON.stringify(specs)],
    );
  }

  async usesOf(tx: Tx, id: string): Promise<VariantUses> {
    const [row] = await tx.query<VariantUses>(
      `SELECT (SELECT count(*)::int FROM catalog.listing WHERE variant_id = $1) AS listings,
         (SELECT count(DISTINCT price_list_id)::int FROM pricing.entry_v WHERE variant_id = $1) AS "priceLists",
         (SELECT count(*)::int FROM pricing.bid_v WHERE variant_id = $1) AS bids,
         (SELECT count(*)::int FROM inventory.stocked_v WHERE variant_id = $1) AS levels,
         (SELECT count(DISTINCT order_id)::int FROM orders.named_variant_v WHERE variant_id = $1) AS orders`,
      [id],
    );
    return row ?? { listings: 0, priceLists: 0, bids: 0, levels: 0, orders: 0 };
  }

  async delete(tx: Tx, id: string): Promise<void> {
    await tx.query('DELETE FROM catalog.variant WHERE id = $1', [id]);
  }

  /** In the order of SKUs. */
  async after(tx: Tx, sku: string | null, limit: number): Promise<StoredVariant[]> {
    const rows = await tx.query<{ sku: string }>(
      'SELECT sku FROM catalog.variant WHERE $1::text IS NULL OR sku > $1 ORDER BY sku LIMIT $2',
      [sku, limit],
    );
    const found = await this.read(tx, { skus: rows.map((row) => row.sku) });
    const bySku = new Map(found.map((variant) => [variant.sku, variant]));
    return rows.flatMap((row) => bySku.get(row.sku) ?? []);
  }
}

function valuesOf(keys: VariantKeys): unknown[] {
  return 'ids' in keys ? [keys.ids, []] : [[], keys.skus];
}
