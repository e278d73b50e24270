import { Injectable } from '@nestjs/common';
import {
  checkId,
  checkText,
  ProblemError,
  toPage,
  type Page,
  type PagePlan,
} from '../kernel/index.js';
import { MarketService } from '../market/index.js';
import { requireNoMembership, type RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import type { ListingOrder } from './listing-page.rules.js';
import { ListingRepository, type ListingSelection } from './listing.repository.js';
import { normalSku, SKU_MAX } from './listing.rules.js';
import type { Listing } from './listing.type.js';
import { toListing } from './listing.view.js';

export type ListingQuery = Partial<Omit<ListingSelection, 'scope'>>;

@Injectable()
export class ListingService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly listings: ListingRepository,
    private readonly markets: MarketService,
  ) {}

  /** The listings of the markets that the caller looks after. */
  async page(
    ctx: RequestContext,
    query: ListingQuery,
    { order, plan, count }: { order: ListingOrder; plan: PagePlan; count: boolean },
  ): Promise<Page<Listing> & { totalCount: number }> {
    requireNoMembership(ctx);
    const selection = await this.selectionOf(ctx, query);
    return this.unitOfWork.read(ctx, async (tx) => {
      const rows = await this.listings.page(tx, selection, { order, plan });
      const totalCount = count ? await this.listings.count(tx, selection) : 0;
      const listed = rows.map((row) => ({ ...toListing(row, row.marketIsOpen), row }));
      const page = toPage(listed, plan, ({ row }) => [order, row.firstKey, row.secondKey]);
      return { ...page, totalCount };
    });
  }

  private async selectionOf(ctx: RequestContext, query: ListingQuery): Promise<ListingSelection> {
    const { marketCode = null, sku = null, productId = null } = query;
    const problems = [
      ...checkText(marketCode, { path: ['filter', 'marketCode'], max: 2 }),
      ...checkText(sku, { path: ['filter', 'sku'], max: SKU_MAX }),
      ...(productId === null ? [] : checkId(productId, ['filter', 'productId'])),
    ];
    if (problems.length > 0) throw new ProblemError(problems);
    return {
      scope: await this.markets.marketCodesInScope(ctx),
      marketCode,
      sku: sku === null ? null : normalSku(sku),
      productId,
      stage: query.stage ?? null,
      paused: query.paused ?? null,
      blocked: query.blocked ?? null,
    };
  }
}
