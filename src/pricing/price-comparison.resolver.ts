import { Args, Info, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { PageArgs, selects, wantsTotalCount } from '../platform/graphql/index.js';
import { PriceComparisonService } from './price-comparison.service.js';
import { PriceComparison, PriceComparisonInput } from './price-comparison.type.js';

@Resolver(() => PriceComparison)
export class PriceComparisonResolver {
  constructor(private readonly comparisons: PriceComparisonService) {}

  @Allow(Permission.PRICE_WRITE)
  @Query(() => PriceComparison, {
    name: 'priceComparison',
    description:
      'Which prices of a market differ between two instants, by how much and for whom, when the lists that hold then are asked with the prices that they have now. Special bids are left aside. NOT_FOUND when the market or the reseller lies outside your regions.',
  })
  compare(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => PriceComparisonInput, description: 'What to compare.' })
    input: PriceComparisonInput,
    @Args() args: PageArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<PriceComparison> {
    const counted = wantsTotalCount(info) || selects(info, 'summary');
    return this.comparisons.compare(ctx, input, { args, counted });
  }
}
