import { Injectable } from '@nestjs/common';
import { isId, newId, ProblemError, type Problem } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import { MarketChangeRepository } from './market-change.repository.js';
import type { MarketEntity } from './market.entity.js';
import { invalid, noSuchMarket, noSuchRegion, notYourRegion } from './market.problems.js';
import { checkDay, checkNotPast } from './market.rules.js';
import { isWithin, writableRegions } from './market.sight.js';
import type { Market } from './market.type.js';
import type { RegionMembershipScheduleInput } from './region.input.js';
import { periodOn, planMembership } from './region-plan.rules.js';
import { RegionRepository } from './region.repository.js';

const FROM_PATH = ['input', 'from'];

@Injectable()
export class ScheduleMembership {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly markets: MarketChangeRepository,
    private readonly regions: RegionRepository,
  ) {}

  async run(ctx: RequestContext, input: RegionMembershipScheduleInput): Promise<Outcome<Market>> {
    const own = writableRegions(ctx);
    const problems = checkDay(input.from, FROM_PATH);
    if (problems.length > 0) return { value: null, problems };
    return outcomeOf(
      this.unitOfWork.run(ctx, async (tx) => {
        const market = await this.markets.find(tx, input.marketCode, own);
        const { regionId } = input;
        const region =
          isId(regionId) && isWithin(own, regionId)
            ? await this.regions.find(tx, regionId)
            : undefined;
        if (!market || !region) {
          throw new ProblemError([
            ...(market ? [] : [noSuchMarket()]),
            ...(region ? [] : [noSuchRegion()]),
          ]);
        }
        return this.schedule(ctx, tx, { market, own, input: { ...input, regionId: region.id } });
      }),
    );
  }

  private async schedule(
    ctx: RequestContext,
    tx: Tx,
    request: {
      market: MarketEntity;
      own: string[] | null;
      input: RegionMembershipScheduleInput;
    },
  ): Promise<MarketEntity> {
    const { code, today } = request.market;
    const { from, regionId } = request.input;
    // From here on nobody books a sale there, nor plans another membership.
    await this.markets.lock(tx, code);
    const periods = await this.regions.periods(tx, code);
    const before = periodOn(periods, from);
    if (before && !isWithin(request.own, before.regionId)) {
      throw new ProblemError(notYourRegion(FROM_PATH));
    }
    const plan = planMembership(periods, { id: newId(), regionId, from });
    if (plan.kind === 'UNCHANGED') return request.market;
    const problems = checkNotPast(from, today, FROM_PATH);
    if (problems.length > 0) throw new ProblemError(problems);
    if (plan.kind === 'TAKEN') throw new ProblemError(taken(from, today));
    if (await this.regions.hasSalesSince(tx, code, from)) throw new ProblemError(booked());
    await this.regions.replaceFrom(tx, code, from, plan.periods);
    await recordChange(ctx, tx, {
      entity: 'REGION',
      entityId: regionId,
      operation: 'SCHEDULE_MEMBERSHIP',
      marketCode: code,
      parentId: request.market.id,
      old: { regionId: before?.regionId ?? null },
      new: { regionId, marketCode: code, from },
      emit: 'market.region_scheduled',
      payload: { marketCode: code, regionId, from },
    });
    const after = await this.markets.find(tx, code, null);
    await this.markets.raiseRevision(tx, code);
    return after ?? request.market;
  }
}

function taken(from: string, today: string): Problem {
  return {
    code: 'ALREADY_EXISTS',
    message:
      from > today
        ? 'From that day on it belongs to another region: cancel that membership first.'
        : 'It has come to its region today, which does not change any more: give a later day.',
    path: FROM_PATH,
  };
}

/** A sale keeps the region of its day, and the day keeps the region of its sales. */
function booked(): Problem {
  return invalid(
    FROM_PATH,
    'BOOKED',
    'Sales of that day are booked in the region that it has: give a later day.',
  );
}
