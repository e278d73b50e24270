import { Module } from '@nestjs/common';
import { MarketModule } from '../market/index.js';
import { AskPriceAvailability } from './ask-price-availability.js';
import { OrderFactsRepository } from './order-facts.repository.js';
import { OrderPlacement } from './order-placement.js';
import { OrderWriteRepository } from './order-write.repository.js';
import { OrderLoader } from './order.loader.js';
import { OrderRepository } from './order.repository.js';
import { OrderResolver } from './order.resolver.js';
import { OrderService } from './order.service.js';
import { PriceAvailabilityResolver } from './price-availability.resolver.js';
import { StoredOrderRepository } from './stored-order.repository.js';
import { SubmitOrder } from './submit-order.js';
import { SubmitOrderResolver } from './submit-order.resolver.js';

@Module({
  imports: [MarketModule],
  providers: [
    OrderRepository,
    OrderService,
    OrderLoader,
    OrderResolver,
    OrderFactsRepository,
    OrderWriteRepository,
    StoredOrderRepository,
    OrderPlacement,
    SubmitOrder,
    AskPriceAvailability,
    PriceAvailabilityResolver,
    SubmitOrderResolver,
  ],
})
export class OrderModule {}
