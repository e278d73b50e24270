import { Injectable } from '@nestjs/common';
import { checkText, ProblemError, requirePage, toPage, type PageArgs } from '../kernel/index.js';
import { userIdOf, type RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { ApiError } from '../platform/error/index.js';
import { PAGE_SIZES } from '../platform/graphql/index.js';
import type { ResellerApplicationConnection } from './application-queue.list.js';
import {
  queueCriteria,
  SEARCH_MAX,
  type ApplicationSort,
  type QueueFilter,
} from './application-queue.rules.js';
import {
  ApplicationQueueRepository,
  type QueueCaller,
  type QueueCount,
} from './application-queue.repository.js';
import { sightOf } from './application.sight.js';
import { viewOf } from './application.type.js';

const PAGE = { ...PAGE_SIZES, keys: ['integer', 'id'] } as const;

export interface QueueRequest {
  args: PageArgs;
  sort: ApplicationSort;
  /** Whether the length of the whole list was asked for. */
  counted: boolean;
}

/** What the staff of the channel has before it. */
@Injectable()
export class ApplicationQueueService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly queue: ApplicationQueueRepository,
  ) {}

  async page(
    ctx: RequestContext,
    filter: QueueFilter,
    { args, sort, counted }: QueueRequest,
  ): Promise<ResellerApplicationConnection> {
    const caller = queueCallerOf(ctx);
    const plan = requirePage(args, PAGE);
    const criteria = queueCriteria(filter, sort);
    const problems = [
      ...checkText(criteria.search, { path: ['filter', 'search'], max: SEARCH_MAX }),
      ...checkText(criteria.marketCode, { path: ['filter', 'marketCode'], max: 10 }),
      ...checkText(criteria.countryCode, { path: ['filter', 'countryCode'], max: 10 }),
    ];
    if (problems.length > 0) throw new ProblemError(problems);
    return this.unitOfWork.read(ctx, async (tx) => {
      const rows = await this.queue.page(tx, criteria, caller, plan);
      const page = toPage(rows, plan, ({ waitingSince, id }) => [waitingSince, id]);
      return {
        pageInfo: page.pageInfo,
        nodes: page.nodes.map(viewOf),
        edges: page.edges.map(({ cursor, node }) => ({ cursor, node: viewOf(node) })),
        ...(counted && { totalCount: await this.queue.count(tx, criteria, caller) }),
      };
    });
  }

  counts(ctx: RequestContext): Promise<QueueCount[]> {
    const caller = queueCallerOf(ctx);
    return this.unitOfWork.read(ctx, (tx) => this.queue.counts(tx, caller));
  }
}

/** One who speaks for a reseller sees no queue, also when they are staff besides. */
function queueCallerOf(ctx: RequestContext): QueueCaller {
  const sight = sightOf(ctx);
  const userId = userIdOf(ctx);
  if (sight.kind === 'STAFF' && userId !== null) return { regionIds: sight.regionIds, userId };
  throw new ApiError('FORBIDDEN', 'This is for staff who speak for no reseller.');
}
