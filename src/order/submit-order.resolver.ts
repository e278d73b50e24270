import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { orderRefusals } from './order-error.type.js';
import { OrderSubmitInput } from './order.input.js';
import { SubmitOrder } from './submit-order.js';
import { OrderSubmitPayload } from './submit-order.payload.js';

@Resolver()
export class SubmitOrderResolver {
  constructor(private readonly submitOrder: SubmitOrder) {}

  @Allow(Permission.ORDER_SUBMIT)
  @Mutation(() => OrderSubmitPayload, {
    description:
      'Places an order for your reseller, once per idempotencyKey: every gate is asked, every problem is reported at once, and either all of it is written or nothing.',
  })
  async orderSubmit(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => OrderSubmitInput, description: 'What to order.' })
    input: OrderSubmitInput,
  ): Promise<OrderSubmitPayload> {
    const { idempotencyKey, draftId = null, expectedVersion = null, ...order } = input;
    const bare = Object.values(order).every((value) => value === null || value === undefined);
    const outcome = await this.submitOrder.run(ctx, {
      idempotencyKey,
      draft: draftId === null ? null : { id: draftId, expectedVersion },
      order:
        draftId !== null && bare
          ? null
          : { ...order, marketCode: order.marketCode ?? '', lines: order.lines ?? [] },
    });
    return { ...outcome, userErrors: orderRefusals(outcome.userErrors) };
  }
}
