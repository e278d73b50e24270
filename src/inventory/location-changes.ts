import { Injectable } from '@nestjs/common';
import { assert, ProblemError, type Problem } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { recordChange, type AuditedChange } from '../platform/audit/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import { noSuchLocation, staleLocation } from './stock-location.problems.js';
import { StockLocationRepository, type LockedLocation } from './stock-location.repository.js';
import { requireStockDesk, stockRegionsOf } from './stock.sight.js';
import type { StockLocation } from './stock.type.js';

export interface LocationEdit {
  code: string;
  expectedVersion: number;
}

/** What the changes of a location share: one unit of work on a locked location, refused when its version is another. */
@Injectable()
export class LocationChanges {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly locations: StockLocationRepository,
  ) {}

  run(
    ctx: RequestContext,
    problems: readonly Problem[],
    work: (tx: Tx) => Promise<StockLocation>,
  ): Promise<Outcome<StockLocation>> {
    requireStockDesk(ctx);
    if (problems.length > 0) return Promise.resolve({ value: null, problems: [...problems] });
    return outcomeOf(this.unitOfWork.run(ctx, work));
  }

  /** The location, locked; thrown when it is not there or not as the caller has read it. */
  async lock(ctx: RequestContext, tx: Tx, edit: LocationEdit): Promise<LockedLocation> {
    const code = edit.code.trim();
    const location = await this.locations.lock(tx, stockRegionsOf(ctx), code);
    if (!location) throw new ProblemError(noSuchLocation(code));
    if (location.version !== edit.expectedVersion) {
      throw new ProblemError(staleLocation(location.version));
    }
    return location;
  }

  /** Writes the location anew, with its next version, and gives that. */
  async write(tx: Tx, location: LockedLocation): Promise<number> {
    const version = await this.locations.update(tx, location);
    if (version === undefined) throw new ProblemError(staleLocation(location.version));
    return version;
  }

  record(ctx: RequestContext, tx: Tx, change: Omit<AuditedChange, 'entity'>): Promise<void> {
    return recordChange(ctx, tx, { entity: 'STOCK_LOCATION', ...change });
  }

  async read(ctx: RequestContext, tx: Tx, code: string): Promise<StockLocation> {
    const location = await this.locations.find(tx, stockRegionsOf(ctx), code);
    assert(location, 'whoever has locked a location can read it');
    return location;
  }
}
