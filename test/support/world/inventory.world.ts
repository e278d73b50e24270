import { newId } from '../../../src/kernel/index.js';
import type { WorldDatabase } from './world-database.js';

export interface LocationOptions {
  code: string;
  name?: string;
  countryCode?: string;
  /** The markets that it serves, by code. */
  markets: Record<string, { preference?: number; leadDays?: number }>;
}

export interface InboundOptions {
  variantId: string;
  locationId: string;
  quantity: number;
  expectedOn: string;
}

/** Adds a stock location and gives its id. */
export async function addLocation(db: WorldDatabase, options: LocationOptions): Promise<string> {
  const id = newId();
  await db.query(
    'INSERT INTO inventory.stock_location (id, code, name, country_code) VALUES ($1, $2, $3, $4)',
    [id, options.code, options.name ?? options.code, options.countryCode ?? 'NL'],
  );
  for (const [marketCode, { preference = 1, leadDays = 2 }] of Object.entries(options.markets)) {
    await db.query(
      `INSERT INTO inventory.location_market (location_id, market_code, preference, lead_days)
       VALUES ($1, $2, $3, $4)`,
      [id, marketCode, preference, leadDays],
    );
  }
  return id;
}

/** Puts pieces of a variant at a location, as the ledger's opening balance. */
export async function putStock(
  db: WorldDatabase,
  variantId: string,
  locationId: string,
  quantity: number,
): Promise<void> {
  await db.query(
    `SELECT inventory.move('OPENING', ARRAY[$1::uuid], ARRAY[$2::uuid], ARRAY[$3::integer], NULL, NULL, NULL)`,
    [variantId, locationId, quantity],
  );
}

/** Adds stock on its way, with a level where there is none yet, and gives its id. */
export async function addInbound(db: WorldDatabase, options: InboundOptions): Promise<string> {
  const id = newId();
  await db.query(
    'INSERT INTO inventory.stock_level (variant_id, location_id) VALUES ($1, $2) ON CONFLICT DO NOTHING',
    [options.variantId, options.locationId],
  );
  await db.query(
    `INSERT INTO inventory.inbound_stock (id, variant_id, location_id, quantity, expected_on)
     VALUES ($1, $2, $3, $4, $5)`,
    [id, options.variantId, options.locationId, options.quantity, options.expectedOn],
  );
  return id;
}
