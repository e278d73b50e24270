import { Injectable } from '@nestjs/common';
import { checkText, ProblemError, toPage, type Page, type PagePlan } from '../kernel/index.js';
import { resellerIdOf, type RequestContext } from '../platform/access/index.js';
import { UnitOfWork, type Tx } from '../platform/database/index.js';
import type { Bid } from './bid.rules.js';
import { SpecialBidRepository, type BidSelection } from './special-bid.repository.js';
import type { SpecialBid } from './special-bid.type.js';

const CODE_MAX = 40;

@Injectable()
export class SpecialBidService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly bids: SpecialBidRepository,
  ) {}

  /** What the lines of an order name, to be judged by the rules: inside the order's own unit of work. */
  byNumber(tx: Tx, resellerId: string, numbers: readonly string[]): Promise<Bid[]> {
    return this.bids.byNumber(tx, resellerId, numbers);
  }

  /** Whoever speaks for a reseller sees its bids; others who may ask at all see everybody's. */
  page(
    ctx: RequestContext,
    filter: Omit<BidSelection, 'resellerId'>,
    { plan, count }: { plan: PagePlan; count: boolean },
  ): Promise<Page<SpecialBid> & { totalCount: number }> {
    const problems = [
      ...checkText(filter.marketCode, { path: ['filter', 'marketCode'], max: CODE_MAX }),
      ...checkText(filter.sku, { path: ['filter', 'sku'], max: CODE_MAX }),
    ];
    if (problems.length > 0) throw new ProblemError(problems);
    const selection = { ...filter, resellerId: resellerIdOf(ctx) };
    return this.unitOfWork.read(ctx, async (tx) => {
      const rows = await this.bids.page(tx, selection, plan);
      const totalCount = count ? await this.bids.count(tx, selection) : 0;
      return { ...toPage(rows, plan, (bid) => [bid.validFrom.toISOString(), bid.id]), totalCount };
    });
  }
}
