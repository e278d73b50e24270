import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { PricesSetInput } from './prices-set.input.js';
import { pricesSetErrors, PricesSetPayload } from './prices-set.payload.js';
import { SetPrices } from './set-prices.js';

const NOTHING = { created: 0, updated: 0, removed: 0, unchanged: 0, problems: [], replayed: false };

@Resolver()
export class PricesSetResolver {
  constructor(private readonly setPrices: SetPrices) {}

  @Allow(Permission.PRICE_WRITE)
  @Mutation(() => PricesSetPayload, {
    name: 'pricesSet',
    description:
      'Sets, changes and removes up to 5,000 prices at once, in any price lists of your regions. New orders have them from then on; orders placed before keep theirs.',
  })
  async set(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => PricesSetInput, description: 'The prices.' })
    input: PricesSetInput,
  ): Promise<PricesSetPayload> {
    const { value, problems } = await this.setPrices.run(ctx, input);
    const { problems: kept, ...counts } = value ?? { ...NOTHING, refused: input.rows.length };
    return { ...counts, userErrors: pricesSetErrors.from([...problems, ...kept]) };
  }
}
