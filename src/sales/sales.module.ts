import { Module } from '@nestjs/common';
import { ExchangeRateModule } from './exchange-rate.module.js';
import { SalesKeepingModule } from './sales-keeping.module.js';
import { SalesRelay } from './sales-relay.js';
import { SalesJob } from './sales.job.js';
import { StarJob } from './star.job.js';
import { StarRepository } from './star.repository.js';

@Module({
  imports: [SalesKeepingModule, ExchangeRateModule],
  providers: [SalesRelay, SalesJob, StarRepository, StarJob],
  exports: [SalesRelay],
})
export class SalesModule {}
