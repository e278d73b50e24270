import { Module } from '@nestjs/common';
import { PeopleModule } from '../identity/index.js';
import { BACKORDER_FILLER } from '../inventory/index.js';
import { MarketModule } from '../market/index.js';
import { ApproveOrder } from './approve-order.js';
import { AskPriceAvailability } from './ask-price-availability.js';
import { BackorderRepository } from './backorder.repository.js';
import { CancelOrder } from './cancel-order.js';
import { DeleteDraft } from './delete-draft.js';
import { ExpireOrders } from './expire-orders.js';
import { OrderBackorderFiller } from './order-backorder.filler.js';
import { OrderChanges } from './order-changes.js';
import { OrderCommandRepository } from './order-command.repository.js';
import { OrderCommandResolver } from './order-command.resolver.js';
import { OrderDecisionResolver } from './order-decision.resolver.js';
import { OrderDraftRepository } from './order-draft.repository.js';
import { OrderExpiryJob } from './order-expiry.job.js';
import { OrderFactsRepository } from './order-facts.repository.js';
import { OrderLetterJob } from './order-letter.job.js';
import { OrderLetterRepository } from './order-letter.repository.js';
import { OrderPlacement } from './order-placement.js';
import { OrderWriteRepository } from './order-write.repository.js';
import { OrderLoader } from './order.loader.js';
import { OrderRepository } from './order.repository.js';
import { OrderResolver } from './order.resolver.js';
import { OrderService } from './order.service.js';
import { PlaceHold } from './place-hold.js';
import { PriceAvailabilityResolver } from './price-availability.resolver.js';
import { RejectOrder } from './reject-order.js';
import { ReleaseHold } from './release-hold.js';
import { SaveDraft } from './save-draft.js';
import { StoredOrderRepository } from './stored-order.repository.js';
import { SubmitOrder } from './submit-order.js';
import { SubmitOrderResolver } from './submit-order.resolver.js';
import { WithdrawOrder } from './withdraw-order.js';

const COMMANDS = [
  CancelOrder,
  SaveDraft,
  DeleteDraft,
  ApproveOrder,
  RejectOrder,
  WithdrawOrder,
  PlaceHold,
  ReleaseHold,
  ExpireOrders,
];

@Module({
  imports: [MarketModule, PeopleModule],
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
    OrderCommandRepository,
    OrderDraftRepository,
    OrderChanges,
    ...COMMANDS,
    OrderCommandResolver,
    OrderDecisionResolver,
    OrderExpiryJob,
    OrderLetterRepository,
    OrderLetterJob,
    BackorderRepository,
    OrderBackorderFiller,
    { provide: BACKORDER_FILLER, useExisting: OrderBackorderFiller },
    SubmitOrderResolver,
  ],
})
export class OrderModule {}
