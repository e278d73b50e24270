import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import type { Money } from '../kernel/index.js';
import { DateScalar, DecimalScalar, MoneyType } from '../platform/graphql/index.js';
import { PriceExplanationType } from '../pricing/index.js';

const AMOUNT_HIDDEN = 'null in a draft, and for the partner of record';

@ObjectType({ description: 'Pieces of an order line that stand ready at a stock location.' })
export class Allocation {
  @Field(() => String, {
    nullable: true,
    description: 'Code of the stock location; null when it no longer serves the market.',
  })
  locationCode: string | null;

  @Field(() => Int, { description: 'Pieces that are kept for the line there.' })
  quantity: number;
}

@ObjectType({
  description:
    'What was ordered of one SKU, and what has become of each piece. Once the order is placed, quantity = allocated + backordered + shipped + cancelled.',
})
export class OrderLine {
  @Field(() => ID, { description: 'Id of the line.' })
  id: string;

  @Field(() => Int, { description: 'Place of the line in the order, from 1 on.' })
  position: number;

  @Field(() => String, { description: 'SKU of the variant, as it was ordered.' })
  sku: string;

  @Field(() => String, {
    description: 'Name of the product when it was ordered, in the language of the market.',
  })
  name: string;

  @Field(() => Int, { description: 'Pieces that were ordered.' })
  quantity: number;

  @Field(() => Int, { description: 'Pieces that are kept in stock for the line.' })
  allocated: number;

  @Field(() => Int, { description: 'Pieces that wait for stock.' })
  backordered: number;

  @Field(() => Int, { description: 'Pieces that have left.' })
  shipped: number;

  @Field(() => Int, { description: 'Pieces of those shipped that have arrived.' })
  delivered: number;

  @Field(() => Int, { description: 'Pieces of those delivered that came back.' })
  returned: number;

  @Field(() => Int, { description: 'Pieces that were taken back before they were shipped.' })
  cancelled: number;

  @Field(() => MoneyType, {
    nullable: true,
    description: `Net price of one piece, locked when the order was placed; ${AMOUNT_HIDDEN}.`,
  })
  unitPrice: Money | null;

  @Field(() => MoneyType, {
    nullable: true,
    description: `Unit price × quantity as ordered, without tax; ${AMOUNT_HIDDEN}.`,
  })
  net: Money | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: `Tax rate in percent on the day of the order, 0 with an exemption; ${AMOUNT_HIDDEN}.`,
  })
  taxRate: string | null;

  @Field(() => PriceExplanationType, {
    nullable: true,
    description: `Which price list won, and why each other one lost, when the price was locked; ${AMOUNT_HIDDEN}.`,
  })
  priceExplanation: PriceExplanationType | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Number of the special bid that gives the price; null where a price list does, and for the partner of record.',
  })
  specialBidNumber: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description:
      "The market's day on which all open pieces are there; null when nobody knows, and before the order is placed.",
  })
  promisedOn: string | null;

  @Field(() => [Allocation], {
    description: 'Where the allocated pieces stand, the preferred location first.',
  })
  allocations: Allocation[];
}
