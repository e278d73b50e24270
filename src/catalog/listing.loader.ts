import DataLoader from 'dataloader';
import { Injectable } from '@nestjs/common';
import { MarketService } from '../market/index.js';
import { may, membershipOf, Permission, type RequestContext } from '../platform/access/index.js';
import type { FoundBlocker } from './listing-blocker.port.js';
import { ListingBlockers } from './listing-blockers.js';

interface Place {
  id: string;
  marketCode: string;
}

/** Gathers what the listings of a request ask for, so that a page takes the same statements however long it is. */
@Injectable()
export class ListingLoader {
  private readonly perRequest = new WeakMap<
    RequestContext,
    DataLoader<Place, FoundBlocker[] | null, string>
  >();

  constructor(
    private readonly markets: MarketService,
    private readonly listingBlockers: ListingBlockers,
  ) {}

  /** Null for whoever does not keep the catalog of the market. */
  blockers(ctx: RequestContext, { id, marketCode }: Place): Promise<FoundBlocker[] | null> {
    if (!may(ctx.caller, Permission.CATALOG_WRITE) || membershipOf(ctx) !== null) {
      return Promise.resolve(null);
    }
    return this.of(ctx).load({ id, marketCode });
  }

  private of(ctx: RequestContext): DataLoader<Place, FoundBlocker[] | null, string> {
    const known = this.perRequest.get(ctx);
    if (known) return known;
    // A mutation may have changed what was loaded before it, so that nothing is kept.
    const made = new DataLoader<Place, FoundBlocker[] | null, string>(
      (places) => this.load(ctx, places),
      { cache: false, maxBatchSize: 1000 },
    );
    this.perRequest.set(ctx, made);
    return made;
  }

  private async load(
    ctx: RequestContext,
    places: readonly Place[],
  ): Promise<(FoundBlocker[] | null)[]> {
    const scope = new Set(await this.markets.marketCodesInScope(ctx));
    const seen = places.filter(({ marketCode }) => scope.has(marketCode));
    const ids = [...new Set(seen.map(({ id }) => id))];
    const found = await this.listingBlockers.of(ctx, ids);
    return places.map(({ id, marketCode }) =>
      scope.has(marketCode) ? (found.get(id) ?? []) : null,
    );
  }
}
