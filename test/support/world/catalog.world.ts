import { gtinOf } from '../../../src/catalog/gtin.rules.js';
import type { ProductCategory } from '../../../src/catalog/product.rules.js';
import { newId } from '../../../src/kernel/index.js';
import type { WorldDatabase } from './world-database.js';

export interface ProductOptions {
  handle: string;
  /** The English name; the handle when absent. */
  name?: string;
  /** Further texts by locale. */
  texts?: Record<string, { name: string; description?: string }>;
  category?: ProductCategory;
  brand?: string;
  launchedOn?: string;
}

export interface VariantOptions {
  productId: string;
  sku: string;
  mpn?: string;
  gtin?: string;
  position?: number;
}

/** Dates as text, or as days from the market's today. */
export interface ListingOptions {
  variantId: string;
  marketCode: string;
  preorderFrom?: string | null;
  onSaleFrom?: string;
  lastTimeBuyFrom?: string | null;
  endOfSaleOn?: string | null;
  endOfServiceOn?: string | null;
  pausedReason?: string | null;
  minimumQuantity?: number;
  maximumQuantity?: number | null;
  quantityIncrement?: number;
}

export interface CertificateOptions {
  productId: string;
  marketCode: string;
  scheme: string;
  number?: string;
  validFrom?: string;
  validUntil?: string | null;
}

export interface SpecOptions {
  code: string;
  name?: string;
  type: 'NUMBER' | 'TEXT' | 'BOOLEAN' | 'ENUM';
  unit?: string;
  enumValues?: string[];
  position?: number;
  isFacet?: boolean;
}

let gtins = 0;

/** A new GTIN of prefix 952, which GS1 keeps for examples. */
export function nextGtin(): string {
  gtins += 1;
  return gtinOf(`952${String(gtins).padStart(9, '0')}`) ?? '';
}

/** A day so many days from today in UTC, as YYYY-MM-DD; keep two days or more away from a limit that is tested. */
export function daysFromToday(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

/** Adds a laptop with an English name unless the options say otherwise, and gives its id. */
export async function addProduct(db: WorldDatabase, options: ProductOptions): Promise<string> {
  const id = newId();
  await db.query(
    `INSERT INTO catalog.product (id, handle, category, brand, launched_on) VALUES ($1, $2, $3, $4, $5)`,
    [
      id,
      options.handle,
      options.category ?? 'LAPTOP',
      options.brand ?? 'Mi',
      options.launchedOn ?? '2022-06-21',
    ],
  );
  const texts = { en: { name: options.name ?? options.handle }, ...options.texts };
  for (const [locale, text] of Object.entries(texts)) {
    const description = 'description' in text ? text.description : '';
    await db.query(
      `INSERT INTO catalog.product_text (product_id, locale, name, description) VALUES ($1, $2, $3, $4)`,
      [id, locale, text.name, description],
    );
  }
  return id;
}

export async function addVariant(db: WorldDatabase, options: VariantOptions): Promise<string> {
  const id = newId();
  await db.query(
    `INSERT INTO catalog.variant (id, product_id, sku, mpn, gtin, position) VALUES ($1, $2, $3, $4, $5, $6)`,
    [
      id,
      options.productId,
      options.sku,
      options.mpn ?? `MPN-${options.sku}`,
      options.gtin ?? nextGtin(),
      options.position ?? 1,
    ],
  );
  return id;
}

/** Lists a variant in a market, on sale since 2020 unless the options say otherwise. */
export async function addListing(db: WorldDatabase, options: ListingOptions): Promise<string> {
  const id = newId();
  await db.query(
    `INSERT INTO catalog.listing (id, variant_id, market_code, preorder_from, on_sale_from, last_time_buy_from,
       end_of_sale_on, end_of_service_on, paused_reason, minimum_quantity, maximum_quantity, quantity_increment)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      id,
      options.variantId,
      options.marketCode,
      options.preorderFrom ?? null,
      options.onSaleFrom ?? '2020-01-01',
      options.lastTimeBuyFrom ?? null,
      options.endOfSaleOn ?? null,
      options.endOfServiceOn ?? null,
      options.pausedReason ?? null,
      options.minimumQuantity ?? 1,
      options.maximumQuantity ?? null,
      options.quantityIncrement ?? 1,
    ],
  );
  return id;
}

/** A product with one variant that is listed in the markets; gives the ids of both. */
export async function addListedVariant(
  db: WorldDatabase,
  options: ProductOptions & { sku: string; marketCodes: string[] },
): Promise<{ productId: string; variantId: string }> {
  const productId = await addProduct(db, options);
  const variantId = await addVariant(db, { productId, sku: options.sku });
  for (const marketCode of options.marketCodes) await addListing(db, { variantId, marketCode });
  return { productId, variantId };
}

export async function requireCertificate(
  db: WorldDatabase,
  marketCode: string,
  category: ProductCategory,
  scheme: string,
): Promise<void> {
  await db.query(
    'INSERT INTO catalog.required_certificate (market_code, category, scheme) VALUES ($1, $2, $3)',
    [marketCode, category, scheme],
  );
}

export async function addCertificate(
  db: WorldDatabase,
  options: CertificateOptions,
): Promise<string> {
  const id = newId();
  await db.query(
    `INSERT INTO catalog.certificate (id, product_id, market_code, scheme, number, valid_from, valid_until)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      id,
      options.productId,
      options.marketCode,
      options.scheme,
      options.number ?? `${options.scheme}-${id.slice(-6)}`,
      options.validFrom ?? '2020-01-01',
      options.validUntil ?? null,
    ],
  );
  return id;
}

export async function addSpecDefinition(db: WorldDatabase, options: SpecOptions): Promise<string> {
  const id = newId();
  await db.query(
    `INSERT INTO catalog.spec_definition (id, code, name, type, unit, enum_values, position, is_facet)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      id,
      options.code,
      options.name ?? options.code,
      options.type,
      options.unit ?? null,
      options.enumValues ?? null,
      options.position ?? 1,
      options.isFacet ?? false,
    ],
  );
  return id;
}

export async function addSpec(
  db: WorldDatabase,
  variantId: string,
  definitionId: string,
  value: string | number | boolean,
): Promise<void> {
  await db.query(
    `INSERT INTO catalog.variant_spec (variant_id, definition_id, number_value, text_value, boolean_value)
     VALUES ($1, $2, $3, $4, $5)`,
    [
      variantId,
      definitionId,
      typeof value === 'number' ? value : null,
      typeof value === 'string' ? value : null,
      typeof value === 'boolean' ? value : null,
    ],
  );
}
