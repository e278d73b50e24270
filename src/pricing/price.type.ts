import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Money } from '../kernel/index.js';
import { DateTimeScalar, MoneyType } from '../platform/graphql/index.js';
import {
  PRICE_AUDIENCES,
  PRICE_LOSS_REASONS,
  type PriceAudience,
  type PriceLossReason,
} from './price.rules.js';

const byName = <Name extends string>(names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, name]));

export const PriceAudienceEnum = byName(PRICE_AUDIENCES);
const PriceLossReasonEnum = byName(PRICE_LOSS_REASONS);

registerEnumType(PriceAudienceEnum, {
  name: 'PriceAudience',
  description: 'For whom a price list is made. The more specific one wins.',
  valuesMap: {
    EVERYONE: { description: 'Every reseller that buys in the market.' },
    TIER: { description: 'Every reseller of one tier; wins over EVERYONE.' },
    RESELLER: { description: 'One reseller; wins over TIER and EVERYONE.' },
  },
});

registerEnumType(PriceLossReasonEnum, {
  name: 'PriceLossReason',
  description:
    'Why a price list did not give the price: the first rule by which it lost to the winner.',
  valuesMap: {
    BREAK_NOT_REACHED: { description: 'Its smallest minimum quantity is above the quantity.' },
    LESS_SPECIFIC_AUDIENCE: { description: 'The winner is made for fewer resellers.' },
    LOWER_PRIORITY: { description: 'For the same audience, the winner has the greater priority.' },
    HIGHER_PRICE: { description: 'At the same priority, the winner is cheaper.' },
    EARLIER_START: { description: 'At the same price, the winner became valid later.' },
    LATER_ID: { description: 'Everything else is equal; the id of the list decided.' },
    SPECIAL_BID_NAMED: { description: 'It would have won, had the line not named a special bid.' },
  },
});

@ObjectType('PriceBreak', { description: 'A unit price that holds from a quantity on.' })
export class PriceBreakType {
  @Field(() => Int, {
    description: 'The smallest quantity of the SKU to which it applies, in pieces.',
  })
  minimumQuantity: number;

  @Field(() => MoneyType, { description: 'Net price of one piece, without tax.' })
  unitPrice: Money;
}

@ObjectType('PriceOffer', { description: 'What a price list offers for the quantity.' })
export class PriceOfferType {
  @Field(() => String, { description: 'Code of the price list, such as DE-PREMIER.' })
  priceListCode: string;

  @Field(() => String, { description: 'Name of the price list.' })
  priceListName: string;

  @Field(() => PriceAudienceEnum, { description: 'For whom the list is made.' })
  audience: PriceAudience;

  @Field(() => Int, {
    description: 'Among lists for the same audience, the greater priority wins.',
  })
  priority: number;

  @Field(() => DateTimeScalar, { description: 'Since when the list has been valid.' })
  validFrom: Date;

  @Field(() => Int, {
    description:
      'The break of the list: the greatest at or below the quantity or, where none is, its smallest.',
  })
  minimumQuantity: number;

  @Field(() => MoneyType, { description: 'Net price of one piece at that break.' })
  unitPrice: Money;
}

@ObjectType('LosingPriceOffer', {
  description: 'What another price list offered, and why it lost.',
})
export class LosingPriceOfferType extends PriceOfferType {
  @Field(() => PriceLossReasonEnum, { description: 'The first rule by which it lost.' })
  reason: PriceLossReason;
}

@ObjectType('PriceExplanation', {
  description:
    'Where a price comes from: of all price lists valid now for the market and the reseller, the one that won, and why each other one lost.',
})
export class PriceExplanationType {
  @Field(() => Int, {
    description: 'The quantity that counted: the sum of the SKU in the request, in pieces.',
  })
  quantity: number;

  @Field(() => PriceOfferType, {
    nullable: true,
    description: 'The list and break that give the price; null where a special bid does.',
  })
  winner: PriceOfferType | null;

  @Field(() => String, {
    nullable: true,
    description: 'Number of the special bid that gives the price; null where a list does.',
  })
  specialBidNumber: string | null;

  @Field(() => [LosingPriceOfferType], {
    description: 'Every other list, those that came nearest to winning first.',
  })
  losers: LosingPriceOfferType[];
}

@ObjectType('Price', {
  description:
    "What one piece costs the caller's reseller now, without tax, in the market's currency.",
})
export class PriceType {
  @Field(() => MoneyType, {
    nullable: true,
    description: 'Net price of one piece at the quantity; null when a larger quantity is needed.',
  })
  unitPrice: Money | null;

  @Field(() => [PriceBreakType], {
    description: 'The unit price by quantity, from the smallest quantity that can be bought on.',
  })
  breaks: PriceBreakType[];

  @Field(() => PriceExplanationType, { description: 'Where the price comes from.' })
  explanation: PriceExplanationType;
}
