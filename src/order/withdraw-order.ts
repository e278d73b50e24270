import { Injectable } from '@nestjs/common';
import {
  actorOf,
  isUser,
  requireMembership,
  userIdOf,
  type RequestContext,
} from '../platform/access/index.js';
import { OrderChanges, refuse } from './order-changes.js';
import type { OrderWithdrawInput } from './order-command.input.js';
import type { OrderChangePayload } from './order-command.payload.js';
import { OrderCommandRepository } from './order-command.repository.js';
import { judgeTransition, judgeWithdrawer } from './order-command.rules.js';
import { reachOf } from './order.reach.js';

/** The buyer takes back a request that nobody has decided on yet. */
@Injectable()
export class WithdrawOrder {
  constructor(
    private readonly changes: OrderChanges,
    private readonly orders: OrderCommandRepository,
  ) {}

  run(ctx: RequestContext, input: OrderWithdrawInput): Promise<OrderChangePayload> {
    const { role } = requireMembership(ctx);
    const isAdmin = isUser(ctx.caller) && role === 'RESELLER_ADMIN';
    return this.changes.run(ctx, [], async (tx) => {
      const order = await this.changes.lock(tx, input.orderId, reachOf(ctx));
      refuse(judgeTransition(order, 'WITHDRAW', input.expectedVersion));
      refuse(judgeWithdrawer(order.placedById, { userId: userIdOf(ctx), isAdmin }));
      await this.orders.endRequest(tx, {
        actor: actorOf(ctx),
        orderId: order.id,
        to: 'CANCELLED',
        operation: 'WITHDRAW',
        note: null,
      });
      return this.changes.read(ctx, tx, order.id);
    });
  }
}
