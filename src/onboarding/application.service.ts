import { Injectable } from '@nestjs/common';
import { requirePage, toPage, type PageArgs } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { ApiError } from '../platform/error/index.js';
import { PAGE_SIZES } from '../platform/graphql/index.js';
import { applicantOf } from './application-changes.js';
import type { ApplicationSort, ResellerApplicationFilter } from './application.list.js';
import { ApplicationRepository } from './application.repository.js';
import { sightOf } from './application.sight.js';
import {
  viewOf,
  type ResellerApplication,
  type ResellerApplicationConnection,
} from './application.type.js';

const PAGE = { ...PAGE_SIZES, keys: ['time', 'id'] } as const;

export interface ApplicationPageRequest {
  filter: ResellerApplicationFilter;
  sort: ApplicationSort;
  args: PageArgs;
  /** Whether the length of the whole list was asked for. */
  counted: boolean;
}

@Injectable()
export class ApplicationService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly applications: ApplicationRepository,
  ) {}

  /** One that the caller does not reach is refused like one that does not exist. */
  async require(ctx: RequestContext, id: string): Promise<ResellerApplication> {
    const application = await this.unitOfWork.read(ctx, (tx) =>
      this.applications.find(tx, sightOf(ctx), id),
    );
    if (application) return viewOf(application);
    throw new ApiError('NOT_FOUND', 'There is no such application.');
  }

  /** The caller's own, newest first. */
  async own(ctx: RequestContext): Promise<ResellerApplication[]> {
    const userId = applicantOf(ctx);
    const rows = await this.unitOfWork.read(ctx, (tx) => this.applications.listOwn(tx, userId));
    return rows.map(viewOf);
  }

  /** For staff: what was submitted in their regions. */
  async page(
    ctx: RequestContext,
    { filter, sort, args, counted }: ApplicationPageRequest,
  ): Promise<ResellerApplicationConnection> {
    const sight = sightOf(ctx);
    if (sight.kind !== 'STAFF') {
      throw new ApiError('FORBIDDEN', 'Sign in as staff who speak for no reseller.');
    }
    const plan = requirePage(args, PAGE);
    const selection = { regionIds: sight.regionIds, states: filter.state ?? null };
    return this.unitOfWork.read(ctx, async (tx) => {
      const rows = await this.applications.page(tx, selection, sort, plan);
      const page = toPage(rows, plan, ({ sinceKey, id }) => [sinceKey, id]);
      return {
        pageInfo: page.pageInfo,
        nodes: page.nodes.map(viewOf),
        edges: page.edges.map(({ cursor, node }) => ({ cursor, node: viewOf(node) })),
        ...(counted && { totalCount: await this.applications.count(tx, selection) }),
      };
    });
  }
}
