import { Field, ObjectType, registerEnumType } from '@nestjs/graphql';
import { ListingBlockerCode } from './listing-blocker.port.js';

registerEnumType(ListingBlockerCode, {
  name: 'ListingBlockerCode',
  description: 'What stands against selling a listing although its dates allow it.',
  valuesMap: {
    NO_PRICE: {
      description:
        'No price list has a price for anybody, now or when its first day comes, for a quantity that its rule allows.',
    },
    PRICE_BREAK_UNREACHABLE: {
      description: 'No quantity that its rule allows ever gets the price of a break.',
    },
    NO_LOCATION: { description: 'No stock location serves the market.' },
    NO_STOCK: {
      description: 'Nothing is there or on its way: it can only be ordered as a backorder.',
    },
  },
});

@ObjectType({ description: 'Something that stands against selling a listing.' })
export class ListingBlocker {
  @Field(() => ListingBlockerCode, { description: 'What it is, for programs.' })
  code: ListingBlockerCode;

  @Field(() => Boolean, {
    description:
      'True: nobody can buy it as long as this is so. False: it can be sold, and somebody should look at it.',
  })
  blocks: boolean;

  @Field(() => String, { description: 'What it is and what to do about it, in English.' })
  message: string;
}
