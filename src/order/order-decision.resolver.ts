import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { ApproveOrder } from './approve-order.js';
import {
  OrderApproveInput,
  OrderHoldPlaceInput,
  OrderHoldReleaseInput,
  OrderRejectInput,
} from './order-command.input.js';
import {
  OrderApprovePayload,
  OrderHoldPlacePayload,
  OrderHoldReleasePayload,
  OrderRejectPayload,
} from './order-command.payload.js';
import { PlaceHold } from './place-hold.js';
import { RejectOrder } from './reject-order.js';
import { ReleaseHold } from './release-hold.js';

/** What others decide about an order: approvers of its reseller, and the order desk. */
@Resolver()
export class OrderDecisionResolver {
  constructor(
    private readonly approveOrder: ApproveOrder,
    private readonly rejectOrder: RejectOrder,
    private readonly placeHold: PlaceHold,
    private readonly releaseHold: ReleaseHold,
  ) {}

  @Allow(Permission.ORDER_APPROVE)
  @Mutation(() => OrderApprovePayload, {
    description:
      "Approves an order above its buyer's limit, which is then placed. Every gate of orderSubmit is asked again; where one fails, or a price is not the one that the request showed, nothing changes. Nobody approves their own order.",
  })
  orderApprove(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => OrderApproveInput, description: 'Which request.' })
    input: OrderApproveInput,
  ): Promise<OrderApprovePayload> {
    return this.approveOrder.run(ctx, input);
  }

  @Allow(Permission.ORDER_APPROVE)
  @Mutation(() => OrderRejectPayload, {
    description:
      "Rejects an order above its buyer's limit; its purchase order number is free again. Nobody decides on their own order.",
  })
  orderReject(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => OrderRejectInput, description: 'Which request, and why.' })
    input: OrderRejectInput,
  ): Promise<OrderRejectPayload> {
    return this.rejectOrder.run(ctx, input);
  }

  @Allow(Permission.ORDER_DESK)
  @Mutation(() => OrderHoldPlacePayload, {
    description:
      'Places a hold on an order that is ON_HOLD, CONFIRMED or PARTIALLY_SHIPPED. The latter two keep their state and are not shipped while it is open.',
  })
  orderHoldPlace(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => OrderHoldPlaceInput, description: 'Which order, and why.' })
    input: OrderHoldPlaceInput,
  ): Promise<OrderHoldPlacePayload> {
    return this.placeHold.run(ctx, input);
  }

  @Allow(Permission.ORDER_DESK)
  @Mutation(() => OrderHoldReleasePayload, {
    description:
      'Releases a hold. With the last one, an order ON_HOLD takes its credit and is CONFIRMED; where the credit is short, nothing changes.',
  })
  orderHoldRelease(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => OrderHoldReleaseInput, description: 'Which hold.' })
    input: OrderHoldReleaseInput,
  ): Promise<OrderHoldReleasePayload> {
    return this.releaseHold.run(ctx, input);
  }
}
