import { Injectable } from '@nestjs/common';
import {
  ProblemError,
  toPage,
  type CurrencyCode,
  type Page,
  type PagePlan,
} from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { rateMissing } from './exchange-rate.problems.js';
import {
  ExchangeRateRepository,
  type ConversionRow,
  type RateSelection,
} from './exchange-rate.repository.js';
import type {
  CurrencyConversion,
  CurrencyConversionLeg,
  ExchangeRate,
} from './exchange-rate.type.js';

@Injectable()
export class ExchangeRateService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly rates: ExchangeRateRepository,
  ) {}

  page(
    ctx: RequestContext,
    selection: RateSelection,
    { plan, count }: { plan: PagePlan; count: boolean },
  ): Promise<Page<ExchangeRate> & { totalCount: number }> {
    const { from, to } = selection;
    if (from != null && to != null && from > to) {
      throw new ProblemError({
        code: 'INVALID_VALUE',
        message: 'from must not be after to.',
        path: ['filter', 'from'],
        facts: { rule: 'ORDER' },
      });
    }
    return this.unitOfWork.read(ctx, async (tx) => {
      const rows = await this.rates.page(tx, selection, plan);
      const totalCount = count ? await this.rates.count(tx, selection) : 0;
      return { ...toPage(rows, plan, ({ day, currencyCode }) => [day, currencyCode]), totalCount };
    });
  }

  /** Throws RATE_MISSING with every currency that has none by that day. */
  async conversion(
    ctx: RequestContext,
    { from, to, day }: { from: CurrencyCode; to: CurrencyCode; day: string },
  ): Promise<CurrencyConversion> {
    const row = await this.unitOfWork.read(ctx, (tx) => this.rates.conversion(tx, from, to, day));
    const missing = [
      ...(row.fromRate === null ? [rateMissing(['from'], from, day)] : []),
      ...(row.toRate === null ? [rateMissing(['to'], to, day)] : []),
    ];
    if (row.factor === null) throw new ProblemError(missing);
    const legs = legsOf(row, from, to);
    return {
      fromCurrencyCode: from,
      toCurrencyCode: to,
      day,
      rate: row.factor,
      isCarriedForward: legs.some((leg) => leg.day !== day),
      legs,
    };
  }
}

/** The euro, and a currency in itself, take no rate from the table. */
function legsOf(row: ConversionRow, from: CurrencyCode, to: CurrencyCode): CurrencyConversionLeg[] {
  const { fromRate, fromDay, fromSource, toRate, toDay, toSource } = row;
  const legs: CurrencyConversionLeg[] = [];
  if (fromRate !== null && fromDay !== null && fromSource !== null) {
    legs.push({ currencyCode: from, rate: fromRate, day: fromDay, source: fromSource });
  }
  if (toRate !== null && toDay !== null && toSource !== null) {
    legs.push({ currencyCode: to, rate: toRate, day: toDay, source: toSource });
  }
  return legs;
}
