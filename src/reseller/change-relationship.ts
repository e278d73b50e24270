import { Injectable } from '@nestjs/common';
import { assert, isId, ProblemError } from '../kernel/index.js';
import { resellerIdOf, type RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import type { RelationshipOperation } from './relationship.machine.js';
import { RelationshipRepository, type RelationshipRow } from './relationship.repository.js';
import {
  checkEndReason,
  judgeParty,
  moveRelationship,
  noSuchRelationship,
  staleRelationship,
} from './relationship.rules.js';
import type { PartnerRelationship } from './relationship.type.js';
import { relationshipOf } from './relationship.view.js';
import { ResellerMoveRepository } from './reseller-move.repository.js';
import { sightOf } from './reseller.sight.js';

export interface RelationshipChange {
  relationshipId: string;
  expectedVersion: number;
  reason?: string | null;
}

const EVENTS = {
  ACCEPT: 'relationship.accepted',
  DECLINE: 'relationship.declined',
  END: 'relationship.ended',
} as const;

/** Takes a relationship along its machine: the one place in which its state changes, with audit and event. */
@Injectable()
export class ChangeRelationship {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly resellers: ResellerMoveRepository,
    private readonly relationships: RelationshipRepository,
  ) {}

  async run(
    ctx: RequestContext,
    operation: RelationshipOperation,
    change: RelationshipChange,
  ): Promise<Outcome<PartnerRelationship>> {
    const problems = checkEndReason(change.reason);
    if (problems.length > 0) return { value: null, problems };
    return outcomeOf(
      this.unitOfWork.run(ctx, async (tx) => {
        const before = await this.load(ctx, tx, change);
        await this.move(ctx, tx, { before, operation, reason: change.reason?.trim() ?? '' });
        const after = await this.relationships.find(tx, sightOf(ctx), before.id);
        assert(after, 'whoever changed a relationship can read it');
        return relationshipOf(after);
      }),
    );
  }

  private async load(
    ctx: RequestContext,
    tx: Tx,
    { relationshipId, expectedVersion }: RelationshipChange,
  ): Promise<RelationshipRow> {
    if (!isId(relationshipId)) throw new ProblemError(noSuchRelationship());
    const sight = sightOf(ctx);
    if (!(await this.relationships.find(tx, sight, relationshipId))) {
      throw new ProblemError(noSuchRelationship());
    }
    await this.relationships.lock(tx, relationshipId);
    const locked = await this.relationships.find(tx, sight, relationshipId);
    if (!locked) throw new ProblemError(noSuchRelationship());
    if (locked.version !== expectedVersion) {
      throw new ProblemError(staleRelationship(locked.version));
    }
    return locked;
  }

  private async move(
    ctx: RequestContext,
    tx: Tx,
    request: { before: RelationshipRow; operation: RelationshipOperation; reason: string },
  ): Promise<void> {
    const { before, operation, reason } = request;
    const own = resellerIdOf(ctx);
    const to = moveRelationship(before.state, operation, { asked: own === before.requestedById });
    if (typeof to !== 'string') throw new ProblemError(to);
    if (operation === 'ACCEPT') {
      assert(own, 'relationships are accepted by a reseller');
      const obstacles = judgeParty(await this.resellers.stateNow(tx, own));
      if (obstacles.length > 0) throw new ProblemError(obstacles);
    }
    const version = await this.relationships.move(tx, before, to);
    assert(version !== undefined, 'nobody else changes a relationship that is locked');
    const parties = [before.distributorId, before.indirectResellerId];
    await recordChange(ctx, tx, {
      entity: 'PARTNER_RELATIONSHIP',
      entityId: before.id,
      operation,
      from: before.state,
      to,
      version,
      ...(reason === '' ? {} : { new: { reason } }),
      partyIds: parties.filter((id) => id !== null),
      emit: EVENTS[operation],
      payload: { relationshipId: before.id, from: before.state, to },
    });
  }
}
