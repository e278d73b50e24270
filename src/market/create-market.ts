import { Injectable } from '@nestjs/common';
import { newId, ProblemError, type Problem } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import { MarketChangeRepository } from './market-change.repository.js';
import type { MarketEntity } from './market.entity.js';
import type { MarketCreateInput } from './market.input.js';
import { invalid, noSuchRegion } from './market.problems.js';
import { checkDraft } from './market.rules.js';
import { isWithin, writableRegions } from './market.sight.js';
import type { Market } from './market.type.js';
import { RegionRepository } from './region.repository.js';
import { TaxRateRepository } from './tax-rate.repository.js';

/** Makes a market, with its first tax rate and its first region, since it is of no use without them. */
@Injectable()
export class CreateMarket {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly markets: MarketChangeRepository,
    private readonly regions: RegionRepository,
    private readonly taxRates: TaxRateRepository,
  ) {}

  async run(ctx: RequestContext, input: MarketCreateInput): Promise<Outcome<Market>> {
    const regions = writableRegions(ctx);
    const draft = { ...input, name: input.name.trim(), taxName: input.taxName.trim() };
    const problems = checkDraft(draft);
    if (problems.length > 0) return { value: null, problems };
    return outcomeOf(this.unitOfWork.run(ctx, (tx) => this.create(ctx, tx, draft, regions)));
  }

  private async create(
    ctx: RequestContext,
    tx: Tx,
    draft: MarketCreateInput,
    regions: string[] | null,
  ): Promise<MarketEntity> {
    const region = isWithin(regions, draft.regionId)
      ? await this.regions.find(tx, draft.regionId)
      : undefined;
    if (!region) throw new ProblemError(noSuchRegion());
    const { code } = draft;
    const id = newId();
    await this.markets.add(tx, { ...draft, id });
    const { today } = await this.require(tx, code);
    const { taxRateFrom, regionFrom } = draft;
    const days = { taxRateFrom: taxRateFrom ?? today, regionFrom: regionFrom ?? today };
    if (regions !== null && days.regionFrom > today) throw new ProblemError(outOfSight(today));
    const { rate: taxRate } = await this.taxRates.add(tx, code, {
      id: newId(),
      from: days.taxRateFrom,
      rate: draft.taxRate,
    });
    await this.regions.addMembership(tx, code, {
      id: newId(),
      regionId: region.id,
      from: days.regionFrom,
      until: null,
    });
    const { name, currencyCode, defaultLocale, timeZone, taxName } = draft;
    const names = { code, name, currencyCode, defaultLocale, timeZone, taxName };
    await recordChange(ctx, tx, {
      entity: 'MARKET',
      entityId: id,
      operation: 'CREATE',
      to: 'PLANNED',
      version: 1,
      marketCode: code,
      new: { ...names, taxRate, ...days, regionId: region.id },
      emit: 'market.created',
      payload: { marketCode: code, state: 'PLANNED' },
    });
    const created = await this.require(tx, code);
    await this.markets.raiseRevision(tx, code);
    return created;
  }

  private async require(tx: Tx, code: string): Promise<MarketEntity> {
    const market = await this.markets.find(tx, code, null);
    if (!market) throw new Error(`The market ${code} that was just made is not there.`);
    return market;
  }
}

/** Before that day it would be a market of nobody's region, which staff of some regions do not see. */
function outOfSight(today: string): Problem {
  return invalid(
    ['input', 'regionFrom'],
    'REGION_SCOPE',
    `Until that day you would not see the market: give ${today} or a day before it.`,
  );
}
