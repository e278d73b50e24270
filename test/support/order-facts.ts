import type { CurrencyCode } from '../../src/kernel/index.js';
import type { OrderFacts, VariantFacts } from '../../src/order/order-facts.js';
import { intentOf, type OrderIntent } from '../../src/order/order-intent.rules.js';

/** A SKU on sale, with more than enough of it and no price. */
export function variantOf(sku: string, over: Partial<VariantFacts> = {}): VariantFacts {
  const variantId = `variant-${sku}`;
  return {
    variantId,
    sku,
    name: `Device ${sku}`,
    offer: {
      stage: 'ON_SALE',
      orderableFrom: null,
      pausedReason: null,
      minimumQuantity: 1,
      maximumQuantity: null,
      quantityIncrement: 1,
      certificateState: 'VALID',
      certifiedUntil: null,
    },
    places: [
      {
        locationId: 'location',
        locationCode: 'RTM',
        preference: 1,
        leadDays: 2,
        available: 1_000_000,
      },
    ],
    arrivals: [],
    backordered: 0,
    candidates: [],
    ...over,
  };
}

/** With a price for everyone, in minor units. */
export function priced(
  variant: VariantFacts,
  minor: string,
  currencyCode: CurrencyCode,
): VariantFacts {
  const candidate = {
    variantId: variant.variantId,
    priceListId: 'list',
    code: 'LIST',
    name: 'List',
    audience: 'EVERYONE' as const,
    priority: 0,
    validFrom: '2020-01-01T00:00:00Z',
    currencyCode,
    minimumQuantity: 1,
    unitPriceMinor: minor,
  };
  return { ...variant, candidates: [candidate] };
}

/** Facts by which everything may be ordered, but for what the changes say. */
export function factsOf(variants: VariantFacts[], over: Partial<OrderFacts> = {}): OrderFacts {
  return {
    now: '2026-03-02T10:00:00Z',
    market: {
      code: 'DE',
      name: 'Germany',
      currencyCode: 'EUR',
      state: 'OPEN',
      today: '2026-03-02',
      taxRate: '19',
      revision: '1',
    },
    standing: {
      state: 'ACTIVE',
      type: 'DIRECT_RESELLER',
      tier: 'PREMIER',
      mayOrder: true,
      marketAuthorized: true,
      agreementAccepted: true,
      agreementId: null,
      taxExempt: false,
      version: 1,
      legalName: 'Buyer GmbH',
    },
    partner: null,
    address: null,
    purchaseOrderTakenBy: null,
    replay: null,
    variants,
    bids: [],
    limit: null,
    placedBy: null,
    ...over,
  };
}

export function inMarket(currencyCode: CurrencyCode, taxRate: string): Partial<OrderFacts> {
  const { market } = factsOf([]);
  return { market: market && { ...market, currencyCode, taxRate } };
}

export interface Piece {
  sku: string;
  quantity: number;
}

export function intentFor(lines: Piece[], acceptBackorder = false): OrderIntent {
  return intentOf({ marketCode: 'DE', acceptBackorder, lines });
}
