import { Module } from '@nestjs/common';
import { CompareSales } from './compare-sales.js';
import { RebuildSales } from './rebuild-sales.js';
import { RelayRepository } from './relay.repository.js';

/** Keeping facts and rollups, for tools too. */
@Module({
  providers: [RelayRepository, CompareSales, RebuildSales],
  exports: [RelayRepository, CompareSales, RebuildSales],
})
export class SalesKeepingModule {}
