import { Injectable } from '@nestjs/common';
import {
  checkText,
  isId,
  ProblemError,
  requirePage,
  toPage,
  type PageArgs,
} from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { ApiError } from '../platform/error/index.js';
import { PAGE_SIZES } from '../platform/graphql/index.js';
import type { ResellerEntity } from './reseller.entity.js';
import type { ResellerConnection, ResellerFilter } from './reseller.list.js';
import { ResellerRepository, type ResellerCriteria } from './reseller.repository.js';
import { sightOf } from './reseller.sight.js';

const PAGE = { ...PAGE_SIZES, keys: ['text', 'id'] } as const;
const SEARCH_LENGTH_MAX = 200;

export interface PageRequest {
  args: PageArgs;
  /** Whether the length of the whole list was asked for. */
  counted: boolean;
}

@Injectable()
export class ResellerService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly resellers: ResellerRepository,
  ) {}

  /** One that the caller does not reach is refused like one that does not exist. */
  async require(ctx: RequestContext, id: string): Promise<ResellerEntity> {
    const reseller = isId(id)
      ? await this.unitOfWork.read(ctx, (tx) => this.resellers.find(tx, sightOf(ctx), id))
      : null;
    if (reseller) return reseller;
    throw new ApiError('NOT_FOUND', 'There is no such reseller.');
  }

  /** The resellers that the caller reaches, by name. */
  async page(
    ctx: RequestContext,
    filter: ResellerFilter,
    { args, counted }: PageRequest,
  ): Promise<ResellerConnection> {
    const plan = requirePage(args, PAGE);
    const criteria = criteriaOf(filter);
    const sight = sightOf(ctx);
    return this.unitOfWork.read(ctx, async (tx) => {
      const rows = await this.resellers.page(tx, sight, criteria, plan);
      return {
        ...toPage(rows, plan, ({ nameKey, id }) => [nameKey, id]),
        ...(counted && { totalCount: await this.resellers.count(tx, sight, criteria) }),
      };
    });
  }
}

function criteriaOf(filter: ResellerFilter): ResellerCriteria {
  const search = filter.search?.trim();
  const problems = checkText(search, { path: ['filter', 'search'], max: SEARCH_LENGTH_MAX });
  if (problems.length > 0) throw new ProblemError(problems);
  return {
    search: search === '' ? undefined : search,
    states: filter.state ?? undefined,
    types: filter.type ?? undefined,
    tiers: filter.tier ?? undefined,
    dueBefore: filter.reauthorizationDueBefore ?? undefined,
  };
}
