import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../platform/access/index.js';
import { recordChanges } from '../platform/audit/index.js';
import type { Outcome, Tx } from '../platform/database/index.js';
import { ResellerChanges, type ResellerTarget } from './reseller-changes.js';
import { ResellerEndRepository } from './reseller-end.repository.js';
import { checkReason } from './reseller-lifecycle.rules.js';
import { ResellerMover } from './reseller-mover.js';
import type { ResellerEntity } from './reseller.entity.js';

/**
 * Ends the business relation for good: no order, and no authorisation or relationship with another partner from now on.
 * What was placed still ships, what is owed stays owed, and the reseller's people keep reading.
 */
@Injectable()
export class TerminateReseller {
  constructor(
    private readonly changes: ResellerChanges,
    private readonly mover: ResellerMover,
    private readonly ends: ResellerEndRepository,
  ) {}

  run(
    ctx: RequestContext,
    input: ResellerTarget & { reason: string },
  ): Promise<Outcome<ResellerEntity>> {
    return this.changes.run(ctx, input, {
      checked: checkReason(input.reason),
      work: async (tx, locked) => {
        const reason = input.reason.trim();
        await this.mover.move(ctx, tx, locked, { operation: 'TERMINATE', reason });
        await this.endAuthorizations(ctx, tx, locked.id);
        await this.endRelationships(ctx, tx, locked.id);
      },
    });
  }

  private async endAuthorizations(ctx: RequestContext, tx: Tx, resellerId: string): Promise<void> {
    const ended = await this.ends.endAuthorizations(tx, resellerId);
    await recordChanges(
      ctx,
      tx,
      ended.map(({ id, marketCode, oldValidUntil, validUntil }) => ({
        entity: 'MARKET_AUTHORIZATION',
        entityId: id,
        operation: 'END',
        old: { validUntil: oldValidUntil },
        new: { validUntil },
        partyIds: [resellerId],
        marketCode,
        parentId: resellerId,
        emit: 'reseller.market_authorization_ended',
        payload: { resellerId, marketCode, validUntil },
      })),
    );
  }

  private async endRelationships(ctx: RequestContext, tx: Tx, resellerId: string): Promise<void> {
    const ended = await this.ends.endRelationships(tx, resellerId);
    await recordChanges(
      ctx,
      tx,
      ended.map(({ id, partyIds, to, version }) => ({
        entity: 'PARTNER_RELATIONSHIP',
        entityId: id,
        operation: to === 'ENDED' ? 'END' : 'DECLINE',
        from: to === 'ENDED' ? 'ACTIVE' : 'REQUESTED',
        to,
        version,
        partyIds,
        emit: to === 'ENDED' ? 'relationship.ended' : 'relationship.declined',
        payload: { relationshipId: id },
      })),
    );
  }
}
