import { Injectable } from '@nestjs/common';
import { newId } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { outcomeOf, UnitOfWork, type Outcome } from '../platform/database/index.js';
import { ApiError } from '../platform/error/index.js';
import { checkRegion } from './market.rules.js';
import { writableRegions } from './market.sight.js';
import type { Region } from './market.type.js';
import type { RegionCreateInput } from './region.input.js';
import { RegionRepository } from './region.repository.js';

@Injectable()
export class CreateRegion {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly regions: RegionRepository,
  ) {}

  async run(ctx: RequestContext, input: RegionCreateInput): Promise<Outcome<Region>> {
    if (writableRegions(ctx) !== null) {
      throw new ApiError('FORBIDDEN', 'Only staff who look after all regions add one.');
    }
    const problems = checkRegion(input);
    if (problems.length > 0) return { value: null, problems };
    const region = { id: newId(), code: input.code, name: input.name.trim(), version: 1 };
    return outcomeOf(
      this.unitOfWork.run(ctx, async (tx) => {
        await this.regions.add(tx, region);
        const { id, code, name, version } = region;
        await recordChange(ctx, tx, {
          entity: 'REGION',
          entityId: id,
          operation: 'CREATE',
          version,
          new: { code, name },
          emit: 'region.created',
          payload: { code },
        });
        return region;
      }),
    );
  }
}
