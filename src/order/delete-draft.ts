import { Injectable } from '@nestjs/common';
import { requireMembership, type RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { OrderChanges, refuse } from './order-changes.js';
import type { OrderDraftDeleteInput } from './order-command.input.js';
import type { OrderChangePayload } from './order-command.payload.js';
import { judgeTransition } from './order-command.rules.js';
import { OrderDraftRepository } from './order-draft.repository.js';
import { reachOf } from './order.reach.js';

/** Throws a draft away and answers with it as it was; only its history stays. */
@Injectable()
export class DeleteDraft {
  constructor(
    private readonly changes: OrderChanges,
    private readonly drafts: OrderDraftRepository,
  ) {}

  run(ctx: RequestContext, input: OrderDraftDeleteInput): Promise<OrderChangePayload> {
    const { resellerId } = requireMembership(ctx);
    return this.changes.run(ctx, [], async (tx) => {
      const draft = await this.changes.lock(tx, input.orderId, reachOf(ctx));
      refuse(judgeTransition(draft, 'DELETE', input.expectedVersion));
      const order = await this.changes.read(ctx, tx, draft.id);
      await this.drafts.delete(tx, draft.id);
      await recordChange(ctx, tx, {
        entity: 'ORDER',
        entityId: draft.id,
        operation: 'DELETE',
        from: 'DRAFT',
        version: draft.version + 1,
        partyIds: [resellerId],
      });
      return order;
    });
  }
}
