import { newId } from '../../kernel/index.js';
import {
  DEMO_CERTIFICATE_GAPS,
  DEMO_RENEWED_SCHEMES,
  DEMO_REQUIRED_CERTIFICATES,
} from './certificates.data.js';
import type { DemoRow, DemoSeed } from './demo-seed.js';
import { DEMO_OFFERS, type DemoOffer } from './offer-plan.js';

const RENEWAL_IN_DAYS = 400;

export function requiredCertificateRows(): DemoRow[] {
  return DEMO_REQUIRED_CERTIFICATES.flatMap(({ market, schemes, categories }) =>
    schemes.flatMap((scheme) =>
      categories.map((category) => ({ market_code: market, category, scheme })),
    ),
  );
}

/** One certificate per product, market and scheme that the market asks for, but for the gaps. */
export function certificateRows(seed: DemoSeed): DemoRow[] {
  const rows = new Map<string, DemoRow>();
  for (const offer of DEMO_OFFERS) {
    for (const scheme of schemesFor(offer)) {
      const row = certificateRow(seed, offer, scheme);
      const key = `${offer.product.handle}/${offer.market.code}/${scheme}`;
      if (row && !rows.has(key)) rows.set(key, row);
    }
  }
  return [...rows.values()];
}

function schemesFor({ market, product }: DemoOffer): string[] {
  return DEMO_REQUIRED_CERTIFICATES.filter(
    (required) => required.market === market.code && required.categories.includes(product.category),
  ).flatMap(({ schemes }) => schemes);
}

function certificateRow(seed: DemoSeed, offer: DemoOffer, scheme: string): DemoRow | undefined {
  const { product, market, listing, variant } = offer;
  const gap = DEMO_CERTIFICATE_GAPS.find(
    (entry) =>
      entry.handle === product.handle && entry.market === market.code && entry.scheme === scheme,
  );
  if (gap?.endedOn === null) return undefined;
  return {
    id: newId(),
    product_id: seed.id('product', product.handle),
    market_code: market.code,
    scheme,
    number: `DEMO-${scheme}-${market.code}-${String(variant.item).padStart(3, '0')}`,
    // Whatever is offered from a day on was certified for it by then, or by the launch of the device.
    valid_from: typeof listing.onSaleFrom === 'string' ? listing.onSaleFrom : product.launchedOn,
    valid_until: seed.optionalDay(gap ? gap.endedOn : endOf(offer, scheme)),
  };
}

function endOf({ listing }: DemoOffer, scheme: string): number | string | undefined {
  // What is no longer sold is no longer certified anew.
  if (typeof listing.endOfServiceOn === 'string') return listing.endOfServiceOn;
  return DEMO_RENEWED_SCHEMES.has(scheme) ? RENEWAL_IN_DAYS : undefined;
}
