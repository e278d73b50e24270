import { Injectable } from '@nestjs/common';
import { userIdOf, type RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { OrderChanges, refuse } from './order-changes.js';
import type { OrderHoldPlaceInput } from './order-command.input.js';
import type { OrderChangePayload } from './order-command.payload.js';
import { OrderCommandRepository } from './order-command.repository.js';
import {
  checkReason,
  judgeHoldReason,
  judgeNewHold,
  judgeTransition,
} from './order-command.rules.js';
import { deskReachOf } from './order.reach.js';

/** Stops an order: one that waits for its confirmation keeps waiting, a confirmed one is not shipped. */
@Injectable()
export class PlaceHold {
  constructor(
    private readonly changes: OrderChanges,
    private readonly orders: OrderCommandRepository,
  ) {}

  run(ctx: RequestContext, input: OrderHoldPlaceInput): Promise<OrderChangePayload> {
    const reach = deskReachOf(ctx);
    const { reason } = input;
    const note = input.note.trim();
    const checked = [
      ...judgeHoldReason(reason),
      ...checkReason(note, { name: 'note', required: true }),
    ];
    return this.changes.run(ctx, checked, async (tx) => {
      const order = await this.changes.lock(tx, input.orderId, reach);
      refuse(judgeTransition(order, 'PLACE_HOLD', input.expectedVersion));
      refuse(judgeNewHold(order, reason));
      const { id: orderId, soldToId, state } = order;
      await this.orders.placeHold(tx, {
        orderId,
        reason,
        note,
        placedById: userIdOf(ctx),
        soldToId,
      });
      await recordChange(ctx, tx, {
        entity: 'ORDER',
        entityId: orderId,
        operation: 'PLACE_HOLD',
        from: state,
        to: state,
        version: await this.orders.raiseVersion(tx, orderId),
        new: { reason, note },
        partyIds: [soldToId],
        emit: 'order.hold_placed',
        payload: { orderId, reason },
      });
      return this.changes.read(ctx, tx, orderId);
    });
  }
}
