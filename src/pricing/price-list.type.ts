import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Money } from '../kernel/index.js';
import { Connection, CurrencyCode, DateTimeScalar, MoneyType } from '../platform/graphql/index.js';
import { ResellerTier } from '../reseller/index.js';
import type { PriceListState as State } from './price-list.rules.js';
import type { PriceAudience } from './price.rules.js';
import { PriceAudienceEnum } from './price.type.js';

export const PriceListState = {
  UPCOMING: 'UPCOMING',
  ACTIVE: 'ACTIVE',
  ENDED: 'ENDED',
} as const satisfies Record<State, State>;

registerEnumType(PriceListState, {
  name: 'PriceListState',
  description: 'Where a price list stands in its period.',
  valuesMap: {
    UPCOMING: { description: 'Its period has not begun.' },
    ACTIVE: { description: 'It takes part in prices now.' },
    ENDED: { description: 'Its period is over; it stays as it was.' },
  },
});

@ObjectType({
  description:
    'Unit prices of one market for everyone, a tier or one reseller, over a period. Among the lists that hold, the more specific audience wins, then the greater priority, then the lower price.',
})
export class PriceList {
  @Field(() => ID, { description: 'Id of the list.' })
  id: string;

  @Field(() => String, { description: 'The name by which it is called, such as DE-PREMIER.' })
  code: string;

  @Field(() => String, { description: 'Its name for people.' })
  name: string;

  @Field(() => String, { description: 'ISO 3166-1 alpha-2 code of the market in which it holds.' })
  marketCode: string;

  @Field(() => CurrencyCode, { description: 'The currency of its prices: that of the market.' })
  currencyCode: string;

  @Field(() => PriceAudienceEnum, { description: 'For whom it is made.' })
  audience: PriceAudience;

  @Field(() => ResellerTier, {
    nullable: true,
    description: 'The tier that it is made for; null for another audience.',
  })
  tier: ResellerTier | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Id of the reseller that it is made for; null for another audience.',
  })
  resellerId: string | null;

  @Field(() => DateTimeScalar, { description: 'The instant from which it holds.' })
  validFrom: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'The first instant at which it no longer holds; null when it has no end.',
  })
  validUntil: Date | null;

  @Field(() => Int, {
    description: 'Among lists of the same audience the greater priority wins.',
  })
  priority: number;

  @Field(() => PriceListState, { description: 'Where it stands in its period now.' })
  state: State;

  @Field(() => Int, {
    description:
      'Rises with every change of the list or of its prices; give it as expectedVersion.',
  })
  version: number;
}

@ObjectType({ description: 'A price break: what one piece costs from a quantity on.' })
export class PriceEntry {
  @Field(() => String, { description: 'The SKU that it is for.' })
  sku: string;

  @Field(() => Int, {
    description: 'The smallest quantity of the SKU in an order to which it applies, in pieces.',
  })
  minimumQuantity: number;

  @Field(() => MoneyType, {
    description: "Net price of one piece, without tax, in the market's currency.",
  })
  unitPrice: Money;
}

@ObjectType({ description: 'Price lists in pages.' })
export class PriceListConnection extends Connection(PriceList, 'PriceList') {}

@ObjectType({ description: 'The prices of a list, by SKU and quantity.' })
export class PriceEntryConnection extends Connection(PriceEntry, 'PriceEntry') {}
