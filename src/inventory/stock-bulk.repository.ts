import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/index.js';
import type { LevelCount, StockPlace } from './backorder-filler.port.js';
import { searchable, type FoundPlace, type StockRow } from './stock-count.rules.js';
import type { RegionIds } from './stock.sight.js';
import { EXPORTED_LEVELS, PLACES } from './stock.sql.js';
import type { LevelCounts } from './stock.repository.js';

export interface LevelState extends StockPlace, LevelCounts {
  levelId: string;
}

const COLUMNS = `level_id AS "levelId", variant_id AS "variantId", location_id AS "locationId",
  on_hand AS "onHand", allocated`;

/** Levels by the thousand; each statement is one, however many there are. */
@Injectable()
export class StockBulkRepository {
  /** Where each row leads, in their order. */
  places(tx: Tx, regionIds: RegionIds, rows: readonly StockRow[]): Promise<FoundPlace[]> {
    return tx.query<FoundPlace>(PLACES, [
      regionIds,
      rows.map(({ sku }) => searchable(sku)),
      rows.map(({ locationCode }) => searchable(locationCode)),
    ]);
  }

  /** Makes what is missing, and locks all; what is short must be among `short`, whose orders are locked. */
  open(tx: Tx, counts: readonly LevelCount[], short: readonly StockPlace[]): Promise<LevelState[]> {
    return tx.query<LevelState>(
      `SELECT ${COLUMNS} FROM inventory.open_levels($1::uuid[], $2::uuid[], $3::integer[], $4::uuid[], $5::uuid[])`,
      [
        counts.map(({ variantId }) => variantId),
        counts.map(({ locationId }) => locationId),
        counts.map(({ onHand }) => onHand),
        short.map(({ variantId }) => variantId),
        short.map(({ locationId }) => locationId),
      ],
    );
  }

  async count(tx: Tx, counts: readonly LevelCount[], userId: string | null): Promise<void> {
    await tx.query(
      'SELECT inventory.count_levels($1::uuid[], $2::uuid[], $3::integer[], $4::text[], $5)',
      [
        counts.map(({ variantId }) => variantId),
        counts.map(({ locationId }) => locationId),
        counts.map(({ onHand }) => onHand),
        counts.map(({ reason }) => reason),
        userId,
      ],
    );
  }

  states(tx: Tx, places: readonly StockPlace[]): Promise<LevelState[]> {
    return tx.query<LevelState>(
      `SELECT ${COLUMNS} FROM inventory.levels_at($1::uuid[], $2::uuid[])`,
      [places.map(({ variantId }) => variantId), places.map(({ locationId }) => locationId)],
    );
  }

  /** What is on hand, by SKU and location code. */
  exported(
    tx: Tx,
    regionIds: RegionIds,
    page: {
      locationCode: string | null;
      marketCode: string | null;
      after: readonly unknown[];
      limit: number;
    },
  ): Promise<StockRow[]> {
    const [sku = null, locationCode = null] = page.after;
    return tx.query<StockRow>(EXPORTED_LEVELS, [
      regionIds,
      page.locationCode,
      page.marketCode,
      sku,
      locationCode,
      page.limit,
    ]);
  }
}
