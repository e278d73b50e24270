import { Injectable, type OnModuleInit } from '@nestjs/common';
import { MarketReadiness, type ReadinessCheck, type ReadinessVerdict } from '../market/index.js';
import type { Tx } from '../platform/database/index.js';
import { LocationReadinessRepository } from './location-readiness.repository.js';

/** What inventory says before a market may open. */
@Injectable()
export class LocationReadiness implements ReadinessCheck, OnModuleInit {
  readonly code = 'STOCK_LOCATION';
  readonly isBlocking = true;

  constructor(
    private readonly readiness: MarketReadiness,
    private readonly locations: LocationReadinessRepository,
  ) {}

  onModuleInit(): void {
    this.readiness.register(this);
  }

  async judge(tx: Tx, market: { code: string }): Promise<ReadinessVerdict> {
    const codes = await this.locations.serving(tx, market.code);
    return codes.length === 0
      ? { isGreen: false, message: 'No stock location serves it: nothing could be allocated.' }
      : { isGreen: true, message: `Stock locations that serve it: ${codes.join(', ')}.` };
  }
}
