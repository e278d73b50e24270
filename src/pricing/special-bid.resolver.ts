import { Args, Info, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { requirePage } from '../kernel/index.js';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { PAGE_SIZES, PageArgs, wantsTotalCount } from '../platform/graphql/index.js';
import { SpecialBidService } from './special-bid.service.js';
import { SpecialBid, SpecialBidConnection, SpecialBidFilter } from './special-bid.type.js';

@Resolver(() => SpecialBid)
export class SpecialBidResolver {
  constructor(private readonly bids: SpecialBidService) {}

  @Allow(Permission.PRICE_READ, Permission.PRICE_WRITE)
  @Query(() => SpecialBidConnection, {
    description:
      "The special bids of the caller's reseller, or of all resellers for staff who look after prices; the one with the latest start first.",
  })
  specialBids(
    @Ctx() ctx: RequestContext,
    @Args() args: PageArgs,
    @Args('filter', {
      type: () => SpecialBidFilter,
      nullable: true,
      description: 'Which bids to list; all when absent.',
    })
    filter: SpecialBidFilter | null | undefined,
    @Info() info: GraphQLResolveInfo,
  ): Promise<SpecialBidConnection> {
    const plan = requirePage(args, { ...PAGE_SIZES, keys: ['time', 'id'] });
    return this.bids.page(ctx, filter ?? {}, { plan, count: wantsTotalCount(info) });
  }
}
