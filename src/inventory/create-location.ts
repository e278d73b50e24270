import { Injectable } from '@nestjs/common';
import { ProblemError } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import type { Outcome } from '../platform/database/index.js';
import { LocationChanges } from './location-changes.js';
import { locationExists } from './stock-location.problems.js';
import { StockLocationRepository } from './stock-location.repository.js';
import { checkCreation, type LocationCreation } from './stock-location.rules.js';
import type { StockLocation } from './stock.type.js';

/** A new place for stock. It serves nothing yet, so no catalog page shows it. */
@Injectable()
export class CreateLocation {
  constructor(
    private readonly changes: LocationChanges,
    private readonly locations: StockLocationRepository,
  ) {}

  run(ctx: RequestContext, input: LocationCreation): Promise<Outcome<StockLocation>> {
    const creation = {
      code: input.code.trim(),
      name: input.name.trim(),
      countryCode: input.countryCode.trim(),
    };
    return this.changes.run(ctx, checkCreation(creation), async (tx) => {
      const id = await this.locations.create(tx, creation);
      if (id === undefined) throw new ProblemError(locationExists(creation.code));
      await this.changes.record(ctx, tx, {
        entityId: id,
        operation: 'CREATE',
        version: 1,
        new: creation,
      });
      return this.changes.read(ctx, tx, creation.code);
    });
  }
}
