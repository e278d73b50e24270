import { newId } from '../../../src/kernel/index.js';
import type { MarketState } from '../../../src/market/market.machine.js';
import type { WorldDatabase } from './world-database.js';

export interface RegionOptions {
  code: string;
  name?: string;
}

export interface MarketOptions {
  code: string;
  name?: string;
  currencyCode?: string;
  locale?: string;
  timeZone?: string;
  taxName?: string;
  /** Percent, since 2020; null for a market without a rate. */
  taxRate?: string | null;
  state?: MarketState;
  regionId?: string | null;
}

/** Adds a region and gives its id. */
export async function addRegion(db: WorldDatabase, options: RegionOptions): Promise<string> {
  const id = newId();
  await db.query('INSERT INTO market.region (id, code, name) VALUES ($1, $2, $3)', [
    id,
    options.code,
    options.name ?? options.code,
  ]);
  return id;
}

/** Adds a market that is open, in euro and on Berlin time unless the options say otherwise. */
export async function addMarket(db: WorldDatabase, options: MarketOptions): Promise<string> {
  const { code, regionId = null, taxRate = '19' } = options;
  await db.query(
    `INSERT INTO market.market (code, name, currency_code, default_locale, time_zone, tax_name, state)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      code,
      options.name ?? code,
      options.currencyCode ?? 'EUR',
      options.locale ?? 'en',
      options.timeZone ?? 'Europe/Berlin',
      options.taxName ?? 'VAT',
      options.state ?? 'OPEN',
    ],
  );
  if (taxRate !== null) {
    await db.query(
      `INSERT INTO market.tax_rate (market_code, valid_from, rate) VALUES ($1, '2020-01-01', $2)`,
      [code, taxRate],
    );
  }
  if (regionId !== null) {
    await db.query(
      `INSERT INTO market.region_membership (id, market_code, region_id, valid_from)
       VALUES ($1, $2, $3, '2020-01-01')`,
      [newId(), code, regionId],
    );
  }
  return code;
}

/** Lets a market belong to a region from a day on; what was there ends on it. Gives the id of the membership. */
export async function planMembership(
  db: WorldDatabase,
  { marketCode, regionId, from }: { marketCode: string; regionId: string; from: string },
): Promise<string> {
  const id = newId();
  await db.query(
    `UPDATE market.region_membership SET valid_until = $2
     WHERE market_code = $1 AND valid_from < $2 AND (valid_until IS NULL OR valid_until > $2)`,
    [marketCode, from],
  );
  await db.query(
    `INSERT INTO market.region_membership (id, market_code, region_id, valid_from) VALUES ($1, $2, $3, $4)`,
    [id, marketCode, regionId, from],
  );
  return id;
}
