import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Ctx, may, Permission, type RequestContext } from '../platform/access/index.js';
import { MarketLoader } from './market.loader.js';
import { MarketService } from './market.service.js';
import { Market } from './market.type.js';
import { MarketReadinessCheck } from './readiness-check.type.js';
import { RegionMembership, TaxRate } from './region.type.js';

/** What is loaded only when it is asked for. */
@Resolver(() => Market)
export class MarketFieldResolver {
  constructor(
    private readonly markets: MarketService,
    private readonly loader: MarketLoader,
  ) {}

  @ResolveField(() => [MarketReadinessCheck], {
    nullable: true,
    description:
      'What is looked at before it may become READY, as it is now; null for all but those who change markets, and for markets of other regions.',
  })
  async readiness(
    @Ctx() ctx: RequestContext,
    @Parent() market: Market,
  ): Promise<MarketReadinessCheck[] | null> {
    const { code, region, taxRate } = market;
    return this.markets.isChangedBy(ctx, market) && may(ctx.caller, Permission.MARKET_WRITE)
      ? this.loader.of(ctx).readiness.load({ code, taxRate, regionId: region?.id ?? null })
      : null;
  }

  @ResolveField(() => [RegionMembership], {
    nullable: true,
    description:
      'Every period in which it belongs to a region, by first day; null for all but those who change markets or regions, and for markets of other regions.',
  })
  async regionMemberships(
    @Ctx() ctx: RequestContext,
    @Parent() market: Market,
  ): Promise<RegionMembership[] | null> {
    return this.markets.isChangedBy(ctx, market)
      ? this.loader.of(ctx).memberships.load(market.code)
      : null;
  }

  @ResolveField(() => [TaxRate], {
    description: 'Every tax rate, past, present and planned, by first day.',
  })
  taxRates(@Ctx() ctx: RequestContext, @Parent() market: Market): Promise<TaxRate[]> {
    return this.loader.of(ctx).taxRates.load(market.code);
  }
}
