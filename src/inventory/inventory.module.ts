import { Module } from '@nestjs/common';
import { LISTING_BLOCKER } from '../catalog/index.js';
import { MarketModule } from '../market/index.js';
import { AdjustStock } from './adjust-stock.js';
import { AnnounceInbound } from './announce-inbound.js';
import { CancelInbound } from './cancel-inbound.js';
import { CountLevels } from './count-levels.js';
import { CreateLocation } from './create-location.js';
import { DeleteLocation } from './delete-location.js';
import { InboundChanges } from './inbound-changes.js';
import { InboundRepository } from './inbound.repository.js';
import { InboundResolver } from './inbound.resolver.js';
import { InventoryService } from './inventory.service.js';
import { LocationChanges } from './location-changes.js';
import { LocationReadinessRepository } from './location-readiness.repository.js';
import { LocationReadiness } from './location-readiness.js';
import { ReceiveStock } from './receive-stock.js';
import { ServeMarket } from './serve-market.js';
import { StockBlocker } from './stock-blocker.js';
import { StockBlockerRepository } from './stock-blocker.repository.js';
import { StockLevelResolver } from './stock-level.resolver.js';
import { ServedStock } from './served-stock.js';
import { SetLevels } from './set-levels.js';
import { StockBulk } from './stock-bulk.js';
import { StockBulkRepository } from './stock-bulk.repository.js';
import { StockBulkResolver } from './stock-bulk.resolver.js';
import { StockLocationLoader } from './stock-location.loader.js';
import { StockLocationRepository } from './stock-location.repository.js';
import { StockLocationResolver } from './stock-location.resolver.js';
import { StockMovementResolver } from './stock-movement.resolver.js';
import { StockMoves } from './stock-moves.js';
import { StockRepository } from './stock.repository.js';
import { StopServing } from './stop-serving.js';
import { UpdateInbound } from './update-inbound.js';
import { UpdateLocation } from './update-location.js';
import { WaitingOrders } from './waiting-orders.js';

@Module({
  imports: [MarketModule],
  providers: [
    StockRepository,
    StockLocationRepository,
    StockLocationLoader,
    InventoryService,
    LocationChanges,
    CreateLocation,
    UpdateLocation,
    ServedStock,
    ServeMarket,
    StopServing,
    DeleteLocation,
    StockMoves,
    WaitingOrders,
    ReceiveStock,
    AdjustStock,
    InboundRepository,
    InboundChanges,
    AnnounceInbound,
    UpdateInbound,
    CancelInbound,
    InboundResolver,
    StockBulkRepository,
    CountLevels,
    StockBulk,
    SetLevels,
    StockBulkResolver,
    StockLocationResolver,
    StockBlockerRepository,
    StockBlocker,
    { provide: LISTING_BLOCKER, useExisting: StockBlocker },
    StockLevelResolver,
    StockMovementResolver,
    LocationReadinessRepository,
    LocationReadiness,
  ],
  exports: [StockBulk],
})
export class InventoryModule {}
