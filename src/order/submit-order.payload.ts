import { Field, ObjectType } from '@nestjs/graphql';
import { OrderUserError } from './order-error.type.js';
import { Order } from './order.type.js';

@ObjectType('OrderSubmitPayload', { description: 'What came of orderSubmit.' })
export class OrderSubmitPayload {
  @Field(() => Order, {
    nullable: true,
    description:
      'The order as it is now: CONFIRMED, ON_HOLD where the credit is short, or PENDING_APPROVAL above the buyer’s limit. Null when there are userErrors.',
  })
  order: Order | null;

  @Field(() => Boolean, {
    description: 'Whether an earlier request with the same key had placed it already.',
  })
  replayed: boolean;

  @Field(() => [OrderUserError], {
    description: 'Everything that stands against the order, all at once. Then nothing was stored.',
  })
  userErrors: OrderUserError[];
}
