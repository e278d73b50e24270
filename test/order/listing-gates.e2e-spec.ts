import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { refusal } from '../support/order-probe.js';
import { startPortal, type Portal } from '../support/portal.js';
import {
  addCertificate,
  addListing,
  addProduct,
  addVariant,
  daysFromToday,
  requireCertificate,
  type ListingOptions,
} from '../support/world/catalog.world.js';
import { putStock } from '../support/world/inventory.world.js';
import { addMarket } from '../support/world/market.world.js';
import { addPriceList } from '../support/world/pricing.world.js';
import { breaches, openShop, submit, type Shop } from '../support/world/shop.world.js';

let portal: Portal;
let shop: Shop;
let shelves = 0;

beforeAll(async () => {
  portal = await startPortal('listing-gates');
  shop = await openShop(portal);
});
afterAll(() => portal.stop());

interface Shelf {
  sku: string;
  productId: string;
  variantId: string;
}

/** A device with a price and stock in DE, listed there as the options say. */
async function shelf(
  listing: Partial<ListingOptions> | null,
  category: 'SMARTPHONE' | 'TABLET' | 'LAPTOP' = 'SMARTPHONE',
): Promise<Shelf> {
  shelves += 1;
  const sku = `SHELF-${shelves}`;
  const { db } = portal;
  const productId = await addProduct(db, { handle: sku.toLowerCase(), category });
  const variantId = await addVariant(db, { productId, sku });
  if (listing) await addListing(db, { variantId, marketCode: 'DE', ...listing });
  await addPriceList(db, { marketCode: 'DE', entries: { [variantId]: 10_000 } });
  await putStock(db, variantId, shop.locationId, 100);
  return { sku, productId, variantId };
}

const orderOf = (sku: string, quantity = 1): object => ({ lines: [{ sku, quantity }] });

async function expectOrder(changes: object): Promise<void> {
  const { order, userErrors } = await submit(shop, changes);
  expect(userErrors).toEqual([]);
  expect(order.state).toBe('CONFIRMED');
}

describe('UNKNOWN_SKU', () => {
  it.each(['SKU-NONE', 'SKU-A-', 'A', '💻', 'مرحبا', "SKU-A' OR 1=1"])('for %s', async (sku) => {
    expect(await refusal(shop, orderOf(sku))).toEqual([
      { code: 'UNKNOWN_SKU', path: 'input.lines.0.sku' },
    ]);
  });

  it('finds a SKU whatever the case and blanks', async () => {
    await expectOrder(orderOf('  sku-a '));
  });
});

describe('LISTING_NOT_ORDERABLE', () => {
  const path = 'input.lines.0.sku';
  const code = 'LISTING_NOT_ORDERABLE';

  it('for a SKU that is not listed at all, or in another market only', async () => {
    const { sku, variantId } = await shelf(null);
    expect(await refusal(shop, orderOf(sku))).toEqual([{ code, path }]);
    await addMarket(portal.db, { code: 'FR', regionId: shop.regionId });
    await addListing(portal.db, { variantId, marketCode: 'FR' });
    expect(await refusal(shop, orderOf(sku))).toEqual([{ code, path }]);
  });

  it('for a planned one, with the day from which it can be ordered', async () => {
    const onSaleFrom = daysFromToday(20);
    const planned = await shelf({ onSaleFrom });
    expect(await refusal(shop, orderOf(planned.sku))).toEqual([
      { code, path, stage: 'PLANNED', orderableFrom: onSaleFrom },
    ]);
    const preorderFrom = daysFromToday(10);
    const early = await shelf({ onSaleFrom, preorderFrom });
    expect(await refusal(shop, { ...orderOf(early.sku), acceptBackorder: true })).toEqual([
      { code, path, stage: 'PLANNED', orderableFrom: preorderFrom },
    ]);
  });

  it.each([
    ['END_OF_SALE', { endOfSaleOn: daysFromToday(-2) }],
    ['END_OF_SERVICE', { endOfSaleOn: daysFromToday(-9), endOfServiceOn: daysFromToday(-2) }],
  ])('at %s', async (stage, dates) => {
    const { sku } = await shelf({ lastTimeBuyFrom: daysFromToday(-20), ...dates });
    expect(await refusal(shop, orderOf(sku))).toEqual([{ code, path, stage }]);
  });

  it('while it is paused, with the reason in the message', async () => {
    const { sku } = await shelf({ pausedReason: 'A battery is checked.' });
    expect(await refusal(shop, orderOf(sku))).toEqual([{ code, path, stage: 'ON_SALE' }]);
    const { userErrors } = await submit(shop, orderOf(sku));
    expect(userErrors[0].message).toContain('A battery is checked.');
  });

  it('never for LAST_TIME_BUY', async () => {
    const { sku } = await shelf({
      lastTimeBuyFrom: daysFromToday(-2),
      endOfSaleOn: daysFromToday(2),
    });
    await expectOrder(orderOf(sku));
  });
});

describe('certificates', () => {
  const path = 'input.lines.0.sku';

  beforeAll(async () => {
    await requireCertificate(portal.db, 'DE', 'TABLET', 'CE');
    await requireCertificate(portal.db, 'DE', 'TABLET', 'WEEE');
  });

  const certify = (productId: string, scheme: string, period: object = {}): Promise<string> =>
    addCertificate(portal.db, { productId, marketCode: 'DE', scheme, ...period });

  it('are CERTIFICATE_MISSING until every scheme has one that has begun', async () => {
    const { sku, productId } = await shelf({}, 'TABLET');
    const missing = [{ code: 'CERTIFICATE_MISSING', path }];
    expect(await refusal(shop, orderOf(sku))).toEqual(missing);
    await certify(productId, 'CE');
    expect(await refusal(shop, orderOf(sku))).toEqual(missing);
    await certify(productId, 'WEEE', { validFrom: daysFromToday(2) });
    expect(await refusal(shop, orderOf(sku))).toEqual(missing);
    await certify(productId, 'WEEE', { validFrom: daysFromToday(-2) });
    await expectOrder(orderOf(sku));
  });

  it('are CERTIFICATE_EXPIRED once the last one of a scheme has ended', async () => {
    const { sku, productId } = await shelf({}, 'TABLET');
    await certify(productId, 'CE');
    await certify(productId, 'WEEE', { validUntil: daysFromToday(-2) });
    expect(await refusal(shop, orderOf(sku))).toEqual([{ code: 'CERTIFICATE_EXPIRED', path }]);
    await certify(productId, 'WEEE', {
      validFrom: daysFromToday(-3),
      validUntil: daysFromToday(2),
    });
    await expectOrder(orderOf(sku));
  });

  it('of other categories are not asked for', async () => {
    const { sku } = await shelf({}, 'SMARTPHONE');
    await expectOrder(orderOf(sku));
  });
});

describe('QUANTITY_RULE', () => {
  const rule = { min: 10, max: 50, increment: 5 };
  const path = 'input.lines.0.quantity';
  let sku: string;

  beforeAll(async () => {
    ({ sku } = await shelf({ minimumQuantity: 10, maximumQuantity: 50, quantityIncrement: 5 }));
  });

  it.each([1, 5, 9, 11, 49, 51, 55, 1_000_000])('refuses %d', async (quantity) => {
    const problems = await refusal(shop, orderOf(sku, quantity));
    expect(problems[0]).toEqual({ code: 'QUANTITY_RULE', path, ...rule });
    expect(problems.slice(1)).toEqual(
      quantity > 100 ? [{ code: 'INSUFFICIENT_STOCK', path, available: 100 }] : [],
    );
  });

  it.each([10, 15, 50])('takes %d', async (quantity) => {
    await expectOrder(orderOf(sku, quantity));
    expect(await breaches(portal)).toEqual([]);
  });

  it('counts all pieces of the SKU in the order, and marks each of its lines', async () => {
    const two = (first: number, second: number): object => ({
      lines: [
        { sku, quantity: first },
        { sku: 'SKU-A', quantity: 1 },
        { sku, quantity: second },
      ],
    });
    await expectOrder(two(7, 3));
    expect(await refusal(shop, two(7, 4))).toEqual([
      { code: 'QUANTITY_RULE', path, ...rule },
      { code: 'QUANTITY_RULE', path: 'input.lines.2.quantity', ...rule },
    ]);
  });

  it('without a maximum has none', async () => {
    const free = await shelf({ minimumQuantity: 2, quantityIncrement: 2 });
    expect(await refusal(shop, orderOf(free.sku, 3))).toEqual([
      { code: 'QUANTITY_RULE', path, min: 2, increment: 2 },
    ]);
    await expectOrder(orderOf(free.sku, 100));
  });
});
