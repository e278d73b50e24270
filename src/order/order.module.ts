import { Module } from '@nestjs/common';
import { AskPriceAvailability } from './ask-price-availability.js';
import { OrderFactsRepository } from './order-facts.repository.js';
import { OrderPlacement } from './order-placement.js';
import { OrderWriteRepository } from './order-write.repository.js';
import { PriceAvailabilityResolver } from './price-availability.resolver.js';
import { StoredOrderRepository } from './stored-order.repository.js';
import { SubmitOrder } from './submit-order.js';

@Module({
  providers: [
    OrderFactsRepository,
    OrderWriteRepository,
    StoredOrderRepository,
    OrderPlacement,
    SubmitOrder,
    AskPriceAvailability,
    PriceAvailabilityResolver,
  ],
})
export class OrderModule {}
