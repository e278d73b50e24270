import { Injectable } from '@nestjs/common';
import { ProblemError, type Problem } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import { MarketChangeRepository } from './market-change.repository.js';
import type { MarketEntity } from './market.entity.js';
import { invalid, noSuchMarket, stale } from './market.problems.js';
import { checkDay } from './market.rules.js';
import { writableRegions } from './market.sight.js';
import type { Market } from './market.type.js';
import type { TaxRateCancelInput } from './region.input.js';
import { TaxRateRepository } from './tax-rate.repository.js';

const FROM_PATH = ['input', 'from'];

@Injectable()
export class CancelTaxRate {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly markets: MarketChangeRepository,
    private readonly taxRates: TaxRateRepository,
  ) {}

  async run(ctx: RequestContext, input: TaxRateCancelInput): Promise<Outcome<Market>> {
    const own = writableRegions(ctx);
    const problems = checkDay(input.from, FROM_PATH);
    if (problems.length > 0) return { value: null, problems };
    return outcomeOf(
      this.unitOfWork.run(ctx, async (tx) => {
        const market = await this.markets.find(tx, input.marketCode, own);
        if (!market) throw new ProblemError(noSuchMarket());
        await this.markets.lock(tx, market.code);
        return this.cancel(ctx, tx, market, input);
      }),
    );
  }

  private async cancel(
    ctx: RequestContext,
    tx: Tx,
    market: MarketEntity,
    { from, expectedVersion }: TaxRateCancelInput,
  ): Promise<MarketEntity> {
    const { code, today } = market;
    const rate = await this.taxRates.find(tx, code, from);
    if (!rate) throw new ProblemError(noSuchRate());
    if (from <= today) throw new ProblemError(hasBegun(from));
    if (rate.version !== expectedVersion) throw new ProblemError(stale('rate', rate.version));
    await this.taxRates.remove(tx, rate);
    await recordChange(ctx, tx, {
      entity: 'TAX_RATE',
      entityId: rate.id,
      operation: 'CANCEL',
      version: rate.version,
      marketCode: code,
      parentId: market.id,
      old: { from, rate: rate.rate },
      emit: 'market.tax_rate_cancelled',
      payload: { marketCode: code, from },
    });
    await this.markets.raiseRevision(tx, code);
    return market;
  }
}

function noSuchRate(): Problem {
  return {
    code: 'NOT_FOUND',
    message: 'No rate begins on that day. Market.taxRates lists those of a market.',
    path: FROM_PATH,
  };
}

function hasBegun(from: string): Problem {
  return invalid(FROM_PATH, 'PAST_DAY', `It began on ${from}: days that have begun do not change.`);
}
