import { Args, Int, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Variant } from '../catalog/index.js';
import { checkQuantity, ProblemError } from '../kernel/index.js';
import { Plain } from '../platform/graphql/index.js';
import { PriceType } from '../pricing/index.js';
import { ShelfVariant } from './shelf.js';
import { VariantAvailability } from './variant-availability.type.js';

/** What selling adds to a variant of the catalog; a page has loaded it with the variants. */
@Resolver(() => Variant)
export class VariantOfferResolver {
  @Plain('quantity')
  @ResolveField(() => PriceType, {
    nullable: true,
    description:
      "What the caller's reseller pays for one piece now, with all breaks and the reason. Null without a market, for callers who speak for no reseller, and where no price list has it.",
  })
  price(
    @Parent() variant: Variant,
    @Args('quantity', {
      type: () => Int,
      defaultValue: 1,
      description: 'For how many pieces in one order, from 1 to 1,000,000.',
    })
    quantity: number,
  ): PriceType | null {
    const problems = checkQuantity(quantity, { path: ['quantity'] });
    if (problems.length > 0) throw new ProblemError(problems);
    const prices = variant instanceof ShelfVariant ? variant.prices : null;
    return prices?.priceOf(variant.id, quantity) ?? null;
  }

  @Plain()
  @ResolveField(() => VariantAvailability, {
    nullable: true,
    description:
      'What is there of it for the market. Null without a market, and for callers who speak for no reseller.',
  })
  availability(@Parent() variant: Variant): VariantAvailability | null {
    return variant instanceof ShelfVariant ? variant.availability : null;
  }
}
