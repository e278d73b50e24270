import { Injectable } from '@nestjs/common';
import {
  actorOf,
  requireMembership,
  userIdOf,
  type RequestContext,
} from '../platform/access/index.js';
import { OrderChanges, refuse } from './order-changes.js';
import type { OrderRejectInput } from './order-command.input.js';
import type { OrderChangePayload } from './order-command.payload.js';
import { OrderCommandRepository } from './order-command.repository.js';
import { checkReason, judgeDecider, judgeTransition } from './order-command.rules.js';
import { reachOf } from './order.reach.js';

/** An approver does not want the order: it ends, and its purchase order number is free again. */
@Injectable()
export class RejectOrder {
  constructor(
    private readonly changes: OrderChanges,
    private readonly orders: OrderCommandRepository,
  ) {}

  run(ctx: RequestContext, input: OrderRejectInput): Promise<OrderChangePayload> {
    requireMembership(ctx);
    const checked = checkReason(input.reason, { name: 'reason', required: true });
    return this.changes.run(ctx, checked, async (tx) => {
      const order = await this.changes.lock(tx, input.orderId, reachOf(ctx));
      refuse(judgeTransition(order, 'REJECT', input.expectedVersion));
      refuse(judgeDecider(order.placedById, userIdOf(ctx), 'REJECT'));
      await this.orders.endRequest(tx, {
        actor: actorOf(ctx),
        orderId: order.id,
        to: 'REJECTED',
        operation: 'REJECT',
        note: input.reason.trim(),
      });
      return this.changes.read(ctx, tx, order.id);
    });
  }
}
