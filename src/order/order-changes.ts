import { Injectable } from '@nestjs/common';
import { isId, ProblemError, type Problem } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { UnitOfWork, type Tx } from '../platform/database/index.js';
import type { OrderChangePayload } from './order-command.payload.js';
import { OrderCommandRepository } from './order-command.repository.js';
import type { LockedOrder } from './order-command.rules.js';
import { orderRefusals } from './order-error.type.js';
import { orderNotFound } from './order.problems.js';
import type { OrderReach } from './order.reach.js';
import { OrderService } from './order.service.js';
import type { Order } from './order.type.js';

/** What all commands on an order share: one unit of work, the locked order, and the order as it is afterwards. */
@Injectable()
export class OrderChanges {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly orders: OrderCommandRepository,
    private readonly reads: OrderService,
  ) {}

  /** The work gives the order to answer with; any problem rolls everything back. */
  async run(
    ctx: RequestContext,
    checked: readonly Problem[],
    work: (tx: Tx) => Promise<Order | null>,
  ): Promise<OrderChangePayload> {
    try {
      refuse(checked);
      return { order: await this.unitOfWork.run(ctx, work), userErrors: [] };
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      return { order: null, userErrors: orderRefusals(error.problems) };
    }
  }

  /** The order as its caller sees it, with what the unit of work has changed so far. */
  read(ctx: RequestContext, tx: Tx, orderId: string): Promise<Order | null> {
    return this.reads.findIn(ctx, tx, orderId);
  }

  async lock(tx: Tx, orderId: string, reach: OrderReach): Promise<LockedOrder> {
    return required(isId(orderId) ? await this.orders.lock(tx, orderId, reach) : null);
  }

  /** For a command that gives stock back: those who wait for it are locked as well. */
  async lockWithWaiting(tx: Tx, orderId: string, reach: OrderReach): Promise<LockedOrder> {
    return required(isId(orderId) ? await this.orders.lockWithWaiting(tx, orderId, reach) : null);
  }
}

function required(order: LockedOrder | null): LockedOrder {
  if (order) return order;
  throw new ProblemError(orderNotFound(['input', 'orderId']));
}

/** Throws all problems at once, if there are any. */
export function refuse(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new ProblemError([...problems]);
}
