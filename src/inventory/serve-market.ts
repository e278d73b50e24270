import { Injectable } from '@nestjs/common';
import { ProblemError } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import type { Outcome } from '../platform/database/index.js';
import { LocationChanges } from './location-changes.js';
import { ServedStock } from './served-stock.js';
import { noSuchMarket } from './stock-location.problems.js';
import { StockLocationRepository } from './stock-location.repository.js';
import { servedHow, type Serving } from './stock-location.rules.js';
import { stockRegionsOf } from './stock.sight.js';
import type { StockLocation } from './stock.type.js';

/** A location serves one more market, or with another preference or lead time. */
@Injectable()
export class ServeMarket {
  constructor(
    private readonly changes: LocationChanges,
    private readonly locations: StockLocationRepository,
    private readonly stock: ServedStock,
  ) {}

  run(ctx: RequestContext, input: Serving): Promise<Outcome<StockLocation>> {
    return this.changes.run(ctx, [], async (tx) => {
      const location = await this.changes.lock(ctx, tx, input);
      const marketCode = input.marketCode.trim();
      const serves = await this.locations.served(tx, stockRegionsOf(ctx), {
        id: location.id,
        marketCode,
      });
      if (serves === undefined) throw new ProblemError(noSuchMarket(marketCode));
      const { how, problems } = servedHow(input, serves);
      if (problems.length > 0) throw new ProblemError(problems);
      if (serves?.preference === how.preference && serves.leadDays === how.leadDays) {
        return this.changes.read(ctx, tx, location.code);
      }
      const version = await this.changes.write(tx, location);
      const places = await this.stock.lock(ctx, tx, location.id);
      await this.locations.serve(tx, location.id, { marketCode, ...how });
      await this.stock.settle(ctx, tx, places);
      await this.changes.record(ctx, tx, {
        entityId: location.id,
        operation: 'SERVE',
        version,
        marketCode,
        ...(serves ? { old: { marketCode, ...serves } } : {}),
        new: { marketCode, ...how },
      });
      const served = await this.changes.read(ctx, tx, location.code);
      await this.locations.raiseRevision(tx, marketCode);
      return served;
    });
  }
}
