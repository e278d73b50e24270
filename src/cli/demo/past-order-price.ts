import { assert } from '../../kernel/index.js';
import { resolvePrice, type PriceCandidate } from '../../pricing/index.js';
import { dayOn } from './demo-day.js';
import { demoMarket } from './offer-plan.js';
import type { PastPrice } from './past-order-plan.js';
import { entriesOf } from './price-plan.js';
import { DEMO_PRICE_LISTS, type DemoPriceList } from './prices.data.js';
import type { DemoReseller } from './demo-reseller.js';

const ENTRIES = DEMO_PRICE_LISTS.map((list) => ({ list, entries: entriesOf(list) }));

export interface PastPriceQuestion {
  marketCode: string;
  reseller: DemoReseller;
  sku: string;
  quantity: number;
  at: Date;
  seedDay: string;
}

/** What the reseller paid at that time: the same rule as for an order of today. */
export function pastPrice(question: PastPriceQuestion): PastPrice {
  const { currencyCode } = demoMarket(question.marketCode);
  const candidates = ENTRIES.filter(({ list }) => appliesTo(list, question)).flatMap(
    ({ list, entries }) =>
      entries
        .filter(({ sku }) => sku === question.sku)
        .map(({ sku, minimumQuantity, unitPrice }): PriceCandidate => ({
          variantId: sku,
          priceListId: list.code,
          code: list.code,
          name: list.name,
          audience: list.audience,
          priority: list.priority ?? 0,
          validFrom: instantOf(list.validFrom, question.seedDay),
          currencyCode,
          minimumQuantity,
          unitPriceMinor: unitPrice.minor,
        })),
  );
  const { unitPrice, explanation } = resolvePrice({
    quantity: question.quantity,
    currencyCode,
    candidates,
  });
  assert(unitPrice, `${question.sku} has no price in ${question.marketCode}.`);
  return { unitPrice, explanation };
}

function appliesTo(list: DemoPriceList, question: PastPriceQuestion): boolean {
  const { marketCode, reseller, at, seedDay } = question;
  const audience =
    list.audience === 'EVERYONE' || list.tier === reseller.tier || list.reseller === reseller.key;
  return (
    list.market === marketCode &&
    audience &&
    instantOf(list.validFrom, seedDay) <= at &&
    (list.validUntil === undefined || at < instantOf(list.validUntil, seedDay))
  );
}

function instantOf(day: number | string, seedDay: string): Date {
  return new Date(`${dayOn(seedDay, day)}T10:00:00Z`);
}
