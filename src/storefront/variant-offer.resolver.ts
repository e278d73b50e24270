import { Args, Int, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Variant } from '../catalog/index.js';
import { Ctx, type RequestContext } from '../platform/access/index.js';
import { PriceType } from '../pricing/index.js';
import { StorefrontService } from './storefront.service.js';
import { VariantAvailability } from './variant-availability.type.js';

/** What selling adds to a variant of the catalog. */
@Resolver(() => Variant)
export class VariantOfferResolver {
  constructor(private readonly storefront: StorefrontService) {}

  @ResolveField(() => PriceType, {
    nullable: true,
    description:
      "What the caller's reseller pays for one piece now, with all breaks and the reason. Null without a market, for callers who speak for no reseller, and where no price list has it.",
  })
  price(
    @Ctx() ctx: RequestContext,
    @Parent() variant: Variant,
    @Args('quantity', {
      type: () => Int,
      defaultValue: 1,
      description: 'For how many pieces in one order, from 1 to 1,000,000.',
    })
    quantity: number,
  ): Promise<PriceType | null> {
    return this.storefront.price(ctx, variant, quantity);
  }

  @ResolveField(() => VariantAvailability, {
    nullable: true,
    description:
      'What is there of it for the market. Null without a market, and for callers who speak for no reseller.',
  })
  availability(
    @Ctx() ctx: RequestContext,
    @Parent() variant: Variant,
  ): Promise<VariantAvailability | null> {
    return this.storefront.availability(ctx, variant);
  }
}
