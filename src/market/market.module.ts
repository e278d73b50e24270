import { Module } from '@nestjs/common';
import { CancelMembership } from './cancel-membership.js';
import { CancelTaxRate } from './cancel-tax-rate.js';
import { CreateMarket } from './create-market.js';
import { CreateRegion } from './create-region.js';
import { MarketChangeRepository } from './market-change.repository.js';
import { MarketChangeResolver } from './market-change.resolver.js';
import { MarketFieldResolver } from './market-field.resolver.js';
import { MarketLoader } from './market.loader.js';
import { MarketReadiness } from './market-readiness.js';
import { MarketStepResolver } from './market-step.resolver.js';
import { MoveMarket } from './move-market.js';
import { RegionRepository } from './region.repository.js';
import { RegionResolver } from './region.resolver.js';
import { ScheduleMembership } from './schedule-membership.js';
import { ScheduleTaxRate } from './schedule-tax-rate.js';
import { TaxRateRepository } from './tax-rate.repository.js';
import { UpdateMarket } from './update-market.js';
import { UpdateRegion } from './update-region.js';
import { MarketRepository } from './market.repository.js';
import { MarketResolver } from './market.resolver.js';
import { MarketService } from './market.service.js';

@Module({
  providers: [
    MarketRepository,
    MarketService,
    MarketChangeRepository,
    RegionRepository,
    TaxRateRepository,
    MarketReadiness,
    MarketLoader,
    CreateMarket,
    UpdateMarket,
    MoveMarket,
    CreateRegion,
    UpdateRegion,
    ScheduleMembership,
    CancelMembership,
    ScheduleTaxRate,
    CancelTaxRate,
    MarketResolver,
    MarketFieldResolver,
    MarketChangeResolver,
    MarketStepResolver,
    RegionResolver,
  ],
  exports: [MarketService, MarketReadiness],
})
export class MarketModule {}
