import { Args, Query, Resolver } from '@nestjs/graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { AskPriceAvailability } from './ask-price-availability.js';
import { PriceAndAvailabilityInput } from './price-availability.input.js';
import { PriceAndAvailability } from './price-availability.type.js';

@Resolver()
export class PriceAvailabilityResolver {
  constructor(private readonly ask: AskPriceAvailability) {}

  @Allow(Permission.PRICE_READ)
  @Query(() => PriceAndAvailability, {
    description:
      'Your price and availability of up to 100 SKUs, and every reason why one could not be ordered: the gates of orderSubmit as a dry run.',
  })
  priceAndAvailability(
    @Ctx() ctx: RequestContext,
    @Args('input', {
      type: () => PriceAndAvailabilityInput,
      description: 'The market and the lines to ask for.',
    })
    input: PriceAndAvailabilityInput,
  ): Promise<PriceAndAvailability> {
    return this.ask.run(ctx, input);
  }
}
