import { Injectable } from '@nestjs/common';
import { isId, requirePage, toPage } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { PAGE_SIZES } from '../platform/graphql/index.js';
import type { RelationshipFilter } from './relationship.input.js';
import { RelationshipRepository } from './relationship.repository.js';
import type { RelationshipConnection } from './relationship.type.js';
import { relationshipOf } from './relationship.view.js';
import type { PageRequest } from './reseller.service.js';
import { sightOf } from './reseller.sight.js';

const PAGE = { ...PAGE_SIZES, keys: ['time', 'id'] } as const;

@Injectable()
export class RelationshipService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly relationships: RelationshipRepository,
  ) {}

  /** The relationships of the own reseller, or for staff of the resellers of their regions; the newest first. */
  async page(
    ctx: RequestContext,
    filter: RelationshipFilter,
    { args, counted }: PageRequest,
  ): Promise<RelationshipConnection> {
    const plan = requirePage(args, PAGE);
    const resellerId = filter.resellerId ?? null;
    // What is no id names no reseller, and the database would refuse to compare it with one.
    if (resellerId !== null && !isId(resellerId)) {
      return { ...toPage([], plan, () => []), totalCount: 0 };
    }
    const criteria = { states: filter.state ?? null, resellerId };
    const sight = sightOf(ctx);
    return this.unitOfWork.read(ctx, async (tx) => {
      const rows = await this.relationships.page(tx, sight, criteria, plan);
      return {
        ...toPage(rows.map(relationshipOf), plan, ({ listTime, id }) => [listTime, id]),
        ...(counted && { totalCount: await this.relationships.count(tx, sight, criteria) }),
      };
    });
  }
}
