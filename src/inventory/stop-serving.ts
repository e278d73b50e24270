import { Injectable } from '@nestjs/common';
import { ProblemError } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import type { Outcome } from '../platform/database/index.js';
import { LocationChanges, type LocationEdit } from './location-changes.js';
import { ServedStock } from './served-stock.js';
import { noSuchMarket } from './stock-location.problems.js';
import { StockLocationRepository } from './stock-location.repository.js';
import { stockRegionsOf } from './stock.sight.js';
import type { StockLocation } from './stock.type.js';

/** No new order of the market gets stock of the location. What was promised from there stays promised. */
@Injectable()
export class StopServing {
  constructor(
    private readonly changes: LocationChanges,
    private readonly locations: StockLocationRepository,
    private readonly stock: ServedStock,
  ) {}

  run(
    ctx: RequestContext,
    input: LocationEdit & { marketCode: string },
  ): Promise<Outcome<StockLocation>> {
    return this.changes.run(ctx, [], async (tx) => {
      const location = await this.changes.lock(ctx, tx, input);
      const marketCode = input.marketCode.trim();
      const serves = await this.locations.served(tx, stockRegionsOf(ctx), {
        id: location.id,
        marketCode,
      });
      if (serves === undefined) throw new ProblemError(noSuchMarket(marketCode));
      if (serves === null) return this.changes.read(ctx, tx, location.code);
      const version = await this.changes.write(tx, location);
      const places = await this.stock.lock(ctx, tx, location.id);
      await this.locations.stopServing(tx, location.id, marketCode);
      await this.stock.settle(ctx, tx, places);
      // Whoever stops the last market of their own regions no longer sees a location that serves others.
      const left = await this.locations.find(tx, stockRegionsOf(ctx), location.code);
      await this.changes.record(ctx, tx, {
        entityId: location.id,
        operation: 'STOP_SERVING',
        version,
        marketCode,
        old: { marketCode, ...serves },
      });
      await this.locations.raiseRevision(tx, marketCode);
      return left ?? { ...location, version, markets: [] };
    });
  }
}
