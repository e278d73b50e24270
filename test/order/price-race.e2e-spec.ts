import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { brief } from '../support/order-probe.js';
import { startPortal, type Portal } from '../support/portal.js';
import { breaches, openShop, submit, type Shop } from '../support/world/shop.world.js';

let portal: Portal;
let shop: Shop;

beforeAll(async () => {
  portal = await startPortal('price-race');
  shop = await openShop(portal);
});
afterAll(() => portal.stop());

const eur = (amount: string): object => ({ amount, currencyCode: 'EUR' });

/** What whoever keeps the prices does: changes one, and raises the revision of the catalog with it. */
async function setPrice(minor: number): Promise<void> {
  await portal.db.query(
    `WITH changed AS (UPDATE pricing.price_entry SET unit_price_minor = $1
       WHERE variant_id = '${shop.b}' RETURNING 1)
     UPDATE market.market SET catalog_revision = catalog_revision + 1
     WHERE code = 'DE' AND EXISTS (SELECT 1 FROM changed)`,
    [minor],
  );
}

describe('a price that changes while orders are placed', () => {
  it('is met by each order or refused with the new one, and never an error', async () => {
    const line = { sku: 'SKU-B', quantity: 1, expectedUnitPrice: eur('115.00') };
    const outcomes = new Set<string>();
    for (let round = 0; round < 30; round += 1) {
      const [, ...payloads] = await Promise.all([
        setPrice(round % 2 === 0 ? 11_600 : 11_500),
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
        setPrice(round % 2 === 0 ? 11_600 : 11_500),
        ...Array.from({ length: 4 }, () => submit(shop, { lines })),
      ]);
      for (const { order } of payloads) {
        expect(['2300.00', '2320.00']).toContain(order.net.amount);
      }
    }
    expect(await breaches(portal)).toEqual([]);
  });
});
