import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { brief } from '../support/order-probe.js';
import { startPortal, type Portal } from '../support/portal.js';
import {
  change,
  openPriceOffice,
  row,
  setPrices,
  type PriceOffice,
} from '../support/world/price-list.world.js';
import { breaches, submit, type Shop } from '../support/world/shop.world.js';

let portal: Portal;
let shop: Shop;
let office: PriceOffice;

beforeAll(async () => {
  portal = await startPortal('price-race');
  office = await openPriceOffice(portal);
  ({ shop } = office);
}, 60_000);
afterAll(() => portal?.stop());

const eur = (amount: string): object => ({ amount, currencyCode: 'EUR' });

/** What whoever keeps the prices does. */
async function setPrice(amount: string): Promise<void> {
  const { userErrors } = await setPrices(office, [row('SKU-B', 1, amount)]);
  expect(userErrors).toEqual([]);
}

describe('a price that changes while orders are placed', () => {
  it('is met by each order or refused with the new one, and never an error', async () => {
    const line = { sku: 'SKU-B', quantity: 1, expectedUnitPrice: eur('115.00') };
    const outcomes = new Set<string>();
    for (let round = 0; round < 30; round += 1) {
      const [, ...payloads] = await Promise.all([
        setPrice(round % 2 === 0 ? '116.00' : '115.00'),
        ...Array.from({ length: 4 }, () => submit(shop, { lines: [line] })),
      ]);
      for (const { order, userErrors } of payloads) {
        outcomes.add(order === null ? 'refused' : 'placed');
        if (order !== null) {
          expect(order).toMatchObject({ state: 'CONFIRMED', net: { amount: '115.00' } });
          continue;
        }
        expect(userErrors.map(brief)).toEqual([
          {
            code: 'PRICE_CHANGED',
            path: 'input.lines.0.expectedUnitPrice',
            expected: eur('115.00'),
            actual: eur('116.00'),
          },
        ]);
      }
    }
    expect(outcomes).toEqual(new Set(['placed', 'refused']));
    expect(await breaches(portal)).toEqual([]);
  });

  it('without an expected price is that of one moment in every line', async () => {
    const lines = Array.from({ length: 20 }, () => ({ sku: 'SKU-B', quantity: 1 }));
    for (let round = 0; round < 10; round += 1) {
      const [, ...payloads] = await Promise.all([
        setPrice(round % 2 === 0 ? '116.00' : '115.00'),
        ...Array.from({ length: 4 }, () => submit(shop, { lines })),
      ]);
      for (const { order } of payloads) {
        expect(['2300.00', '2320.00']).toContain(order.net.amount);
      }
    }
    expect(await breaches(portal)).toEqual([]);
  });

  it('is never the old one in an order that began after the change was answered', async () => {
    const before: Promise<unknown>[] = [];
    for (let round = 0; round < 20; round += 1) {
      const amount = round % 2 === 0 ? '117.00' : '118.00';
      before.push(
        ...Array.from({ length: 3 }, () =>
          submit(shop, { lines: [{ sku: 'SKU-B', quantity: 1 }] }),
        ),
      );
      await setPrice(amount);
      const after = await Promise.all(
        Array.from({ length: 3 }, () => submit(shop, { lines: [{ sku: 'SKU-B', quantity: 1 }] })),
      );
      expect(after.map(({ order }) => order.net.amount)).toEqual(Array(3).fill(amount));
    }
    await Promise.all(before);
    expect(await breaches(portal)).toEqual([]);
  });

  it('ends with its list: whoever orders after that has the price of the next one', async () => {
    const { manager } = office;
    const end = { code: 'DE-PREMIER', expectedVersion: await versionOf('DE-PREMIER') };
    const lines = [{ sku: 'SKU-B', quantity: 1 }];
    const during = Array.from({ length: 8 }, () => submit(shop, { lines }));
    const ended = await change(office, 'priceListEnd', { input: end }, manager.token);
    expect(ended.userErrors).toEqual([]);
    const after = await Promise.all(Array.from({ length: 8 }, () => submit(shop, { lines })));
    expect(after.map(({ order }) => order.net.amount)).toEqual(Array(8).fill('129.00'));
    for (const { order } of await Promise.all(during)) {
      expect(['118.00', '129.00']).toContain(order.net.amount);
    }
  });
});

async function versionOf(code: string): Promise<number> {
  const [list] = await portal.rows<{ version: number }>(
    'SELECT version FROM pricing.price_list WHERE code = $1',
    [code],
  );
  return list?.version ?? 0;
}
