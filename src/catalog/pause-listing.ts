import { Injectable } from '@nestjs/common';
import { checkText } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import type { Outcome } from '../platform/database/index.js';
import { ListingEdit } from './listing-edit.js';
import { PAUSED_REASON_MAX } from './listing.rules.js';
import type { Listing } from './listing.type.js';

/** Stops the orders of a listing for a time, whatever its dates say, and lets them begin again. */
@Injectable()
export class PauseListing {
  constructor(private readonly edit: ListingEdit) {}

  /** One that is paused already gets the new reason. */
  pause(
    ctx: RequestContext,
    input: { id: string; reason: string; expectedVersion: number },
  ): Promise<Outcome<Listing>> {
    const { id, expectedVersion, reason } = input;
    const problems = checkText(reason, {
      path: ['input', 'reason'],
      max: PAUSED_REASON_MAX,
      required: true,
    });
    const operation = 'PAUSE';
    return this.edit.run(ctx, { id, expectedVersion, operation, problems }, (tx, before) =>
      this.edit.change(ctx, tx, {
        operation,
        before,
        after: { ...before, pausedReason: reason.trim() },
      }),
    );
  }

  resume(
    ctx: RequestContext,
    input: { id: string; expectedVersion: number },
  ): Promise<Outcome<Listing>> {
    const operation = 'RESUME';
    return this.edit.run(ctx, { ...input, operation, problems: [] }, (tx, before) =>
      this.edit.change(ctx, tx, { operation, before, after: { ...before, pausedReason: null } }),
    );
  }
}
