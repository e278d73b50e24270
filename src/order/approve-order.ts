import { Injectable } from '@nestjs/common';
import { ProblemError, type Problem } from '../kernel/index.js';
import { requireMembership, userIdOf, type RequestContext } from '../platform/access/index.js';
import type { Tx } from '../platform/database/index.js';
import { isLostRace, RACES_MAX } from './lost-race.rules.js';
import { OrderChanges, refuse } from './order-changes.js';
import type { OrderApproveInput } from './order-command.input.js';
import type { OrderChangePayload } from './order-command.payload.js';
import { OrderCommandRepository } from './order-command.repository.js';
import { checkReason, judgeDecider, judgeTransition } from './order-command.rules.js';
import { OrderPlacement } from './order-placement.js';
import { orderNotFound } from './order.problems.js';
import { reachOf } from './order.reach.js';
import { StoredOrderRepository } from './stored-order.repository.js';
import type { Order } from './order.type.js';

interface Approval {
  resellerId: string;
  input: OrderApproveInput;
  /** What the gates have said in the last attempt. */
  judged: { problems: readonly Problem[] };
}

/**
 * Places an order that passed its buyer's limit. Every gate is judged again by the facts of the moment, the prices that
 * the request showed are expected, and the buyer's month is raised whatever its limit.
 */
@Injectable()
export class ApproveOrder {
  constructor(
    private readonly changes: OrderChanges,
    private readonly orders: OrderCommandRepository,
    private readonly storedOrders: StoredOrderRepository,
    private readonly placement: OrderPlacement,
  ) {}

  async run(ctx: RequestContext, input: OrderApproveInput): Promise<OrderChangePayload> {
    const { resellerId } = requireMembership(ctx);
    const checked = checkReason(input.note, { name: 'note', required: false });
    for (let race = 1; ; race += 1) {
      const judged = { problems: [] as readonly Problem[] };
      const payload = await this.changes.run(ctx, checked, (tx) =>
        this.approve(ctx, tx, { resellerId, input, judged }),
      );
      // What the gates have said is said once; what only the locks have shown is judged again, with all the rest.
      const lost = judged.problems.length === 0 && isLostRace(payload.userErrors);
      if (!lost || race === RACES_MAX) return payload;
    }
  }

  private async approve(
    ctx: RequestContext,
    tx: Tx,
    { resellerId, input, judged }: Approval,
  ): Promise<Order | null> {
    const { orderId, expectedVersion, note } = input;
    judged.problems = [];
    const order = await this.changes.lock(tx, orderId, reachOf(ctx));
    refuse(judgeTransition(order, 'APPROVE', expectedVersion));
    refuse(judgeDecider(order.placedById, userIdOf(ctx), 'APPROVE'));
    const stored = await this.storedOrders.lock(tx, order.id, resellerId);
    if (!stored) throw new ProblemError(orderNotFound(['input', 'orderId']));
    const placement = await this.placement.place(ctx, tx, {
      intent: stored.intent,
      operation: 'APPROVE',
      stored: { id: stored.id, state: 'PENDING_APPROVAL', version: stored.version },
      buyer: {
        resellerId,
        membershipId: stored.placedByMembershipId,
        userId: stored.placedById,
        keyId: stored.placedByKeyId,
      },
      key: null,
    });
    if (placement.outcome === 'REFUSED') {
      judged.problems = placement.problems.map(inStoredOrder);
      refuse(judged.problems);
    }
    const decision = { orderId: order.id, userId: userIdOf(ctx), note: note?.trim() ?? null };
    await this.orders.approve(tx, decision);
    return this.changes.read(ctx, tx, order.id);
  }
}

/** The gates speak of an input, and the approver has sent none of it: it stands in the order. */
function inStoredOrder<Found extends Problem>(found: Found): Found {
  const [first, ...rest] = found.path;
  return first === 'input' ? { ...found, path: ['order', ...rest] } : found;
}
