import { Injectable } from '@nestjs/common';
import { ProblemError } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import type { Outcome } from '../platform/database/index.js';
import { LocationChanges } from './location-changes.js';
import { servesOtherRegions } from './stock-location.problems.js';
import { checkUpdate, type LocationUpdate } from './stock-location.rules.js';
import type { StockLocation } from './stock.type.js';

/** What a location is called and where it is. Resellers see neither, so no catalog page changes. */
@Injectable()
export class UpdateLocation {
  constructor(private readonly changes: LocationChanges) {}

  run(ctx: RequestContext, input: LocationUpdate): Promise<Outcome<StockLocation>> {
    return this.changes.run(ctx, checkUpdate(input), async (tx) => {
      const before = await this.changes.lock(ctx, tx, input);
      if (before.servesOtherRegions) throw new ProblemError(servesOtherRegions());
      const name = input.name?.trim() ?? before.name;
      const countryCode = input.countryCode?.trim() ?? before.countryCode;
      const changed = {
        ...(name === before.name ? {} : { name }),
        ...(countryCode === before.countryCode ? {} : { countryCode }),
      };
      if (Object.keys(changed).length > 0) {
        const version = await this.changes.write(tx, { ...before, ...changed });
        const old = {
          ...('name' in changed ? { name: before.name } : {}),
          ...('countryCode' in changed ? { countryCode: before.countryCode } : {}),
        };
        await this.changes.record(ctx, tx, {
          entityId: before.id,
          operation: 'UPDATE',
          version,
          old,
          new: changed,
        });
      }
      return this.changes.read(ctx, tx, before.code);
    });
  }
}
