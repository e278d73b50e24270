import { Injectable, type OnModuleInit } from '@nestjs/common';
import { MarketReadiness, type ReadinessCheck, type ReadinessVerdict } from '../market/index.js';
import type { Tx } from '../platform/database/index.js';
import { PriceReadinessRepository } from './price-readiness.repository.js';

/** What pricing says before a market may open: a price for one reseller alone is none for the market. */
@Injectable()
export class PriceReadiness implements ReadinessCheck, OnModuleInit {
  readonly code = 'PRICES';
  readonly isBlocking = true;

  constructor(
    private readonly readiness: MarketReadiness,
    private readonly prices: PriceReadinessRepository,
  ) {}

  onModuleInit(): void {
    this.readiness.register(this);
  }

  async judge(tx: Tx, market: { code: string }): Promise<ReadinessVerdict> {
    const { listings, unpriced, unpricedSkus } = await this.prices.counts(tx, market.code);
    return unpriced === 0
      ? {
          isGreen: true,
          message: `Listings without a price for everyone or a tier now: 0 of ${listings}.`,
        }
      : {
          isGreen: false,
          message: `Listings without a price for everyone or a tier now: ${unpriced} of ${listings}, such as ${unpricedSkus.join(', ')}.`,
        };
  }
}
