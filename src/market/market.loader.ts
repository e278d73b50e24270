import DataLoader from 'dataloader';
import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { MarketReadiness, type JudgedCheck } from './market-readiness.js';
import type { MarketUnderReview } from './readiness-check.port.js';
import { RegionRepository } from './region.repository.js';
import type { RegionMembership, TaxRate } from './region.type.js';
import { TaxRateRepository } from './tax-rate.repository.js';

interface RequestLoaders {
  memberships: DataLoader<string, RegionMembership[]>;
  taxRates: DataLoader<string, TaxRate[]>;
  /** One market after the other on one connection: each may be a matter of seconds. */
  readiness: DataLoader<MarketUnderReview, JudgedCheck[]>;
}

/** What hangs on markets, by code: one statement per field and request however many markets are asked for. */
@Injectable()
export class MarketLoader {
  private readonly perRequest = new WeakMap<RequestContext, RequestLoaders>();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly regions: RegionRepository,
    private readonly rates: TaxRateRepository,
    private readonly checks: MarketReadiness,
  ) {}

  of(ctx: RequestContext): RequestLoaders {
    const known = this.perRequest.get(ctx);
    if (known) return known;
    // Two mutations of one request read what each of them has left.
    const options = { cache: false };
    const made: RequestLoaders = {
      memberships: new DataLoader(async (codes) => {
        const rows = await this.unitOfWork.readOne(ctx, (one) =>
          this.regions.memberships(one, codes),
        );
        return codes.map((code) => rows.filter(({ marketCode }) => marketCode === code));
      }, options),
      taxRates: new DataLoader(async (codes) => {
        const rows = await this.unitOfWork.readOne(ctx, (one) => this.rates.list(one, codes));
        return codes.map((code) => rows.filter(({ marketCode }) => marketCode === code));
      }, options),
      readiness: new DataLoader(
        (markets) =>
          this.unitOfWork.read(ctx, async (tx) => {
            const judged: JudgedCheck[][] = [];
            for (const market of markets) judged.push(await this.checks.judge(tx, market));
            return judged;
          }),
        options,
      ),
    };
    this.perRequest.set(ctx, made);
    return made;
  }
}
