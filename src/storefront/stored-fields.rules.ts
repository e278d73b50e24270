import type { StoredAs } from '../platform/response-store/index.js';

/** The fields of a type, all stored alike. */
function fields(names: string, storedAs: StoredAs = 'ALWAYS'): Record<string, StoredAs> {
  return Object.fromEntries(names.split(' ').map((name) => [name, storedAs]));
}

/**
 * What may stand in a stored answer. A field comes here when whatever changes it raises a revision (the triggers named
 * *_shown), or is the clock; and when it shows the same to everybody of one audience. Left out on purpose: what only staff
 * read (Product.texts, Listing.blockers).
 */
export const STORED_FIELDS = {
  ProductConnection: fields('nodes edges pageInfo totalCount facets'),
  ProductEdge: fields('cursor node'),
  PageInfo: fields('hasNextPage hasPreviousPage startCursor endCursor'),
  ProductFacets: fields('category brand stage priceRange specs'),
  BrandCount: fields('count value'),
  CategoryCount: fields('count value'),
  StageCount: fields('count value'),
  SpecFacet: fields('code name type unit min max values'),
  SpecValueCount: fields('count value'),
  PriceRange: fields('min max'),
  Product: fields(
    'id handle category brand launchedOn version locale name description variants certificates technologies',
  ),
  Variant: fields('id sku mpn gtin position version specs listing product price availability'),
  Spec: fields('code name type unit numberValue textValue booleanValue'),
  Certificate: fields('id productId version marketCode scheme number validFrom validUntil'),
  TechnologyAvailability: fields('code name productHandle marketCode status note source'),
  Listing: fields(
    'id sku productId marketCode version stage preorderFrom onSaleFrom lastTimeBuyFrom endOfSaleOn endOfServiceOn orderableFrom pausedReason minimumQuantity maximumQuantity quantityIncrement certificateState certifiedUntil orderable obstacles',
  ),
  ListingObstacle: fields('code message'),
  Price: fields('unitPrice breaks explanation'),
  PriceBreak: fields('minimumQuantity unitPrice'),
  PriceExplanation: fields('quantity winner specialBidNumber losers'),
  PriceOffer: fields(
    'priceListCode priceListName audience priority validFrom minimumQuantity unitPrice',
  ),
  LosingPriceOffer: fields(
    'priceListCode priceListName audience priority validFrom minimumQuantity unitPrice reason',
  ),
  Money: fields('amount currencyCode'),
  VariantAvailability: {
    ...fields('state', 'BY_STOCK'),
    ...fields('available nextInboundOn nextInboundQuantity', 'BY_PIECES'),
  },
};
