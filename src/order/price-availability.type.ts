import { Field, Int, ObjectType } from '@nestjs/graphql';
import type { Money } from '../kernel/index.js';
import { DateScalar, MoneyType } from '../platform/graphql/index.js';
import { PriceType } from '../pricing/index.js';
import { OrderUserError } from './order-error.type.js';

@ObjectType('PriceAndAvailabilityLine', {
  description: 'What a line would cost and when it would come, if it were ordered now.',
})
export class PriceAndAvailabilityLine {
  @Field(() => String, { description: 'The SKU that was asked for.' })
  sku: string;

  @Field(() => Int, { description: 'The quantity that was asked for, in pieces.' })
  quantity: number;

  @Field(() => PriceType, {
    nullable: true,
    description: 'Unit price, breaks and explanation; null for an unknown SKU.',
  })
  price: PriceType | null;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'Unit price × quantity, without tax; null where there is no price.',
  })
  net: Money | null;

  @Field(() => Int, {
    description: 'Pieces of the SKU that the locations of the market can promise now.',
  })
  available: number;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The next day on which more is expected; null when nothing is on its way.',
  })
  nextInboundOn: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: "The market's day on which the whole line would be there; null when nobody knows.",
  })
  promisedOn: string | null;

  @Field(() => Boolean, {
    description:
      'Whether this line, in an order with the others, would pass every gate of its own.',
  })
  orderable: boolean;

  @Field(() => [OrderUserError], { description: 'Every reason why the line could not be ordered.' })
  problems: OrderUserError[];
}

@ObjectType('PriceAndAvailability', {
  description:
    'A dry run of orderSubmit: the same gates over the same facts, without purchase order number and ship-to. Nothing is reserved.',
})
export class PriceAndAvailability {
  @Field(() => [PriceAndAvailabilityLine], { description: 'The lines, in the order of the input.' })
  lines: PriceAndAvailabilityLine[];

  @Field(() => MoneyType, { nullable: true, description: 'Sum of the lines, without tax.' })
  net: Money | null;

  @Field(() => MoneyType, { nullable: true, description: 'Tax on the sum, rounded once.' })
  tax: Money | null;

  @Field(() => MoneyType, { nullable: true, description: 'Net and tax.' })
  total: Money | null;

  @Field(() => Boolean, { description: 'Whether an order of these lines would pass every gate.' })
  orderable: boolean;

  @Field(() => [OrderUserError], {
    description: 'What stands against any order in this market, and mistakes in the input.',
  })
  userErrors: OrderUserError[];
}
