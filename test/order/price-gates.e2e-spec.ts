import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { brief, dryRun, refusal } from '../support/order-probe.js';
import { startPortal, type Portal } from '../support/portal.js';
import { daysFromToday } from '../support/world/catalog.world.js';
import { putStock } from '../support/world/inventory.world.js';
import { openForeignMarket } from '../support/world/foreign-market.world.js';
import { addBid, addPriceList } from '../support/world/pricing.world.js';
import { addReseller } from '../support/world/reseller.world.js';
import {
  addShelf,
  breaches,
  openShop,
  orderInput,
  submit,
  type Shop,
} from '../support/world/shop.world.js';

let portal: Portal;
let shop: Shop;

beforeAll(async () => {
  portal = await startPortal('price-gates');
  shop = await openShop(portal);
});
afterAll(() => portal.stop());

const eur = (amount: string): object => ({ amount, currencyCode: 'EUR' });
const expecting = (expectedUnitPrice: object, quantity = 1): object => ({
  lines: [{ sku: 'SKU-A', quantity, expectedUnitPrice }],
});
const inDays = (days: number): string => `${daysFromToday(days)}T00:00:00Z`;

describe('NO_PRICE', () => {
  it('where no list that is valid now has a price for the buyer', async () => {
    const variantId = await addShelf(portal, 'SKU-FREE');
    await putStock(portal.db, variantId, shop.locationId, 10);
    const order = { lines: [{ sku: 'SKU-FREE', quantity: 1 }] };
    const noPrice = [{ code: 'NO_PRICE', path: 'input.lines.0.sku' }];
    expect(await refusal(shop, order)).toEqual(noPrice);
    const { db } = portal;
    const stranger = await addReseller(db);
    const entries = { [variantId]: 100 };
    await addPriceList(db, { marketCode: 'DE', resellerId: stranger, entries });
    await addPriceList(db, { marketCode: 'DE', tier: 'AUTHORIZED', entries });
    await addPriceList(db, { marketCode: 'DE', validFrom: inDays(2), entries });
    await addPriceList(db, { marketCode: 'DE', validUntil: inDays(-2), entries });
    await addPriceList(db, { marketCode: 'DE', entries: { [variantId]: { 2: 100 } } });
    expect(await refusal(shop, order)).toEqual(noPrice);
    const { order: two } = await submit(shop, { lines: [{ sku: 'SKU-FREE', quantity: 2 }] });
    expect(two.net.amount).toBe('2.00');
  });
});

describe('the expected unit price', () => {
  it.each(['540.00', '540', '540.0', '00540.00'])('is met by %s', async (amount) => {
    const { order, userErrors } = await submit(shop, expecting(eur(amount)));
    expect(userErrors).toEqual([]);
    expect(order.lines[0].unitPrice.amount).toBe('540.00');
  });

  it.each([
    ['539.99', '539.99'],
    ['540.01', '540.01'],
    ['0', '0.00'],
    ['-540.0', '-540.00'],
    ['525.00', '525.00'],
    ['9999999999999999.99', '9999999999999999.99'],
  ])('is PRICE_CHANGED for %s, with what was expected and what is', async (amount, canonical) => {
    expect(await refusal(shop, expecting(eur(amount)))).toEqual([
      {
        code: 'PRICE_CHANGED',
        path: 'input.lines.0.expectedUnitPrice',
        expected: eur(canonical),
        actual: eur('540.00'),
      },
    ]);
  });

  it('is that of the break which the SKU reaches in the order', async () => {
    expect(await refusal(shop, expecting(eur('540.00'), 10))).toMatchObject([
      { code: 'PRICE_CHANGED', actual: eur('525.00') },
    ]);
    const { order } = await submit(shop, expecting(eur('525.00'), 10));
    expect(order.net.amount).toBe('5250.00');
  });

  it('changes when a list changes: the order is refused with the new price, not placed at it', async () => {
    const variantId = await addShelf(portal, 'SKU-DEAR');
    await putStock(portal.db, variantId, shop.locationId, 10);
    await addPriceList(portal.db, { marketCode: 'DE', entries: { [variantId]: 20_000 } });
    const order = {
      lines: [{ sku: 'SKU-DEAR', quantity: 1, expectedUnitPrice: eur('200.00') }],
    };
    expect((await submit(shop, order)).order.state).toBe('CONFIRMED');
    await portal.db.query(
      'UPDATE pricing.price_entry SET unit_price_minor = 20001 WHERE variant_id = $1',
      [variantId],
    );
    expect(await refusal(shop, order)).toMatchObject([
      { code: 'PRICE_CHANGED', expected: eur('200.00'), actual: eur('200.01') },
    ]);
  });

  it.each(['USD', 'JPY', 'KWD'])('is CURRENCY_MISMATCH in %s', async (currencyCode) => {
    expect(await refusal(shop, expecting({ amount: '540', currencyCode }))).toEqual([
      { code: 'CURRENCY_MISMATCH', path: 'input.lines.0.expectedUnitPrice' },
    ]);
  });
});

describe('a special bid', () => {
  let bids = 0;

  async function bid(options: Partial<Parameters<typeof addBid>[1]> = {}): Promise<string> {
    bids += 1;
    const number = `SB-${bids}`;
    await addBid(portal.db, {
      resellerId: shop.reseller.id,
      marketCode: 'DE',
      variantId: shop.a,
      unitPriceMinor: 45_000,
      quantity: 20,
      number,
      ...options,
    });
    return number;
  }

  const under = (specialBidNumber: string, ...quantities: number[]): object => ({
    lines: quantities.map((quantity) => ({ sku: 'SKU-A', quantity, specialBidNumber })),
  });
  const path = 'input.lines.0.specialBidNumber';

  async function soldOf(number: string): Promise<number> {
    const [row] = await portal.rows<{ sold: number }>(
      'SELECT sold FROM pricing.special_bid WHERE number = $1',
      [number],
    );
    return row?.sold ?? -1;
  }

  it('gives its price for a whole line and counts what it sold', async () => {
    const number = await bid();
    const { order } = await submit(shop, {
      lines: [
        {
          sku: 'SKU-A',
          quantity: 12,
          specialBidNumber: ` ${number} `,
          expectedUnitPrice: eur('450'),
        },
        { sku: 'SKU-A', quantity: 1 },
      ],
    });
    expect(order.state).toBe('CONFIRMED');
    expect(order.lines.map((line: { net: object }) => line.net)).toEqual([
      { amount: '5400.00' },
      { amount: '525.00' },
    ]);
    expect(await soldOf(number)).toBe(12);
    expect(await breaches(portal)).toEqual([]);
  });

  it('is BID_EXHAUSTED for more than remains, which it says, and sells the rest after that', async () => {
    const number = await bid({ quantity: 10 });
    await submit(shop, under(number, 6));
    expect(await refusal(shop, under(number, 5))).toEqual([
      { code: 'BID_EXHAUSTED', path, remaining: 4, number },
    ]);
    expect((await submit(shop, under(number, 4))).order.state).toBe('CONFIRMED');
    expect(await refusal(shop, under(number, 1))).toEqual([
      { code: 'BID_EXHAUSTED', path, remaining: 0, number },
    ]);
    expect(await soldOf(number)).toBe(10);
  });

  it('is shared by the lines that name it', async () => {
    const number = await bid({ quantity: 10 });
    expect(await refusal(shop, under(number, 6, 5, 4))).toEqual([
      { code: 'BID_EXHAUSTED', path: 'input.lines.1.specialBidNumber', remaining: 4, number },
    ]);
    expect((await submit(shop, under(number, 6, 4))).order.state).toBe('CONFIRMED');
    expect(await soldOf(number)).toBe(10);
  });

  it('never sells more than its quantity to parallel orders', async () => {
    const number = await bid({ quantity: 10 });
    const payloads = await Promise.all(
      Array.from({ length: 8 }, () => submit(shop, under(number, 3))),
    );
    const refused = payloads.filter(({ order }) => order === null);
    expect(refused.map(({ userErrors }) => userErrors.map(brief))).toEqual(
      Array.from({ length: 5 }, () => [{ code: 'BID_EXHAUSTED', path, remaining: 1, number }]),
    );
    expect(await soldOf(number)).toBe(9);
    expect(await breaches(portal)).toEqual([]);
  });

  it('is BID_EXPIRED outside of its period', async () => {
    const over = await bid({ validUntil: inDays(-2) });
    expect(await refusal(shop, under(over, 1))).toEqual([
      { code: 'BID_EXPIRED', path, number: over },
    ]);
    const early = await bid({ validFrom: inDays(2) });
    expect(await refusal(shop, under(early, 1))).toEqual([
      { code: 'BID_EXPIRED', path, number: early },
    ]);
  });

  it('does not pretend its price while it is not to be had', async () => {
    const over = await bid({ validUntil: inDays(-2) });
    const { lines } = await dryRun(shop, orderInput(shop, under(over, 1)));
    expect(lines[0].price).toMatchObject({
      unitPrice: eur('540.00'),
      explanation: { specialBidNumber: null, winner: { priceListCode: 'DE-PREMIER' } },
    });
  });

  it('of somebody else looks like one that does not exist', async () => {
    const resellerId = await addReseller(portal.db);
    const foreign = await bid({ resellerId });
    const notFound = [{ code: 'NOT_FOUND', path }];
    expect(await refusal(shop, under(foreign, 1))).toEqual(notFound);
    expect(await refusal(shop, under('SB-NONE', 1))).toEqual(notFound);
    const messages = await Promise.all(
      [foreign, 'SB-NONE'].map(async (number) => {
        const { userErrors } = await submit(shop, under(number, 1));
        return userErrors[0].message;
      }),
    );
    expect(new Set(messages).size).toBe(1);
  });

  it('for another SKU, or for another market in another currency, does not fit', async () => {
    const notFound = [{ code: 'NOT_FOUND', path }];
    const ofB = await bid({ variantId: shop.b });
    expect(await refusal(shop, under(ofB, 1))).toEqual(notFound);
    await openForeignMarket(shop, {
      code: 'JP',
      currencyCode: 'JPY',
      a: 60_000,
      b: 12_000,
      creditLimit: '1000000',
    });
    const japanese = await bid({ marketCode: 'JP', currencyCode: 'JPY', unitPriceMinor: 50_000 });
    expect(await refusal(shop, under(japanese, 1))).toEqual(notFound);
  });

  it('is no way around the price that was expected', async () => {
    const number = await bid();
    const lines = [
      { sku: 'SKU-A', quantity: 1, specialBidNumber: number, expectedUnitPrice: eur('540.00') },
    ];
    expect(await refusal(shop, { lines })).toEqual([
      {
        code: 'PRICE_CHANGED',
        path: 'input.lines.0.expectedUnitPrice',
        expected: eur('540.00'),
        actual: eur('450.00'),
      },
    ]);
  });
});

describe('amounts beyond any order', () => {
  it('are refused, not an error of the server', async () => {
    const variantId = await addShelf(portal, 'SKU-MOON');
    await putStock(portal.db, variantId, shop.locationId, 1_000_000);
    await addPriceList(portal.db, {
      marketCode: 'DE',
      entries: { [variantId]: 1_000_000_000_000 },
    });
    const lines = Array.from({ length: 100 }, () => ({ sku: 'SKU-MOON', quantity: 1_000_000 }));
    expect(await refusal(shop, { lines, acceptBackorder: true })).toEqual([
      { code: 'INVALID_VALUE', path: 'input.lines', rule: 'MONEY' },
    ]);
  });
});
