import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPortal, type Portal } from '../support/portal.js';
import {
  breaches,
  openShop,
  orderInput,
  submit,
  submitRaw,
  type Shop,
} from '../support/world/shop.world.js';

describe('an order', () => {
  let portal: Portal;
  let shop: Shop;

  beforeAll(async () => {
    portal = await startPortal('submit');
    shop = await openShop(portal);
  });
  afterAll(() => portal.stop());

  it('is placed at the prices of the worked example, to the cent', async () => {
    const lines = [
      { sku: 'SKU-A', quantity: 12 },
      { sku: 'SKU-B', quantity: 12 },
    ];
    const { order, replayed, userErrors } = await submit(shop, { lines });
    expect(userErrors).toEqual([]);
    expect(replayed).toBe(false);
    expect(order).toMatchObject({
      state: 'CONFIRMED',
      version: 1,
      net: { amount: '7680.00' },
      tax: { amount: '1459.20' },
      total: { amount: '9139.20', currencyCode: 'EUR' },
    });
    expect(order.number).toMatch(/^SO-\d{4}-\d{6}$/);
    expect(order.lines).toMatchObject([
      { sku: 'SKU-A', allocated: 12, unitPrice: { amount: '525.00' }, net: { amount: '6300.00' } },
      { sku: 'SKU-B', allocated: 12, unitPrice: { amount: '115.00' }, net: { amount: '1380.00' } },
    ]);
    expect(await breaches(portal)).toEqual([]);
  });

  it('is placed once, however often its key comes', async () => {
    const input = orderInput(shop);
    const answers = await Promise.all(Array.from({ length: 64 }, () => submitRaw(shop, input)));
    const payloads = answers.map(({ data }) => data.orderSubmit);
    expect(payloads.flatMap(({ userErrors }) => userErrors)).toEqual([]);
    expect(new Set(payloads.map(({ order }) => order.id)).size).toBe(1);
    expect(payloads.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(await breaches(portal)).toEqual([]);
  });
});
