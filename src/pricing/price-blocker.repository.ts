import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/index.js';

export interface PriceBlockerRow {
  listingId: string;
  code: 'NO_PRICE' | 'PRICE_BREAK_UNREACHABLE';
  blocks: boolean;
  /** The break that cannot be reached. */
  priceListCode: string | null;
  minimumQuantity: number | null;
}

const BLOCKERS = `
  SELECT listing_id AS "listingId", code, blocks, price_list_code AS "priceListCode",
    minimum_quantity AS "minimumQuantity"
  FROM pricing.listing_blocker_v WHERE listing_id = ANY ($1::uuid[])
  ORDER BY listing_id, code, price_list_code, minimum_quantity`;

@Injectable()
export class PriceBlockerRepository {
  of(tx: Tx, listingIds: readonly string[]): Promise<PriceBlockerRow[]> {
    return tx.named<PriceBlockerRow>('pricing-listing-blockers', BLOCKERS, [listingIds]);
  }
}
