import type { Portal } from '../portal.js';
import { nextGtin } from './catalog.world.js';

const PER_PRODUCT = 100;

/** Adds variants by the thousand, listed in DE, a hundred to a product. */
export async function addManyVariants(
  { db }: Portal,
  count: number,
  skuOf: (n: number) => string,
): Promise<void> {
  const products = Math.ceil(count / PER_PRODUCT);
  await db.query(
    `INSERT INTO catalog.product (id, handle, category, brand)
     SELECT gen_random_uuid(), 'many-' || n, 'ACCESSORY', 'Mi' FROM generate_series(0, $1 - 1) AS n`,
    [products],
  );
  await db.query(
    `INSERT INTO catalog.variant (id, product_id, sku, mpn, gtin)
     SELECT gen_random_uuid(), p.id, v.sku, v.sku, v.gtin
     FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS v (sku, gtin, n)
     JOIN catalog.product p ON p.handle = 'many-' || (v.n - 1) / $3::integer`,
    [
      Array.from({ length: count }, (_, n) => skuOf(n)),
      Array.from({ length: count }, nextGtin),
      PER_PRODUCT,
    ],
  );
  await db.query(
    `INSERT INTO catalog.listing (id, variant_id, market_code, on_sale_from)
     SELECT gen_random_uuid(), v.id, 'DE', '2022-01-01'
     FROM catalog.variant v JOIN catalog.product p ON p.id = v.product_id WHERE p.handle LIKE 'many-%'`,
  );
}
