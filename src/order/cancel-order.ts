import { Injectable } from '@nestjs/common';
import { actorOf, type RequestContext } from '../platform/access/index.js';
import { OrderChanges, refuse } from './order-changes.js';
import type { OrderCancelInput } from './order-command.input.js';
import type { OrderChangePayload } from './order-command.payload.js';
import { OrderCommandRepository } from './order-command.repository.js';
import { checkPieces, checkReason, judgePieces, judgeTransition } from './order-command.rules.js';
import { reachOf } from './order.reach.js';

/** Cancels what is open of an order, whole or in part; a partial cancel never re-prices. */
@Injectable()
export class CancelOrder {
  constructor(
    private readonly changes: OrderChanges,
    private readonly orders: OrderCommandRepository,
  ) {}

  run(ctx: RequestContext, input: OrderCancelInput): Promise<OrderChangePayload> {
    const asked = input.lines ?? null;
    const checked = [
      ...checkReason(input.reason, { name: 'reason', required: true }),
      ...checkPieces(asked),
    ];
    return this.changes.run(ctx, checked, async (tx) => {
      const order = await this.changes.lockWithWaiting(tx, input.orderId, reachOf(ctx));
      refuse(judgeTransition(order, 'CANCEL', input.expectedVersion));
      const { pieces, problems } = judgePieces(order, asked);
      refuse(problems);
      await this.orders.cancel(tx, {
        actor: actorOf(ctx),
        orderId: order.id,
        pieces,
        operation: 'CANCEL',
        reason: input.reason.trim(),
      });
      return this.changes.read(ctx, tx, order.id);
    });
  }
}
