import { Injectable } from '@nestjs/common';
import { isStorableText, newId } from '../kernel/index.js';
import type { Statements, Tx } from '../platform/database/index.js';
import type { LocationCreation, ServedHow } from './stock-location.rules.js';
import type { RegionIds } from './stock.sight.js';
import {
  LOCATION,
  LOCATION_TOTALS,
  LOCATIONS,
  LOCKED_LOCATION,
  SERVED_MARKET,
} from './stock.sql.js';
import type { StockLocation, StockLocationTotals } from './stock.type.js';

export interface LockedLocation {
  id: string;
  code: string;
  name: string;
  countryCode: string;
  version: number;
  servesOtherRegions: boolean;
}

@Injectable()
export class StockLocationRepository {
  async list(tx: Tx, regionIds: RegionIds): Promise<StockLocation[]> {
    const rows = await tx.query<{ location: StockLocation }>(LOCATIONS, [regionIds]);
    return rows.map(({ location }) => location);
  }

  async find(tx: Tx, regionIds: RegionIds, code: string): Promise<StockLocation | null> {
    const [row] = await tx.query<{ location: StockLocation }>(LOCATION, [regionIds, code]);
    return row?.location ?? null;
  }

  totals(
    tx: Statements,
    locationIds: readonly string[],
  ): Promise<(StockLocationTotals & { locationId: string })[]> {
    return tx.query(LOCATION_TOTALS, [locationIds]);
  }

  async lock(tx: Tx, regionIds: RegionIds, code: string): Promise<LockedLocation | null> {
    // What cannot be a code, such as a text with NUL, must not reach the database.
    if (!isStorableText(code)) return null;
    const [row] = await tx.query<LockedLocation>(LOCKED_LOCATION, [regionIds, code]);
    return row ?? null;
  }

  /** The id of the new location; undefined when its code is taken. */
  async create(tx: Tx, { code, name, countryCode }: LocationCreation): Promise<string | undefined> {
    const [row] = await tx.query<{ id: string }>(
      `INSERT INTO inventory.stock_location (id, code, name, country_code) VALUES ($1, $2, $3, $4)
       ON CONFLICT (code) DO NOTHING RETURNING id`,
      [newId(), code, name, countryCode],
    );
    return row?.id;
  }

  /** The new version; undefined when the location has another version than the one that was locked. */
  async update(
    tx: Tx,
    { id, name, countryCode, version }: LockedLocation,
  ): Promise<number | undefined> {
    const [row] = await tx.query<{ version: number }>(
      `UPDATE inventory.stock_location SET name = $3, country_code = $4, version = version + 1
       WHERE id = $1 AND version = $2 RETURNING version`,
      [id, version, name, countryCode],
    );
    return row?.version;
  }

  /** How the location serves a market: null when it does not; undefined for a market outside the regions. */
  async served(
    tx: Tx,
    regionIds: RegionIds,
    { id, marketCode }: { id: string; marketCode: string },
  ): Promise<ServedHow | null | undefined> {
    if (!isStorableText(marketCode)) return undefined;
    const [row] = await tx.query<{ serves: ServedHow | null }>(SERVED_MARKET, [
      regionIds,
      id,
      marketCode,
    ]);
    return row?.serves;
  }

  async serve(
    tx: Tx,
    locationId: string,
    { marketCode, preference, leadDays }: ServedHow & { marketCode: string },
  ): Promise<void> {
    await tx.query(
      `INSERT INTO inventory.location_market (location_id, market_code, preference, lead_days)
       VALUES ($1, $2, $3, $4) ON CONFLICT (location_id, market_code)
       DO UPDATE SET preference = excluded.preference, lead_days = excluded.lead_days`,
      [locationId, marketCode, preference, leadDays],
    );
  }

  async stopServing(tx: Tx, locationId: string, marketCode: string): Promise<void> {
    await tx.query(
      'DELETE FROM inventory.location_market WHERE location_id = $1 AND market_code = $2',
      [locationId, marketCode],
    );
  }

  /** The variants that have a level at the location, also of nothing. */
  async variantIds(tx: Tx, locationId: string): Promise<string[]> {
    const rows = await tx.query<{ variantId: string }>(
      'SELECT variant_id AS "variantId" FROM inventory.level_v WHERE location_id = $1',
      [locationId],
    );
    return rows.map(({ variantId }) => variantId);
  }

  async delete(
    tx: Tx,
    { id, version }: LockedLocation,
  ): Promise<'DELETED' | 'IN_USE' | 'STALE' | undefined> {
    const [row] = await tx.query<{ result: 'DELETED' | 'IN_USE' | 'STALE' }>(
      'SELECT inventory.delete_location($1, $2) AS result',
      [id, version],
    );
    return row?.result;
  }

  /** The catalog pages of the market show what its locations can promise. Only as the last statement. */
  async raiseRevision(tx: Tx, marketCode: string): Promise<void> {
    await tx.query('SELECT market.raise_revision($1)', [marketCode]);
  }
}
