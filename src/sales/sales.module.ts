import { Module } from '@nestjs/common';
import { SalesKeepingModule } from './sales-keeping.module.js';
import { SalesRelay } from './sales-relay.js';
import { SalesJob } from './sales.job.js';

@Module({
  imports: [SalesKeepingModule],
  providers: [SalesRelay, SalesJob],
  exports: [SalesRelay],
})
export class SalesModule {}
