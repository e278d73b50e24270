import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/index.js';
import type { LocalText, StoredProduct } from './product-write.rules.js';

/** Products by id, or by handle. */
export type ProductKeys = { ids: readonly string[] } | { handles: readonly string[] };

export interface ProductRecord {
  id: string;
  handle: string;
  category: string;
  brand: string;
  launchedOn: string;
}

export interface ProductTextRecord extends LocalText {
  productId: string;
  locale: string;
}

export interface ProductUses {
  variants: number;
  certificates: number;
  technologies: number;
}

type ProductRow = Omit<StoredProduct, 'texts'> & {
  texts: ({ locale: string } & LocalText)[];
};

const READ = `
  SELECT p.id, p.handle, p.category, p.brand, p.launched_on::text AS "launchedOn", p.version,
    coalesce((SELECT json_agg(json_build_object('locale', t.locale, 'name', t.name, 'description', t.description)
      ORDER BY t.locale) FROM catalog.product_text t WHERE t.product_id = p.id), '[]') AS texts
  FROM catalog.product p WHERE p.id = ANY ($1::uuid[]) OR p.handle = ANY ($2::text[])`;

const LOCK = `
  SELECT id FROM catalog.product WHERE id = ANY ($1::uuid[]) OR handle = ANY ($2::text[]) ORDER BY id FOR NO KEY UPDATE`;

@Injectable()
export class ProductWriteRepository {
  /**
   * Locks them in the order of their ids; who reads afterwards reads what was committed by then. A statement that has to
   * wait for a lock sees other tables as they were before it, hence a statement of its own.
   */
  async lock(tx: Tx, keys: ProductKeys): Promise<void> {
    await tx.query(LOCK, valuesOf(keys));
  }

  /** The same against those who would add parts to it too: for what takes a product away. */
  async lockAlone(tx: Tx, id: string): Promise<void> {
    await tx.query('SELECT id FROM catalog.product WHERE id = $1 FOR UPDATE', [id]);
  }

  async read(tx: Tx, keys: ProductKeys): Promise<StoredProduct[]> {
    const rows = await tx.query<ProductRow>(READ, valuesOf(keys));
    return rows.map(({ texts, ...product }) => ({
      ...product,
      texts: new Map(texts.map(({ locale, ...text }) => [locale, text])),
    }));
  }

  idsOf(tx: Tx, handles: readonly string[]): Promise<{ id: string; handle: string }[]> {
    return tx.query('SELECT id, handle FROM catalog.product WHERE handle = ANY ($1::text[])', [
      handles,
    ]);
  }

  async insert(tx: Tx, products: readonly ProductRecord[]): Promise<void> {
    await tx.query(
      `INSERT INTO catalog.product (id, handle, category, brand, launched_on)
       SELECT r.id, r.handle, r.category, r.brand, r."launchedOn"
       FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, handle text, category text, brand text, "launchedOn" date)`,
      [JSON.stringify(products)],
    );
  }

  /** Gives the ids of those that still had the version that they were read with. */
  async update(
    tx: Tx,
    products: readonly (ProductRecord & { version: number })[],
  ): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `UPDATE catalog.product p
       SET handle = r.handle, category = r.category, brand = r.brand, launched_on = r."launchedOn", version = p.version + 1
       FROM jsonb_to_recordset($1::jsonb)
         AS r (id uuid, handle text, category text, brand text, "launchedOn" date, version int)
       WHERE p.id = r.id AND p.version = r.version RETURNING p.id`,
      [JSON.stringify(products)],
    );
    return rows.map(({ id }) => id);
  }

  async putTexts(tx: Tx, texts: readonly ProductTextRecord[]): Promise<void> {
    await tx.query(
      `INSERT INTO catalog.product_text (product_id, locale, name, description)
       SELECT r."productId", r.locale, r.name, r.description
       FROM jsonb_to_recordset($1::jsonb) AS r ("productId" uuid, locale text, name text, description text)
       ON CONFLICT (product_id, locale) DO UPDATE SET name = EXCLUDED.name, description = EXCLUDED.description`,
      [JSON.stringify(texts)],
    );
  }

  async removeTexts(
    tx: Tx,
    texts: readonly Pick<ProductTextRecord, 'productId' | 'locale'>[],
  ): Promise<void> {
    await tx.query(
      `DELETE FROM catalog.product_text t USING jsonb_to_recordset($1::jsonb) AS r ("productId" uuid, locale text)
       WHERE t.product_id = r."productId" AND t.locale = r.locale`,
      [JSON.stringify(texts)],
    );
  }

  async usesOf(tx: Tx, id: string): Promise<ProductUses> {
    const [row] = await tx.query<ProductUses>(
      `SELECT (SELECT count(*)::int FROM catalog.variant WHERE product_id = $1) AS variants,
         (SELECT count(*)::int FROM catalog.certificate WHERE product_id = $1) AS certificates,
         (SELECT count(*)::int FROM catalog.technology_availability WHERE product_id = $1) AS technologies`,
      [id],
    );
    return row ?? { variants: 0, certificates: 0, technologies: 0 };
  }

  async delete(tx: Tx, id: string): Promise<void> {
    await tx.query('DELETE FROM catalog.product WHERE id = $1', [id]);
  }

  /** In the order of handles, each with all its texts. */
  async after(tx: Tx, handle: string | null, limit: number): Promise<StoredProduct[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT id FROM catalog.product WHERE $1::text IS NULL OR handle > $1 ORDER BY handle LIMIT $2`,
      [handle, limit],
    );
    const found = await this.read(tx, { ids: rows.map(({ id }) => id) });
    const byId = new Map(found.map((product) => [product.id, product]));
    return rows.flatMap(({ id }) => byId.get(id) ?? []);
  }
}

function valuesOf(keys: ProductKeys): unknown[] {
  return 'ids' in keys ? [keys.ids, []] : [[], keys.handles];
}
