import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Money } from '../kernel/index.js';
import { Connection, DateTimeScalar, MoneyType } from '../platform/graphql/index.js';

export const SpecialBidState = {
  UPCOMING: 'UPCOMING',
  ACTIVE: 'ACTIVE',
  EXHAUSTED: 'EXHAUSTED',
  EXPIRED: 'EXPIRED',
} as const;
export type SpecialBidState = keyof typeof SpecialBidState;

registerEnumType(SpecialBidState, {
  name: 'SpecialBidState',
  description: 'Whether a special bid can be named on an order line now.',
  valuesMap: {
    UPCOMING: { description: 'Its period has not begun.' },
    ACTIVE: { description: 'It can be named on a line of up to what remains.' },
    EXHAUSTED: { description: 'It is in its period, but nothing remains of it.' },
    EXPIRED: { description: 'Its period is over.' },
  },
});

@ObjectType({
  description:
    'An approved price of one reseller for a limited quantity of a SKU in a market. An order line that names it gets its price for the whole line.',
})
export class SpecialBid {
  @Field(() => ID, { description: 'Id of the bid.' })
  id: string;

  @Field(() => String, { description: 'The number by which order lines name it.' })
  number: string;

  @Field(() => ID, { description: 'Id of the reseller that it was approved for.' })
  resellerId: string;

  @Field(() => String, { description: 'ISO 3166-1 alpha-2 code of the market in which it holds.' })
  marketCode: string;

  @Field(() => String, { description: 'The SKU for which it holds.' })
  sku: string;

  @Field(() => MoneyType, {
    description: "Net price of one piece, without tax, in the market's currency.",
  })
  unitPrice: Money;

  @Field(() => Int, { description: 'Pieces for which it was approved.' })
  quantity: number;

  @Field(() => Int, { description: 'Pieces that no order has taken yet.' })
  remaining: number;

  @Field(() => DateTimeScalar, { description: 'The instant from which it holds.' })
  validFrom: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'The first instant at which it no longer holds; null when it has no end.',
  })
  validUntil: Date | null;

  @Field(() => SpecialBidState, { description: 'Whether it can be used now.' })
  state: SpecialBidState;
}

@ObjectType({ description: 'Special bids, the one with the latest start first.' })
export class SpecialBidConnection extends Connection(SpecialBid, 'SpecialBid') {}

@InputType({ description: 'Which special bids to list; conditions are joined by "and".' })
export class SpecialBidFilter {
  @Field(() => String, { nullable: true, description: 'Only bids for the market of this code.' })
  marketCode?: string | null;

  @Field(() => String, { nullable: true, description: 'Only bids for this SKU.' })
  sku?: string | null;

  @Field(() => SpecialBidState, { nullable: true, description: 'Only bids that are so now.' })
  state?: SpecialBidState | null;
}
