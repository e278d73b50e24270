import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/index.js';

export interface StockBlockerRow {
  listingId: string;
  code: 'NO_LOCATION' | 'NO_STOCK';
  blocks: boolean;
}

const BLOCKERS = `
  SELECT listing_id AS "listingId", code, blocks FROM inventory.listing_blocker_v
  WHERE listing_id = ANY ($1::uuid[]) ORDER BY listing_id`;

@Injectable()
export class StockBlockerRepository {
  of(tx: Tx, listingIds: readonly string[]): Promise<StockBlockerRow[]> {
    return tx.named<StockBlockerRow>('inventory-listing-blockers', BLOCKERS, [listingIds]);
  }
}
