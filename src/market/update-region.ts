import { Injectable } from '@nestjs/common';
import { isId, ProblemError } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import { noSuchRegion, stale } from './market.problems.js';
import { checkRegion } from './market.rules.js';
import { isWithin, writableRegions } from './market.sight.js';
import type { Region } from './market.type.js';
import type { RegionUpdateInput } from './region.input.js';
import { RegionRepository } from './region.repository.js';

@Injectable()
export class UpdateRegion {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly regions: RegionRepository,
  ) {}

  async run(ctx: RequestContext, input: RegionUpdateInput): Promise<Outcome<Region>> {
    const isOwn = isWithin(writableRegions(ctx), input.regionId);
    const problems = checkRegion({ name: input.name });
    if (problems.length > 0) return { value: null, problems };
    return outcomeOf(
      this.unitOfWork.run(ctx, async (tx) => {
        const before =
          isOwn && isId(input.regionId) ? await this.regions.find(tx, input.regionId) : undefined;
        if (!before) throw new ProblemError(noSuchRegion());
        if (before.version !== input.expectedVersion) {
          throw new ProblemError(stale('region', before.version));
        }
        const name = input.name?.trim() ?? before.name;
        return name === before.name ? before : this.rename(ctx, tx, before, name);
      }),
    );
  }

  private async rename(ctx: RequestContext, tx: Tx, before: Region, name: string): Promise<Region> {
    const isLatest = await this.regions.rename(tx, before, name);
    const after = await this.regions.find(tx, before.id);
    if (!isLatest || !after) throw new ProblemError(stale('region', after?.version ?? 0));
    await recordChange(ctx, tx, {
      entity: 'REGION',
      entityId: after.id,
      operation: 'UPDATE',
      version: after.version,
      old: { name: before.name },
      new: { name: after.name },
      emit: 'region.updated',
      payload: { code: after.code },
    });
    return after;
  }
}
