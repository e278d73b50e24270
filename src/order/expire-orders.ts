import { Injectable, Logger } from '@nestjs/common';
import { actorOf, systemContext } from '../platform/access/index.js';
import { UnitOfWork, type Tx } from '../platform/database/index.js';
import { actOnEach } from '../platform/jobs/index.js';
import { OrderCommandRepository } from './order-command.repository.js';
import type { LockedOrder } from './order-command.rules.js';
import { orderMachine } from './order.machine.js';

const REASON = 'an order waited too long';
const BATCH = 100;
const EVERY_ORDER = { soldToId: null, regionIds: null };

/** Ends what waited too long: requests for approval after 7 days, orders on hold after 5. */
@Injectable()
export class ExpireOrders {
  private readonly logger = new Logger(ExpireOrders.name);

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly orders: OrderCommandRepository,
  ) {}

  /** Gives how many ended. */
  run(signal?: AbortSignal): Promise<number> {
    return actOnEach({
      find: (tried) =>
        this.unitOfWork.runSystem(REASON, (tx) => this.orders.overdue(tx, tried, BATCH)),
      act: ({ id }) => this.expire(id),
      failed: ({ id }, error) => {
        this.logger.error(`Order ${id} could not be ended.`, error);
      },
      signal,
    });
  }

  private expire(orderId: string): Promise<number> {
    const ctx = systemContext(REASON);
    return this.unitOfWork.runSystem(REASON, async (tx) => {
      const order = await this.orders.lockWithWaiting(tx, orderId, EVERY_ORDER);
      if (!order?.overdue || !orderMachine.allows(order.state, 'EXPIRE')) return 0;
      await this.end(tx, order, actorOf(ctx));
      return 1;
    });
  }

  private async end(tx: Tx, order: LockedOrder, actor: ReturnType<typeof actorOf>): Promise<void> {
    const { id: orderId } = order;
    if (order.state === 'PENDING_APPROVAL') {
      const note = 'Nobody decided within 7 days.';
      await this.orders.endRequest(tx, {
        actor,
        orderId,
        to: 'EXPIRED',
        operation: 'EXPIRE',
        note,
      });
      return;
    }
    await this.orders.cancel(tx, {
      actor,
      orderId,
      pieces: order.lines
        .filter(({ open }) => open > 0)
        .map(({ id, open }) => ({ lineId: id, quantity: open })),
      operation: 'EXPIRE',
      reason: 'The order was on hold for 5 days.',
    });
  }
}
