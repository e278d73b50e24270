import { Field, ObjectType } from '@nestjs/graphql';
import { OrderUserError } from './order-error.type.js';
import { Order } from './order.type.js';

@ObjectType({ isAbstract: true })
export abstract class OrderChangePayload {
  @Field(() => Order, {
    nullable: true,
    description: 'The order as it is now; null when there are userErrors.',
  })
  order: Order | null;

  @Field(() => [OrderUserError], {
    description: 'Why it was refused, everything at once; empty when it was done.',
  })
  userErrors: OrderUserError[];
}

@ObjectType({ description: 'What came of orderCancel.' })
export class OrderCancelPayload extends OrderChangePayload {}

@ObjectType({ description: 'What came of orderDraftSave.' })
export class OrderDraftSavePayload extends OrderChangePayload {}

@ObjectType({
  description:
    'What came of orderApprove. A path that begins with "order" leads into the order as it is stored.',
})
export class OrderApprovePayload extends OrderChangePayload {}

@ObjectType({ description: 'What came of orderReject.' })
export class OrderRejectPayload extends OrderChangePayload {}

@ObjectType({ description: 'What came of orderWithdraw.' })
export class OrderWithdrawPayload extends OrderChangePayload {}

@ObjectType({ description: 'What came of orderHoldPlace.' })
export class OrderHoldPlacePayload extends OrderChangePayload {}

@ObjectType({ description: 'What came of orderHoldRelease.' })
export class OrderHoldReleasePayload extends OrderChangePayload {}

@ObjectType({
  description: 'What came of orderDraftDelete: order is the draft as it was, and no more.',
})
export class OrderDraftDeletePayload extends OrderChangePayload {}
