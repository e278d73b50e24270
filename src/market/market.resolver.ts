import { Args, Query, Resolver } from '@nestjs/graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { MarketService } from './market.service.js';
import { Market } from './market.type.js';

@Resolver(() => Market)
export class MarketResolver {
  constructor(private readonly markets: MarketService) {}

  @Allow(Permission.PUBLIC)
  @Query(() => [Market], {
    name: 'markets',
    description:
      'The markets, by code: those that are open, paused or winding down; staff also see the others of their regions.',
  })
  list(@Ctx() ctx: RequestContext): Promise<Market[]> {
    return this.markets.list(ctx);
  }

  @Allow(Permission.PUBLIC)
  @Query(() => Market, {
    name: 'market',
    nullable: true,
    description: 'One market. NOT_FOUND when there is none, or when it is not public yet.',
  })
  one(
    @Ctx() ctx: RequestContext,
    @Args('code', { type: () => String, description: 'ISO 3166-1 alpha-2 code, such as DE.' })
    code: string,
  ): Promise<Market> {
    return this.markets.require(ctx, code);
  }
}
