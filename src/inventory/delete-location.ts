import { Injectable } from '@nestjs/common';
import { ProblemError } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import type { Outcome } from '../platform/database/index.js';
import { LocationChanges, type LocationEdit } from './location-changes.js';
import { locationInUse, servesOtherRegions, staleLocation } from './stock-location.problems.js';
import { StockLocationRepository } from './stock-location.repository.js';
import type { StockLocation } from './stock.type.js';

/** A location goes only as long as nothing was ever stored there; only its history stays. */
@Injectable()
export class DeleteLocation {
  constructor(
    private readonly changes: LocationChanges,
    private readonly locations: StockLocationRepository,
  ) {}

  run(ctx: RequestContext, input: LocationEdit): Promise<Outcome<StockLocation>> {
    return this.changes.run(ctx, [], async (tx) => {
      const location = await this.changes.lock(ctx, tx, input);
      if (location.servesOtherRegions) throw new ProblemError(servesOtherRegions());
      const before = await this.changes.read(ctx, tx, location.code);
      const result = await this.locations.delete(tx, location);
      if (result === 'IN_USE') throw new ProblemError(locationInUse());
      if (result !== 'DELETED') throw new ProblemError(staleLocation(location.version));
      const { code, name, countryCode, version } = location;
      const markets = before.markets.map((market) => ({ ...market }));
      await this.changes.record(ctx, tx, {
        entityId: location.id,
        operation: 'DELETE',
        version: version + 1,
        old: { code, name, countryCode, markets },
      });
      return before;
    });
  }
}
