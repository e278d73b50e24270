import { Injectable } from '@nestjs/common';
import { assert, ProblemError } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import type { Outcome, Tx } from '../platform/database/index.js';
import { ResellerChanges, type ResellerTarget } from './reseller-changes.js';
import {
  checkUpdate,
  updated,
  type CompanyFacts,
  type CompanyUpdate,
} from './reseller-lifecycle.rules.js';
import { ResellerMoveRepository, type LockedReseller } from './reseller-move.repository.js';
import type { ResellerEntity } from './reseller.entity.js';
import type { ResellerTier } from './reseller.enum.js';
import { ended } from './reseller.problems.js';

const FIELDS = ['legalName', 'tier', 'partnerLocationId', 'partnerGlobalId'] as const;

/** Changes what a reseller is called and which standing it has. What it has ordered keeps its prices. */
@Injectable()
export class EditReseller {
  constructor(
    private readonly changes: ResellerChanges,
    private readonly resellers: ResellerMoveRepository,
  ) {}

  update(
    ctx: RequestContext,
    input: ResellerTarget & CompanyUpdate,
  ): Promise<Outcome<ResellerEntity>> {
    return this.changes.run(ctx, input, {
      checked: checkUpdate(input),
      work: (tx, locked) => this.write(ctx, tx, locked, { next: updated(locked, input) }),
    });
  }

  changeTier(
    ctx: RequestContext,
    input: ResellerTarget & { tier: ResellerTier },
  ): Promise<Outcome<ResellerEntity>> {
    return this.changes.run(ctx, input, {
      work: (tx, locked) =>
        this.write(ctx, tx, locked, {
          next: { ...updated(locked, {}), tier: input.tier },
          operation: 'CHANGE_TIER',
          event: 'reseller.tier_changed',
        }),
    });
  }

  private async write(
    ctx: RequestContext,
    tx: Tx,
    locked: LockedReseller,
    edit: { next: CompanyFacts; operation?: string; event?: string },
  ): Promise<void> {
    const { next, operation = 'UPDATE', event = 'reseller.updated' } = edit;
    if (locked.state === 'TERMINATED') throw new ProblemError(ended(operation));
    const changed = FIELDS.filter((field) => next[field] !== locked[field]);
    if (changed.length === 0) return;
    const version = await this.resellers.edit(tx, locked, next);
    assert(version !== undefined, 'nobody else changes a reseller that is locked');
    const after = Object.fromEntries(changed.map((field) => [field, next[field]]));
    await recordChange(ctx, tx, {
      entity: 'RESELLER',
      entityId: locked.id,
      operation,
      version,
      old: Object.fromEntries(changed.map((field) => [field, locked[field]])),
      new: after,
      partyIds: [locked.id],
      emit: event,
      payload: { resellerId: locked.id, ...after },
    });
  }
}
