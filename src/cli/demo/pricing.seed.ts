import type { DemoSeed } from './demo-seed.js';
import { demoMarket } from './offer-plan.js';
import { entriesOf, money } from './price-plan.js';
import { DEMO_PRICE_LISTS, DEMO_SPECIAL_BIDS } from './prices.data.js';

export async function seedPrices(seed: DemoSeed): Promise<void> {
  await seed.insert(
    'pricing.price_list',
    DEMO_PRICE_LISTS.map((list) => ({
      id: seed.id('priceList', list.code),
      code: list.code,
      name: list.name,
      market_code: list.market,
      currency_code: demoMarket(list.market).currencyCode,
      audience: list.audience,
      tier: list.tier ?? null,
      reseller_id: list.reseller ? seed.id('reseller', list.reseller) : null,
      valid_from: seed.instant(list.validFrom),
      valid_until: list.validUntil === undefined ? null : seed.instant(list.validUntil),
      priority: list.priority ?? 0,
    })),
  );
  await seed.insert(
    'pricing.price_entry',
    DEMO_PRICE_LISTS.flatMap((list) =>
      entriesOf(list).map(({ sku, minimumQuantity, unitPrice }) => ({
        price_list_id: seed.id('priceList', list.code),
        variant_id: seed.id('variant', sku),
        minimum_quantity: minimumQuantity,
        unit_price_minor: unitPrice.minor,
      })),
    ),
  );
  await seed.insert(
    'pricing.special_bid',
    DEMO_SPECIAL_BIDS.map((bid) => {
      const { currencyCode } = demoMarket(bid.market);
      return {
        id: seed.id('bid', bid.number),
        number: bid.number,
        reseller_id: seed.id('reseller', bid.reseller),
        market_code: bid.market,
        variant_id: seed.id('variant', bid.sku),
        currency_code: currencyCode,
        unit_price_minor: money(bid.unitPrice, currencyCode).minor,
        quantity: bid.quantity,
        sold: 0,
        valid_from: seed.instant(bid.validFrom),
        valid_until: seed.instant(bid.validUntil),
      };
    }),
  );
}
