import { Injectable } from '@nestjs/common';
import type { FoundBlocker, ListingBlocker } from '../catalog/index.js';
import type { RequestContext } from '../platform/access/index.js';
import type { Tx } from '../platform/database/index.js';
import { StockBlockerRepository, type StockBlockerRow } from './stock-blocker.repository.js';

const MESSAGES: Record<StockBlockerRow['code'], string> = {
  NO_LOCATION: 'No stock location serves the market. Let one serve it.',
  NO_STOCK:
    'Nothing of it is there or on its way for the market: it can only be ordered as a backorder.',
};

/** What stock says against a listing. */
@Injectable()
export class StockBlocker implements ListingBlocker {
  constructor(private readonly blockers: StockBlockerRepository) {}

  async blockersOf(
    _ctx: RequestContext,
    tx: Tx,
    listingIds: readonly string[],
  ): Promise<FoundBlocker[]> {
    const rows = await this.blockers.of(tx, listingIds);
    return rows.map((row) => ({ ...row, message: MESSAGES[row.code] }));
  }
}
