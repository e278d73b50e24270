import { DEMO_VARIANTS, type DemoVariantOfProduct } from './devices.data.js';
import { DEMO_LISTINGS, type DemoListing } from './listings.data.js';
import { DEMO_MARKETS, type DemoMarket } from './markets.data.js';

/** A listing with what it stands for, as other parts of the demo need it. */
export interface DemoOffer extends DemoVariantOfProduct {
  market: DemoMarket;
  listing: DemoListing;
}

const marketsByCode = new Map(DEMO_MARKETS.map((market) => [market.code, market]));
const variantsBySku = new Map(DEMO_VARIANTS.map((entry) => [entry.variant.sku, entry]));

export function demoMarket(code: string): DemoMarket {
  return found(marketsByCode.get(code), code);
}

export function demoVariant(sku: string): DemoVariantOfProduct {
  return found(variantsBySku.get(sku), sku);
}

/** Every variant in every market where it is listed, in the order of the data. */
export const DEMO_OFFERS: readonly DemoOffer[] = DEMO_LISTINGS.flatMap((listing) =>
  listing.markets.flatMap((market) =>
    listing.skus.map((sku) => ({ ...demoVariant(sku), market: demoMarket(market), listing })),
  ),
);

/** The data names things by key; a key that names nothing is a mistake in the data. */
export function found<T>(value: T | undefined, key: string): T {
  if (value === undefined) throw new Error(`The demo data names ${key}, which is not in it.`);
  return value;
}
