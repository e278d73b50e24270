import { ObjectType, registerEnumType } from '@nestjs/graphql';
import { Connection } from '../platform/graphql/index.js';
import { ListingOrder } from './listing-page.rules.js';
import { Listing } from './listing.type.js';

registerEnumType(ListingOrder, {
  name: 'ListingOrder',
  description: 'How listings are sorted.',
  valuesMap: {
    SKU: { description: 'By SKU, and by market where a SKU is listed in several.' },
    NEWEST: { description: 'The latest first day of sale first.' },
    END_OF_SALE: {
      description: 'What ends first comes first; what has no end of sale comes last.',
    },
  },
});

@ObjectType('ListingConnection', { description: 'Listings, page by page.' })
export class ListingConnection extends Connection(Listing, 'Listing') {}
