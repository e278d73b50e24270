import { Injectable } from '@nestjs/common';
import { userIdOf, type RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import type { Tx } from '../platform/database/index.js';
import { OrderChanges, refuse } from './order-changes.js';
import type { OrderHoldReleaseInput } from './order-command.input.js';
import type { OrderChangePayload } from './order-command.payload.js';
import { OrderCommandRepository } from './order-command.repository.js';
import {
  checkReason,
  judgeRelease,
  judgeTransition,
  type LockedOrder,
} from './order-command.rules.js';
import { deskReachOf } from './order.reach.js';

/** Lifts one hold. When it is the last one of an order ON_HOLD, the credit is taken and the order is confirmed. */
@Injectable()
export class ReleaseHold {
  constructor(
    private readonly changes: OrderChanges,
    private readonly orders: OrderCommandRepository,
  ) {}

  run(ctx: RequestContext, input: OrderHoldReleaseInput): Promise<OrderChangePayload> {
    const reach = deskReachOf(ctx);
    const checked = checkReason(input.note, { name: 'note', required: false });
    return this.changes.run(ctx, checked, async (tx) => {
      const order = await this.changes.lock(tx, input.orderId, reach);
      refuse(judgeTransition(order, 'RELEASE_HOLD', input.expectedVersion));
      refuse(judgeRelease(order, input.reason));
      await this.release(ctx, tx, order, input);
      return this.changes.read(ctx, tx, order.id);
    });
  }

  private async release(
    ctx: RequestContext,
    tx: Tx,
    order: LockedOrder,
    { reason, note }: OrderHoldReleaseInput,
  ): Promise<void> {
    const { id: orderId, soldToId, partnerOfRecordId, state } = order;
    await this.orders.releaseHold(tx, { orderId, reason, userId: userIdOf(ctx) });
    const confirms = state === 'ON_HOLD' && order.openHolds.length === 1;
    const version = confirms
      ? await this.orders.confirm(tx, orderId)
      : await this.orders.raiseVersion(tx, orderId);
    await recordChange(ctx, tx, {
      entity: 'ORDER',
      entityId: orderId,
      operation: 'RELEASE_HOLD',
      from: state,
      to: confirms ? 'CONFIRMED' : state,
      version,
      new: { reason, note: note?.trim() ?? null },
      // The partner of record hears that the order is confirmed, and never of holds.
      partyIds: confirms && partnerOfRecordId !== null ? [soldToId, partnerOfRecordId] : [soldToId],
      emit: confirms ? 'order.confirmed' : 'order.hold_released',
      payload: confirms ? { orderId } : { orderId, reason },
    });
  }
}
