import { Injectable } from '@nestjs/common';
import { ProblemError } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import type { Outcome } from '../platform/database/index.js';
import { InboundChanges, type InboundOutcome } from './inbound-changes.js';
import { InboundRepository } from './inbound.repository.js';
import { checkInboundUpdate, staleInbound, type InboundEdit } from './inbound.rules.js';

/** It will not come: whoever was promised something of it no longer has a day, or a later one. */
@Injectable()
export class CancelInbound {
  constructor(
    private readonly changes: InboundChanges,
    private readonly inbound: InboundRepository,
  ) {}

  run(ctx: RequestContext, input: InboundEdit): Promise<Outcome<InboundOutcome>> {
    return this.changes.edit(ctx, checkInboundUpdate({ ...input }), async (tx) => {
      const before = await this.changes.lock(ctx, tx, input);
      if (!(await this.inbound.cancel(tx, before))) {
        throw new ProblemError(staleInbound(before.version));
      }
      const level = await this.changes.finish(ctx, tx, {
        place: before,
        operation: 'CANCEL_INBOUND',
        old: before,
        new: null,
      });
      return { inbound: before, level };
    });
  }
}
