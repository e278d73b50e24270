import { Injectable } from '@nestjs/common';
import type { FoundBlocker, ListingBlocker } from '../catalog/index.js';
import type { RequestContext } from '../platform/access/index.js';
import type { Tx } from '../platform/database/index.js';
import { PriceBlockerRepository, type PriceBlockerRow } from './price-blocker.repository.js';

/** What prices say against a listing. */
@Injectable()
export class PriceBlocker implements ListingBlocker {
  constructor(private readonly blockers: PriceBlockerRepository) {}

  async blockersOf(
    _ctx: RequestContext,
    tx: Tx,
    listingIds: readonly string[],
  ): Promise<FoundBlocker[]> {
    const rows = await this.blockers.of(tx, listingIds);
    return rows.map(({ listingId, code, blocks, ...facts }) => ({
      listingId,
      code,
      blocks,
      message: messageOf({ code, ...facts }),
    }));
  }
}

function messageOf({ code, ...row }: Omit<PriceBlockerRow, 'listingId' | 'blocks'>): string {
  if (code === 'NO_PRICE') {
    return 'No price list has a price for it that anybody could order at. Add one to a price list of the market.';
  }
  return `No quantity that it allows gets the price of the break from ${String(row.minimumQuantity)} of price list ${String(row.priceListCode)}. Change the break or the quantity rule.`;
}
