import { newId } from '../../../src/kernel/index.js';
import type { WorldDatabase } from './world-database.js';

export interface PriceListOptions {
  marketCode: string;
  /** Of the market. */
  currencyCode?: string;
  code?: string;
  name?: string;
  /** At most one of the two; with neither, the list is for everyone. */
  tier?: 'REGISTERED' | 'AUTHORIZED' | 'PREMIER';
  resellerId?: string;
  validFrom?: string;
  validUntil?: string | null;
  priority?: number;
  /** By variant id: the unit price in minor units, or one per minimum quantity. */
  entries?: Record<string, number | Record<number, number>>;
}

export interface BidOptions {
  resellerId: string;
  marketCode: string;
  variantId: string;
  unitPriceMinor: number;
  quantity: number;
  sold?: number;
  number?: string;
  currencyCode?: string;
  validFrom?: string;
  validUntil?: string | null;
}

/** Adds a price list, valid since 2020 unless the options say otherwise, with its breaks, and gives its id. */
export async function addPriceList(db: WorldDatabase, options: PriceListOptions): Promise<string> {
  const id = newId();
  const code = options.code ?? `${options.marketCode}-${id.slice(-12).toUpperCase()}`;
  await db.query(
    `INSERT INTO pricing.price_list (id, code, name, market_code, currency_code, audience, tier, reseller_id, valid_from,
       valid_until, priority)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      id,
      code,
      options.name ?? code,
      options.marketCode,
      options.currencyCode ?? 'EUR',
      audienceOf(options),
      options.tier ?? null,
      options.resellerId ?? null,
      options.validFrom ?? '2020-01-01T00:00:00Z',
      options.validUntil ?? null,
      options.priority ?? 0,
    ],
  );
  for (const [variantId, price] of Object.entries(options.entries ?? {})) {
    const breaks = typeof price === 'number' ? { 1: price } : price;
    for (const [minimumQuantity, unitPriceMinor] of Object.entries(breaks)) {
      await db.query(
        `INSERT INTO pricing.price_entry (price_list_id, variant_id, minimum_quantity, unit_price_minor)
         VALUES ($1, $2, $3, $4)`,
        [id, variantId, minimumQuantity, unitPriceMinor],
      );
    }
  }
  return id;
}

/** Adds a special bid, valid since 2020 unless the options say otherwise, and gives its id. */
export async function addBid(db: WorldDatabase, options: BidOptions): Promise<string> {
  const id = newId();
  await db.query(
    `INSERT INTO pricing.special_bid (id, number, reseller_id, market_code, variant_id, currency_code, unit_price_minor,
       quantity, sold, valid_from, valid_until)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      id,
      options.number ?? `SB-${id.slice(-12).toUpperCase()}`,
      options.resellerId,
      options.marketCode,
      options.variantId,
      options.currencyCode ?? 'EUR',
      options.unitPriceMinor,
      options.quantity,
      options.sold ?? 0,
      options.validFrom ?? '2020-01-01T00:00:00Z',
      options.validUntil ?? null,
    ],
  );
  return id;
}

function audienceOf(options: PriceListOptions): string {
  if (options.resellerId !== undefined) return 'RESELLER';
  return options.tier === undefined ? 'EVERYONE' : 'TIER';
}
