import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dryRun, growth, tally } from '../support/order-probe.js';
import { startPortal, type Portal } from '../support/portal.js';
import { openForeignMarket } from '../support/world/foreign-market.world.js';
import { breaches, openShop, orderInput, submit, type Shop } from '../support/world/shop.world.js';

let portal: Portal;
let shop: Shop;

beforeAll(async () => {
  portal = await startPortal('worked-example');
  shop = await openShop(portal);
});
afterAll(() => portal.stop());

interface Line {
  unitPrice: { amount: string };
  net: { amount: string };
}

function amountsOf(order: {
  lines: Line[];
  net: { amount: string };
  tax: { amount: string };
  total: { amount: string; currencyCode: string };
}): unknown {
  return {
    lines: order.lines.map(({ unitPrice, net }) => [unitPrice.amount, net.amount]),
    net: order.net.amount,
    tax: order.tax.amount,
    total: `${order.total.amount} ${order.total.currencyCode}`,
  };
}

describe('the worked example', () => {
  const lines = [
    { sku: 'SKU-A', quantity: 12 },
    { sku: 'SKU-B', quantity: 12 },
  ];

  it('makes 12 A and 12 B of a PREMIER reseller 9,139.20 EUR', async () => {
    const before = await tally(portal);
    const { order, replayed, userErrors } = await submit(shop, { lines });
    expect({ replayed, userErrors, state: order.state, version: order.version }).toEqual({
      replayed: false,
      userErrors: [],
      state: 'CONFIRMED',
      version: 1,
    });
    expect(amountsOf(order)).toEqual({
      lines: [
        ['525.00', '6300.00'],
        ['115.00', '1380.00'],
      ],
      net: '7680.00',
      tax: '1459.20',
      total: '9139.20 EUR',
    });
    expect(growth(before, await tally(portal))).toEqual({
      orders: 1,
      lines: 2,
      salesEvents: 1,
      outbox: 1,
      audits: 1,
      allocated: 24,
      exposure: 913_920,
    });
    const [event] = await portal.rows(
      `SELECT kind, reseller_id, (SELECT sum(n)::integer FROM unnest(net_minor) n) AS net,
         (SELECT sum(n)::integer FROM unnest(quantities) n) AS pieces FROM sales.event WHERE order_id = $1`,
      [order.id],
    );
    expect(event).toEqual({
      kind: 'BOOKING',
      reseller_id: shop.reseller.id,
      net: 768_000,
      pieces: 24,
    });
    expect(await breaches(portal)).toEqual([]);
  });

  it('is told in advance by the dry run, to the cent', async () => {
    const {
      lines: asked,
      net,
      tax,
      total,
      orderable,
    } = await dryRun(shop, orderInput(shop, { lines }));
    expect({
      lines: asked.map((line: { price: Line; net: Line['net'] }) => [
        line.price.unitPrice.amount,
        line.net.amount,
      ]),
      net: net.amount,
      tax: tax.amount,
      total: total.amount,
      orderable,
    }).toEqual({
      lines: [
        ['525.00', '6300.00'],
        ['115.00', '1380.00'],
      ],
      net: '7680.00',
      tax: '1459.20',
      total: '9139.20',
      orderable: true,
    });
  });

  it('keeps with the line which list and break won, and why the other one lost', async () => {
    const { order } = await submit(shop, { lines });
    const { data, errors } = await portal.ask(
      `query ($id: ID!) { order(id: $id) { lines { taxRate priceExplanation {
         quantity specialBidNumber winner { priceListCode minimumQuantity unitPrice { amount } }
         losers { priceListCode reason minimumQuantity unitPrice { amount } } } } } }`,
      { id: order.id },
      { token: shop.buyer.token },
    );
    expect(errors).toEqual([]);
    expect(data.order.lines[0]).toEqual({
      taxRate: '19',
      priceExplanation: {
        quantity: 12,
        specialBidNumber: null,
        winner: {
          priceListCode: 'DE-PREMIER',
          minimumQuantity: 10,
          unitPrice: { amount: '525.00' },
        },
        losers: [
          {
            priceListCode: 'DE-EVERYONE',
            reason: 'LESS_SPECIFIC_AUDIENCE',
            minimumQuantity: 1,
            unitPrice: { amount: '600.00' },
          },
        ],
      },
    });
  });

  it.each([
    [1, '540.00', '540.00'],
    [9, '540.00', '4860.00'],
    [10, '525.00', '5250.00'],
    [49, '525.00', '25725.00'],
    [50, '510.00', '25500.00'],
  ])('prices %d pieces of A at %s', async (quantity, unitPrice, net) => {
    const { order } = await submit(shop, { lines: [{ sku: 'SKU-A', quantity }] });
    expect(amountsOf(order)).toMatchObject({ lines: [[unitPrice, net]] });
  });

  it('reaches a break with two lines of one SKU together', async () => {
    const { order } = await submit(shop, {
      lines: [
        { sku: 'SKU-A', quantity: 4 },
        { sku: 'SKU-B', quantity: 1 },
        { sku: 'sku-a ', quantity: 6 },
      ],
    });
    expect(amountsOf(order)).toMatchObject({
      lines: [
        ['525.00', '2100.00'],
        ['115.00', '115.00'],
        ['525.00', '3150.00'],
      ],
      net: '5365.00',
      tax: '1019.35',
    });
  });
});

describe('other currencies', () => {
  it('tax the sum of the lines once: 15 % of 6.70 twice is 2.01, not 2.02', async () => {
    const there = await openForeignMarket(shop, {
      code: 'SA',
      currencyCode: 'SAR',
      taxRate: '15',
      timeZone: 'Asia/Riyadh',
      a: 670,
      b: 670,
      creditLimit: '15.41',
    });
    const { order } = await submit(shop, {
      ...there,
      lines: [
        { sku: 'SKU-A', quantity: 1 },
        { sku: 'SKU-B', quantity: 1 },
      ],
    });
    expect(order.state).toBe('CONFIRMED');
    expect(amountsOf(order)).toEqual({
      lines: [
        ['6.70', '6.70'],
        ['6.70', '6.70'],
      ],
      net: '13.40',
      tax: '2.01',
      total: '15.41 SAR',
    });
  });

  it('have no decimal places where the currency has none: JPY', async () => {
    const there = await openForeignMarket(shop, {
      code: 'JP',
      currencyCode: 'JPY',
      taxRate: '10',
      timeZone: 'Asia/Tokyo',
      a: 59_805,
      b: 12_345,
      creditLimit: '1000000',
    });
    const { order } = await submit(shop, {
      ...there,
      lines: [
        { sku: 'SKU-A', quantity: 1, expectedUnitPrice: { amount: '59805', currencyCode: 'JPY' } },
        { sku: 'SKU-B', quantity: 2 },
      ],
    });
    // 10 % of 84,495 is 8,449.5, half away from zero.
    expect(amountsOf(order)).toEqual({
      lines: [
        ['59805', '59805'],
        ['12345', '24690'],
      ],
      net: '84495',
      tax: '8450',
      total: '92945 JPY',
    });
  });

  it('have three decimal places where the currency has three: KWD', async () => {
    const there = await openForeignMarket(shop, {
      code: 'KW',
      currencyCode: 'KWD',
      taxRate: '7.5',
      timeZone: 'Asia/Kuwait',
      a: 165_433,
      b: 1,
      creditLimit: '1000.000',
    });
    const { order } = await submit(shop, {
      ...there,
      lines: [
        { sku: 'SKU-A', quantity: 2 },
        { sku: 'SKU-B', quantity: 3 },
      ],
    });
    // 7.5 % of 330.869 is 24.815175.
    expect(amountsOf(order)).toEqual({
      lines: [
        ['165.433', '330.866'],
        ['0.001', '0.003'],
      ],
      net: '330.869',
      tax: '24.815',
      total: '355.684 KWD',
    });
    expect(await breaches(portal)).toEqual([]);
  });
});
