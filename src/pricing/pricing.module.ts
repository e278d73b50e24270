import { Module } from '@nestjs/common';
import { PriceRepository } from './price.repository.js';
import { PricingService } from './pricing.service.js';

@Module({
  providers: [PriceRepository, PricingService],
  exports: [PricingService],
})
export class PricingModule {}
