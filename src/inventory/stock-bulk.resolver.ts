import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { SetLevels } from './set-levels.js';
import { StockLevelsSetInput } from './stock-bulk.input.js';
import { levelsSetErrors, StockLevelsSetPayload } from './stock-bulk.payload.js';

@Resolver()
export class StockBulkResolver {
  constructor(private readonly setLevels: SetLevels) {}

  @Allow(Permission.STOCK_WRITE)
  @Mutation(() => StockLevelsSetPayload, {
    description:
      'Sets up to 5,000 stock levels to what was counted, as stockAdjust does for one: where less is left than is promised to orders, the newest promises become backorders; where more is there, backorders are filled.',
  })
  async stockLevelsSet(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => StockLevelsSetInput, description: 'The counts.' })
    input: StockLevelsSetInput,
  ): Promise<StockLevelsSetPayload> {
    const { problems, ...counts } = await this.setLevels.run(ctx, input);
    return { ...counts, userErrors: levelsSetErrors.from(problems) };
  }
}
