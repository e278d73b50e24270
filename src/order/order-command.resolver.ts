import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { CancelOrder } from './cancel-order.js';
import { DeleteDraft } from './delete-draft.js';
import {
  OrderCancelInput,
  OrderDraftDeleteInput,
  OrderDraftSaveInput,
  OrderWithdrawInput,
} from './order-command.input.js';
import {
  OrderCancelPayload,
  OrderDraftDeletePayload,
  OrderDraftSavePayload,
  OrderWithdrawPayload,
} from './order-command.payload.js';
import { SaveDraft } from './save-draft.js';
import { WithdrawOrder } from './withdraw-order.js';

/** What the buyer does with an order. */
@Resolver()
export class OrderCommandResolver {
  constructor(
    private readonly cancelOrder: CancelOrder,
    private readonly saveDraft: SaveDraft,
    private readonly deleteDraft: DeleteDraft,
    private readonly withdrawOrder: WithdrawOrder,
  ) {}

  @Allow(Permission.ORDER_SUBMIT, Permission.ORDER_DESK)
  @Mutation(() => OrderCancelPayload, {
    description:
      'Cancels what is open of an order, whole or in part: its stock, special bids, credit and monthly limit are given back, and the other lines keep their price. The order desk can do it for any order of its regions.',
  })
  orderCancel(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => OrderCancelInput, description: 'What to cancel, and why.' })
    input: OrderCancelInput,
  ): Promise<OrderCancelPayload> {
    return this.cancelOrder.run(ctx, input);
  }

  @Allow(Permission.ORDER_SUBMIT)
  @Mutation(() => OrderDraftSavePayload, {
    description:
      'Makes or edits a draft: an order that is still being written. It reserves nothing and keeps no prices; orderSubmit with its draftId places it.',
  })
  orderDraftSave(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => OrderDraftSaveInput, description: 'The draft as a whole.' })
    input: OrderDraftSaveInput,
  ): Promise<OrderDraftSavePayload> {
    return this.saveDraft.run(ctx, input);
  }

  @Allow(Permission.ORDER_SUBMIT)
  @Mutation(() => OrderDraftDeletePayload, { description: 'Deletes a draft for good.' })
  orderDraftDelete(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => OrderDraftDeleteInput, description: 'Which draft.' })
    input: OrderDraftDeleteInput,
  ): Promise<OrderDraftDeletePayload> {
    return this.deleteDraft.run(ctx, input);
  }

  @Allow(Permission.ORDER_SUBMIT)
  @Mutation(() => OrderWithdrawPayload, {
    description:
      'Takes back an order that waits for approval, for the one who placed it or an administrator of the reseller. It is CANCELLED then.',
  })
  orderWithdraw(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => OrderWithdrawInput, description: 'Which request.' })
    input: OrderWithdrawInput,
  ): Promise<OrderWithdrawPayload> {
    return this.withdrawOrder.run(ctx, input);
  }
}
