import { Injectable } from '@nestjs/common';
import { isId, ProblemError, type Problem } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import { MarketChangeRepository } from './market-change.repository.js';
import type { MarketEntity } from './market.entity.js';
import { invalid, notYourRegion } from './market.problems.js';
import { isWithin, writableRegions } from './market.sight.js';
import type { Market } from './market.type.js';
import type { RegionMembershipCancelInput } from './region.input.js';
import { planWithout } from './region-plan.rules.js';
import { RegionRepository } from './region.repository.js';

const PATH = ['input', 'membershipId'];

@Injectable()
export class CancelMembership {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly markets: MarketChangeRepository,
    private readonly regions: RegionRepository,
  ) {}

  async run(ctx: RequestContext, input: RegionMembershipCancelInput): Promise<Outcome<Market>> {
    const own = writableRegions(ctx);
    return outcomeOf(
      this.unitOfWork.run(ctx, async (tx) => {
        const market = await this.marketOf(tx, input.membershipId, own);
        if (!market) throw new ProblemError(noSuchMembership());
        return this.cancel(ctx, tx, { market, own, membershipId: input.membershipId });
      }),
    );
  }

  private async cancel(
    ctx: RequestContext,
    tx: Tx,
    request: { market: MarketEntity; own: string[] | null; membershipId: string },
  ): Promise<MarketEntity> {
    const { market, own, membershipId } = request;
    const { code, today } = market;
    await this.markets.lock(tx, code);
    const periods = await this.regions.periods(tx, code);
    const cancelled = periods.find(({ id }) => id === membershipId.toLowerCase());
    if (!cancelled) throw new ProblemError(noSuchMembership());
    const earlier = periods.find(({ until }) => until === cancelled.from);
    const touched = earlier ? [cancelled, earlier] : [cancelled];
    if (!touched.every(({ regionId }) => isWithin(own, regionId))) {
      throw new ProblemError(notYourRegion(PATH));
    }
    const { regionId, from } = cancelled;
    if (from <= today || (await this.regions.hasSalesSince(tx, code, from))) {
      throw new ProblemError(hasBegun(from));
    }
    await this.regions.replaceFrom(tx, code, from, planWithout(periods, cancelled));
    await recordChange(ctx, tx, {
      entity: 'REGION',
      entityId: regionId,
      operation: 'CANCEL_MEMBERSHIP',
      marketCode: code,
      parentId: market.id,
      old: { regionId, marketCode: code, from },
      new: { regionId: earlier?.regionId ?? null },
      emit: 'market.region_cancelled',
      payload: { marketCode: code, regionId, from },
    });
    await this.markets.raiseRevision(tx, code);
    return market;
  }

  private async marketOf(
    tx: Tx,
    membershipId: string,
    own: string[] | null,
  ): Promise<MarketEntity | undefined> {
    const code = isId(membershipId) ? await this.regions.marketOf(tx, membershipId) : undefined;
    return code === undefined ? undefined : this.markets.find(tx, code, own);
  }
}

function noSuchMembership(): Problem {
  return {
    code: 'NOT_FOUND',
    message: 'There is no such membership. Market.regionMemberships lists those of a market.',
    path: PATH,
  };
}

function hasBegun(from: string): Problem {
  return invalid(PATH, 'PAST_DAY', `It began on ${from}: days that have begun do not change.`);
}
