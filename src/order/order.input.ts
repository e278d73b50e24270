import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { MoneyInput } from '../platform/graphql/index.js';
import { ORDER_LINES_MAX, PURCHASE_ORDER_NUMBER_MAX } from './order-intent.rules.js';

@InputType({ description: 'What to order of one SKU.' })
export class OrderLineInput {
  @Field(() => String, { description: 'The SKU. Lines of one SKU are summed for price and stock.' })
  sku: string;

  @Field(() => Int, { description: 'How many pieces, 1 to 1,000,000.' })
  quantity: number;

  @Field(() => MoneyInput, {
    nullable: true,
    description:
      'The net unit price that you count on: another one is refused with PRICE_CHANGED. Without it, the price of the moment holds.',
  })
  expectedUnitPrice?: MoneyInput | null;

  @Field(() => String, {
    nullable: true,
    description: 'Number of a special bid, which then covers the whole line or is refused.',
  })
  specialBidNumber?: string | null;
}

@InputType({ description: 'For whom the devices are meant in the end.' })
export class EndCustomerInput {
  @Field(() => String, { description: 'Name of the end customer, up to 200 characters.' })
  name: string;

  @Field(() => String, {
    nullable: true,
    description: 'The end customer’s own reference, up to 100 characters.',
  })
  reference?: string | null;
}

@InputType({ isAbstract: true })
export class OrderHeaderInput {
  @Field(() => String, {
    nullable: true,
    description: `Your number for the order, up to ${PURCHASE_ORDER_NUMBER_MAX} characters: one live order per number, blanks around it and case aside.`,
  })
  purchaseOrderNumber?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Where to ship: an active address of your reseller in the market.',
  })
  shipToAddressId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'For a distributor: the indirect reseller that sells on, with an active relationship and the market.',
  })
  partnerOfRecordId?: string | null;

  @Field(() => EndCustomerInput, { nullable: true, description: 'The end customer, where known.' })
  endCustomer?: EndCustomerInput | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether what is not in stock may come later. Default: false, a shortage refuses the order.',
  })
  acceptBackorder?: boolean | null;
}

@InputType({
  description: 'An order to place: its market and lines, or the draft that holds them.',
})
export class OrderSubmitInput extends OrderHeaderInput {
  @Field(() => String, {
    description:
      'Chosen by you, 1 to 255 characters. However often you send the same input with the same key, one order is placed.',
  })
  idempotencyKey: string;

  @Field(() => ID, {
    nullable: true,
    description: 'Submit this draft as it is stored; then give nothing else but expectedVersion.',
  })
  draftId?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The version of the draft that you have read; CONFLICT when it has changed since.',
  })
  expectedVersion?: number | null;

  @Field(() => String, { nullable: true, description: 'ISO 3166-1 alpha-2 code of the market.' })
  marketCode?: string | null;

  @Field(() => [OrderLineInput], {
    nullable: true,
    description: `What to order, 1 to ${ORDER_LINES_MAX} lines.`,
  })
  lines?: OrderLineInput[] | null;
}
