import { Module } from '@nestjs/common';
import { AdjustStock } from './adjust-stock.js';
import { InventoryService } from './inventory.service.js';
import { ReceiveStock } from './receive-stock.js';
import { StockLevelResolver } from './stock-level.resolver.js';
import { StockMovementResolver } from './stock-movement.resolver.js';
import { StockMoves } from './stock-moves.js';
import { StockRepository } from './stock.repository.js';
import { WaitingOrders } from './waiting-orders.js';

@Module({
  providers: [
    StockRepository,
    InventoryService,
    StockMoves,
    WaitingOrders,
    ReceiveStock,
    AdjustStock,
    StockLevelResolver,
    StockMovementResolver,
  ],
  exports: [InventoryService],
})
export class InventoryModule {}
