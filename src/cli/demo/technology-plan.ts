import type { DemoRow, DemoSeed } from './demo-seed.js';
import { DEMO_OFFERS, type DemoOffer } from './offer-plan.js';
import {
  SPEAKER_TECHNOLOGIES,
  windowsTechnologies,
  type DemoTechnologyRow,
} from './technologies.data.js';

/** What is known of the technologies on each product in each of its markets. */
export function technologyRows(seed: DemoSeed): DemoRow[] {
  const rows = new Map<string, DemoRow>();
  for (const offer of DEMO_OFFERS) {
    for (const { technology, status, note, source } of technologiesOf(offer)) {
      rows.set(`${offer.product.handle}/${offer.market.code}/${technology}`, {
        product_id: seed.id('product', offer.product.handle),
        market_code: offer.market.code,
        technology_code: technology,
        status,
        note,
        source,
      });
    }
  }
  return [...rows.values()];
}

function technologiesOf({ product, variant, market }: DemoOffer): readonly DemoTechnologyRow[] {
  const system = variant.specs.OPERATING_SYSTEM;
  if (system) return windowsTechnologies(system, market.defaultLocale);
  return product.category === 'SMART_SPEAKER' ? SPEAKER_TECHNOLOGIES : [];
}
