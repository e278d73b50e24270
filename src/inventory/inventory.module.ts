import { Module } from '@nestjs/common';
import { InventoryService } from './inventory.service.js';
import { StockLevelResolver } from './stock-level.resolver.js';
import { StockRepository } from './stock.repository.js';

@Module({
  providers: [StockRepository, InventoryService, StockLevelResolver],
  exports: [InventoryService],
})
export class InventoryModule {}
