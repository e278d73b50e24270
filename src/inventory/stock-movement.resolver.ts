import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { AdjustStock } from './adjust-stock.js';
import { ReceiveStock } from './receive-stock.js';
import { StockAdjustInput, StockReceiveInput } from './stock.input.js';
import { StockAdjustPayload, StockReceivePayload } from './stock.payload.js';
import { payloadOf } from './stock.view.js';

@Resolver()
export class StockMovementResolver {
  constructor(
    private readonly receiveStock: ReceiveStock,
    private readonly adjustStock: AdjustStock,
  ) {}

  @Allow(Permission.STOCK_WRITE)
  @Mutation(() => StockReceivePayload, {
    description:
      'Records pieces that have come to a location. Backorders of the SKU are filled with them, oldest first.',
  })
  async stockReceive(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => StockReceiveInput, description: 'What has come, and where.' })
    input: StockReceiveInput,
  ): Promise<StockReceivePayload> {
    return payloadOf(await this.receiveStock.run(ctx, input));
  }

  @Allow(Permission.STOCK_WRITE)
  @Mutation(() => StockAdjustPayload, {
    description:
      'Corrects what is on hand, after a count or a loss. Where less is left than is promised to orders, the newest promises become backorders; where more is there, backorders are filled.',
  })
  async stockAdjust(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => StockAdjustInput, description: 'The correction.' })
    input: StockAdjustInput,
  ): Promise<StockAdjustPayload> {
    return payloadOf(await this.adjustStock.run(ctx, input));
  }
}
