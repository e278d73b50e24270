import { Module } from '@nestjs/common';
import { PriceRepository } from './price.repository.js';
import { PricingService } from './pricing.service.js';
import { SpecialBidRepository } from './special-bid.repository.js';
import { SpecialBidResolver } from './special-bid.resolver.js';
import { SpecialBidService } from './special-bid.service.js';

@Module({
  providers: [
    PriceRepository,
    PricingService,
    SpecialBidRepository,
    SpecialBidService,
    SpecialBidResolver,
  ],
  exports: [PricingService],
})
export class PricingModule {}
