import { Injectable } from '@nestjs/common';
import { newId, ProblemError, type Problem } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import { MarketChangeRepository } from './market-change.repository.js';
import type { MarketEntity } from './market.entity.js';
import { noSuchMarket, stale } from './market.problems.js';
import { checkDay, checkNotPast, checkRate, plainRate } from './market.rules.js';
import { writableRegions } from './market.sight.js';
import type { Market } from './market.type.js';
import type { TaxRateScheduleInput } from './region.input.js';
import { TaxRateRepository, type TaxRateRow } from './tax-rate.repository.js';

const FROM_PATH = ['input', 'from'];

@Injectable()
export class ScheduleTaxRate {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly markets: MarketChangeRepository,
    private readonly taxRates: TaxRateRepository,
  ) {}

  async run(ctx: RequestContext, input: TaxRateScheduleInput): Promise<Outcome<Market>> {
    const own = writableRegions(ctx);
    const problems = [
      ...checkDay(input.from, FROM_PATH),
      ...checkRate(input.rate, ['input', 'rate']),
    ];
    if (problems.length > 0) return { value: null, problems };
    return outcomeOf(
      this.unitOfWork.run(ctx, async (tx) => {
        const market = await this.markets.find(tx, input.marketCode, own);
        if (!market) throw new ProblemError(noSuchMarket());
        const past = checkNotPast(input.from, market.today, FROM_PATH);
        if (past.length > 0) throw new ProblemError(past);
        await this.markets.lock(tx, market.code);
        const present = await this.taxRates.find(tx, market.code, input.from);
        if (present && present.rate === plainRate(input.rate)) return market;
        return this.schedule(ctx, tx, { market, present, input });
      }),
    );
  }

  private async schedule(
    ctx: RequestContext,
    tx: Tx,
    request: { market: MarketEntity; present: TaxRateRow | undefined; input: TaxRateScheduleInput },
  ): Promise<MarketEntity> {
    const { market, present, input } = request;
    const { code } = market;
    const refusal = judge(input, market, present);
    if (refusal) throw new ProblemError(refusal);
    const written = present
      ? await this.taxRates.correct(tx, present, input.rate)
      : await this.taxRates.add(tx, code, { id: newId(), from: input.from, rate: input.rate });
    await recordChange(ctx, tx, {
      entity: 'TAX_RATE',
      entityId: written.id,
      operation: present ? 'REPLACE' : 'SCHEDULE',
      version: written.version,
      marketCode: code,
      parentId: market.id,
      ...(present && { old: { rate: present.rate } }),
      new: present ? { rate: written.rate } : { from: input.from, rate: written.rate },
      emit: 'market.tax_rate_scheduled',
      payload: { marketCode: code, from: input.from, rate: written.rate },
    });
    const after = await this.markets.find(tx, code, null);
    await this.markets.raiseRevision(tx, code);
    return after ?? market;
  }
}

/** The days of a rate that has begun are taxed; only one that has not may be replaced, by who knows what it is. */
function judge(
  { from, expectedVersion }: TaxRateScheduleInput,
  { today }: MarketEntity,
  present: TaxRateRow | undefined,
): Problem | undefined {
  if (!present) return expectedVersion == null ? undefined : gone();
  if (from <= today) return existing('A rate has begun today, and does not change any more.');
  if (expectedVersion == null) {
    return existing(
      `There is a rate of ${present.rate} % from that day on: give its version ${present.version} as expectedVersion to replace it.`,
    );
  }
  return expectedVersion === present.version ? undefined : stale('rate', present.version);
}

function existing(message: string): Problem {
  return { code: 'ALREADY_EXISTS', message, path: FROM_PATH };
}

function gone(): Problem {
  return {
    code: 'CONFLICT',
    message: 'There is no rate from that day on any more. Leave expectedVersion out for a new one.',
    path: ['input', 'expectedVersion'],
  };
}
