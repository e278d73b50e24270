import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { ORDER_LINES_MAX } from './order-intent.rules.js';
import { HoldReason } from './order.enum.js';
import { OrderHeaderInput, OrderLineInput } from './order.input.js';

const VERSION = 'The version that you have read; CONFLICT when the order has changed since.';

@InputType({ isAbstract: true })
class OrderChangeFields {
  @Field(() => ID, { description: 'Id of the order.' })
  orderId: string;

  @Field(() => Int, { nullable: true, description: VERSION })
  expectedVersion?: number | null;
}

@InputType({ description: 'Pieces of one line to cancel.' })
export class OrderCancelLineInput {
  @Field(() => ID, { description: 'Id of the line.' })
  lineId: string;

  @Field(() => Int, {
    description:
      'How many pieces: at least 1, at most those that are neither shipped nor cancelled.',
  })
  quantity: number;
}

@InputType({ description: 'What to cancel of an order.' })
export class OrderCancelInput extends OrderChangeFields {
  @Field(() => String, { description: 'Why, 1 to 500 characters; kept in the history.' })
  reason: string;

  @Field(() => [OrderCancelLineInput], {
    nullable: true,
    description: 'The pieces to cancel, each line once; everything that is open when absent.',
  })
  lines?: OrderCancelLineInput[] | null;
}

@InputType({
  description:
    'A draft as it should be: it is stored as a whole, so that what is absent is empty afterwards.',
})
export class OrderDraftSaveInput extends OrderHeaderInput {
  @Field(() => ID, {
    nullable: true,
    description: 'Id of the draft to edit; a new one when absent.',
  })
  orderId?: string | null;

  @Field(() => Int, { nullable: true, description: VERSION })
  expectedVersion?: number | null;

  @Field(() => String, {
    description: 'ISO 3166-1 alpha-2 code of the market; that of a draft does not change.',
  })
  marketCode: string;

  @Field(() => [OrderLineInput], {
    nullable: true,
    description: `What to order, 0 to ${ORDER_LINES_MAX} lines. Prices are found when the draft is submitted.`,
  })
  lines?: OrderLineInput[] | null;
}

@InputType({ description: 'The draft to delete.' })
export class OrderDraftDeleteInput extends OrderChangeFields {}

@InputType({ description: 'The request to approve.' })
export class OrderApproveInput extends OrderChangeFields {
  @Field(() => String, { nullable: true, description: 'A note, up to 500 characters.' })
  note?: string | null;
}

@InputType({ description: 'The request to reject.' })
export class OrderRejectInput extends OrderChangeFields {
  @Field(() => String, { description: 'Why, 1 to 500 characters; the buyer reads it.' })
  reason: string;
}

@InputType({ description: 'The request to take back.' })
export class OrderWithdrawInput extends OrderChangeFields {}

@InputType({ description: 'A hold to place on an order.' })
export class OrderHoldPlaceInput extends OrderChangeFields {
  @Field(() => HoldReason, {
    description: 'PRICE, COMPLIANCE or CUSTOMER; CREDIT is set by rule alone.',
  })
  reason: HoldReason;

  @Field(() => String, { description: 'What the order waits for, 1 to 500 characters.' })
  note: string;
}

@InputType({ description: 'A hold to release.' })
export class OrderHoldReleaseInput extends OrderChangeFields {
  @Field(() => HoldReason, { description: 'Which of the open holds.' })
  reason: HoldReason;

  @Field(() => String, { nullable: true, description: 'A note, up to 500 characters.' })
  note?: string | null;
}
