import { Injectable } from '@nestjs/common';
import { assert, ProblemError } from '../kernel/index.js';
import { requireMembership, type RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import { RelationshipRepository } from './relationship.repository.js';
import { checkNamedPartner, judgeAsker, type NamedPartner } from './relationship.rules.js';
import type { PartnerRelationship } from './relationship.type.js';
import { relationshipOf } from './relationship.view.js';
import { ResellerMoveRepository } from './reseller-move.repository.js';
import { ResellerRepository } from './reseller.repository.js';
import { sightOf } from './reseller.sight.js';

/**
 * Somebody asks a partner for a relationship. Whoever asks cannot see other resellers and must not find out by asking who
 * is one: each request that is well formed is kept and answered alike, and only where there is such a partner does somebody
 * read it.
 */
@Injectable()
export class RequestRelationship {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly resellers: ResellerRepository,
    private readonly moves: ResellerMoveRepository,
    private readonly relationships: RelationshipRepository,
  ) {}

  async run(ctx: RequestContext, input: NamedPartner): Promise<Outcome<PartnerRelationship>> {
    const { resellerId } = requireMembership(ctx);
    const problems = checkNamedPartner(input);
    if (problems.length > 0) return { value: null, problems };
    const named = {
      partnerLocationId: input.partnerLocationId.trim(),
      countryCode: input.countryCode.trim(),
    };
    const sight = sightOf(ctx);
    return outcomeOf(
      this.unitOfWork.run(ctx, async (tx) => {
        await this.judge(ctx, tx, named);
        const { id, askedId } = await this.relationships.request(tx, named);
        // It may have waited for a change of the reseller, which now nobody changes until the transaction has ended.
        await this.judge(ctx, tx, named);
        await recordChange(ctx, tx, {
          entity: 'PARTNER_RELATIONSHIP',
          entityId: id,
          operation: 'REQUEST',
          to: 'REQUESTED',
          version: 1,
          new: named,
          partyIds: askedId === null ? [resellerId] : [resellerId, askedId],
          emit: 'relationship.requested',
          payload: { relationshipId: id },
        });
        const row = await this.relationships.find(tx, sight, id);
        assert(row, 'who asks sees the request');
        return relationshipOf(row);
      }),
    );
  }

  private async judge(ctx: RequestContext, tx: Tx, named: NamedPartner): Promise<void> {
    const { resellerId } = requireMembership(ctx);
    const asker = await this.resellers.find(tx, sightOf(ctx), resellerId);
    assert(asker, 'a reseller sees itself');
    const { type, partnerLocationId } = asker;
    const state = await this.moves.stateNow(tx, resellerId);
    const obstacles = judgeAsker({ type, partnerLocationId, state }, named);
    if (obstacles.length > 0) throw new ProblemError(obstacles);
  }
}
