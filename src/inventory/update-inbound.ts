import { Injectable } from '@nestjs/common';
import { ProblemError } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import type { Outcome } from '../platform/database/index.js';
import { InboundChanges, type InboundOutcome } from './inbound-changes.js';
import { InboundRepository } from './inbound.repository.js';
import {
  checkExpectedOn,
  checkInboundUpdate,
  staleInbound,
  type InboundUpdate,
} from './inbound.rules.js';

/** More or less is on its way, or it comes on another day. */
@Injectable()
export class UpdateInbound {
  constructor(
    private readonly changes: InboundChanges,
    private readonly inbound: InboundRepository,
  ) {}

  run(ctx: RequestContext, input: InboundUpdate): Promise<Outcome<InboundOutcome>> {
    return this.changes.edit(ctx, checkInboundUpdate(input), async (tx) => {
      const before = await this.changes.lock(ctx, tx, input);
      const after = {
        ...before,
        quantity: input.quantity ?? before.quantity,
        expectedOn: input.expectedOn ?? before.expectedOn,
      };
      if (after.quantity === before.quantity && after.expectedOn === before.expectedOn) {
        return { inbound: before, level: await this.changes.level(ctx, tx, before) };
      }
      const late =
        after.expectedOn === before.expectedOn ? [] : checkExpectedOn(after.expectedOn, tx.now);
      if (late.length > 0) throw new ProblemError(late);
      if (!(await this.inbound.update(tx, after)))
        throw new ProblemError(staleInbound(before.version));
      const level = await this.changes.finish(ctx, tx, {
        place: before,
        operation: 'UPDATE_INBOUND',
        old: before,
        new: after,
      });
      return { inbound: { ...after, version: before.version + 1 }, level };
    });
  }
}
