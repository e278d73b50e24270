import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { inParallel, seededRandom, tally } from '../support/parallel.js';
import { startPortal, type Answer, type Portal } from '../support/portal.js';
import { addLocation, putStock } from '../support/world/inventory.world.js';
import { addMarket } from '../support/world/market.world.js';
import { addPriceList } from '../support/world/pricing.world.js';
import {
  addShelf,
  addStaff,
  breaches,
  MARKET,
  openShop,
  orderInput,
  submitRaw,
  type Shop,
} from '../support/world/shop.world.js';

const SKUS = Array.from({ length: 20 }, (_, n) => `MO-${String(n).padStart(2, '0')}`);
const COUNT = `mutation ($input: StockLevelsSetInput!) { stockLevelsSet(input: $input) { userErrors { code } } }`;
const PRICE = `mutation ($input: PricesSetInput!) { pricesSet(input: $input) { userErrors { code } } }`;
const SERVE = `mutation ($input: StockLocationServeInput!) { stockLocationServe(input: $input) { userErrors { code } } }`;

let portal: Portal;
let shop: Shop;

beforeAll(async () => {
  portal = await startPortal('many-at-once', { DATABASE_POOL_SIZE: '16' });
  shop = await openShop(portal);
  await addMarket(portal.db, { code: 'FR', regionId: shop.regionId });
  const entries: Record<string, number> = {};
  for (const sku of SKUS) entries[await addShelf(portal, sku)] = 10_000;
  await addPriceList(portal.db, { marketCode: MARKET, code: 'DE-MO', entries });
  await addPriceList(portal.db, { marketCode: 'FR', code: 'FR-MO', entries });
  await addLocation(portal.db, { code: 'AMS', markets: { [MARKET]: { preference: 2 }, FR: {} } });
  for (const variantId of Object.keys(entries)) {
    await putStock(portal.db, variantId, shop.locationId, 10);
  }
}, 60_000);

afterAll(() => portal?.stop());

/** What became of it, in a word; more than one mistake is still one word. */
function outcome(name: string, { status, errors, data }: Answer): string {
  if (errors.length > 0) return `${name} ${status} ${errors[0].extensions.code}`;
  return `${name} ${data[name].userErrors[0]?.code ?? 'done'}`;
}

it('prices, counts, what serves where and orders change at once, and nobody stands in another way for ever', async () => {
  const { token } = await addStaff(portal, 'ADMIN');
  const random = seededRandom(11);
  const upTo = (n: number) => Math.floor(random() * n);
  const eitherWay = <Item>(items: Item[], n: number) => (n % 2 === 0 ? items : items.toReversed());
  const works: ((n: number) => Promise<string>)[] = [
    async (n) => {
      const rows = eitherWay(
        SKUS.flatMap((sku) => [
          { sku, locationCode: 'RTM', onHand: upTo(25) },
          { sku, locationCode: 'AMS', onHand: upTo(25) },
        ]),
        n,
      );
      const input = { idempotencyKey: newId(), mode: 'ALL_OR_NOTHING', reason: 'count', rows };
      return outcome('stockLevelsSet', await portal.ask(COUNT, { input }, { token }));
    },
    async (n) => {
      const rows = eitherWay(
        SKUS.flatMap((sku) =>
          ['DE-MO', 'FR-MO'].map((priceListCode) => ({
            priceListCode,
            sku,
            minimumQuantity: 1,
            unitPrice: { amount: `${100 + upTo(9)}.00`, currencyCode: 'EUR' },
          })),
        ),
        n,
      );
      const input = { idempotencyKey: newId(), mode: 'ALL_OR_NOTHING', rows };
      return outcome('pricesSet', await portal.ask(PRICE, { input }, { token }));
    },
    async (n) => {
      const [location] = await portal.rows<{ version: number }>(
        `SELECT version FROM inventory.stock_location WHERE code = 'AMS'`,
      );
      const input = {
        code: 'AMS',
        expectedVersion: location?.version ?? 0,
        marketCode: n % 2 === 0 ? 'FR' : MARKET,
        leadDays: 1 + upTo(9),
      };
      return outcome('stockLocationServe', await portal.ask(SERVE, { input }, { token }));
    },
  ];
  const order = async () => {
    const lines = [0, 1, 2].map(() => ({ sku: SKUS[upTo(20)] ?? '', quantity: 1 + upTo(4) }));
    const input = orderInput(shop, { acceptBackorder: true, lines });
    return outcome('orderSubmit', await submitRaw(shop, input));
  };
  const outcomes = await inParallel(96, (n) => works[n % 6]?.(n) ?? order(), 10);
  const { 'stockLocationServe CONFLICT': stale = 0, ...others } = tally(outcomes);
  expect(others).toEqual({
    'stockLevelsSet done': 16,
    'pricesSet done': 16,
    'stockLocationServe done': 16 - stale,
    'orderSubmit done': 48,
  });
  expect(await breaches(portal)).toEqual([]);
  expect(
    await portal.rows(
      `SELECT l.sku FROM orders.order_line l JOIN inventory.stock_level s ON s.variant_id = l.variant_id
       WHERE l.backordered > 0 AND s.on_hand > s.allocated`,
    ),
  ).toEqual([]);
}, 120_000);
