import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { inParallel, outcomeOf, tally } from '../support/parallel.js';
import { startPortal, type Portal } from '../support/portal.js';
import { addBuyers } from '../support/world/buyers.world.js';
import { putStock } from '../support/world/inventory.world.js';
import { addPriceList } from '../support/world/pricing.world.js';
import {
  addShelf,
  breaches,
  MARKET,
  openShop,
  orderInput,
  submitRaw,
  type Shop,
} from '../support/world/shop.world.js';

const SLOW = 120_000;

let portal: Portal;
let shop: Shop;

beforeAll(async () => {
  portal = await startPortal('concurrency', { DATABASE_POOL_SIZE: '16' });
  shop = await openShop(portal);
}, SLOW);

afterAll(() => portal.stop());

afterEach(async () => {
  expect(await breaches(portal)).toEqual([]);
});

/** A SKU of its own for a test, with a price and so many pieces. */
async function stock(sku: string, pieces: number): Promise<string> {
  const variantId = await addShelf(portal, sku);
  await addPriceList(portal.db, { marketCode: MARKET, entries: { [variantId]: 10_000 } });
  if (pieces > 0) await putStock(portal.db, variantId, shop.locationId, pieces);
  return variantId;
}

async function available(variantId: string): Promise<number> {
  const [row] = await portal.rows<{ left: number }>(
    'SELECT sum(on_hand - allocated)::int AS left FROM inventory.stock_level WHERE variant_id = $1',
    [variantId],
  );
  return row?.left ?? 0;
}

async function deadlocks(): Promise<number> {
  await portal.db.query('SELECT pg_stat_clear_snapshot()');
  const [row] = await portal.rows<{ deadlocks: string }>(
    'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
  );
  return Number(row?.deadlocks ?? 0);
}

async function send(input: object, token?: string): Promise<string> {
  return outcomeOf(await submitRaw(shop, input, token), 'orderSubmit');
}

describe('sixty-four at once', () => {
  it('of one key make one order, and the others are told of it', async () => {
    const input = orderInput(shop);
    const answers = await inParallel(64, () => submitRaw(shop, input));
    expect(tally(answers.map((answer) => outcomeOf(answer, 'orderSubmit')))).toEqual({
      CONFIRMED: 1,
      'CONFIRMED replayed': 63,
    });
    expect(new Set(answers.map(({ data }) => data.orderSubmit.order.id)).size).toBe(1);
  });

  it('of one key with different inputs make one order, and the others are refused', async () => {
    const input = orderInput(shop);
    const outcomes = await inParallel(64, (n) =>
      send({ ...input, lines: [{ sku: 'SKU-A', quantity: 1 + (n % 4) }] }),
    );
    expect(tally(outcomes)).toEqual({
      CONFIRMED: 1,
      'CONFIRMED replayed': 15,
      IDEMPOTENCY_KEY_REUSED: 48,
    });
  });

  it('of one purchase order number make one order, and the others are told its number', async () => {
    const input = orderInput(shop);
    const answers = await inParallel(64, (n) =>
      submitRaw(shop, {
        ...input,
        idempotencyKey: newId(),
        purchaseOrderNumber: n % 2 === 0 ? 'Same Number ' : 'SAME NUMBER',
      }),
    );
    expect(tally(answers.map((answer) => outcomeOf(answer, 'orderSubmit')))).toEqual({
      CONFIRMED: 1,
      DUPLICATE_PURCHASE_ORDER: 63,
    });
    const winner = answers.find(({ data }) => data.orderSubmit.order !== null);
    const told = answers.flatMap(({ data }) => data.orderSubmit.userErrors);
    expect(tally(told.map(({ number, path }) => `${path.join('.')} ${number}`))).toEqual({
      [`input.purchaseOrderNumber ${winner?.data.orderSubmit.order.number}`]: 63,
    });
  });

  it('of one key by two resellers make one order each', async () => {
    const [other] = await addBuyers(portal, { resellers: 1, each: 1 });
    if (!other) throw new Error('One buyer was asked for.');
    const input = orderInput(shop);
    const outcomes = await inParallel(64, (n) =>
      n % 2 === 0 ? send(input) : send({ ...input, shipToAddressId: other.addressId }, other.token),
    );
    expect(tally(outcomes)).toEqual({ CONFIRMED: 2, 'CONFIRMED replayed': 62 });
  });
});

describe('orders for the same pieces', () => {
  it('eight of 3 on 10 units: three confirmed, five refused, 1 left', async () => {
    const variantId = await stock('TEN', 10);
    const answers = await inParallel(8, () =>
      submitRaw(shop, orderInput(shop, { lines: [{ sku: 'TEN', quantity: 3 }] })),
    );
    expect(tally(answers.map((answer) => outcomeOf(answer, 'orderSubmit')))).toEqual({
      CONFIRMED: 3,
      INSUFFICIENT_STOCK: 5,
    });
    const told = answers.flatMap(({ data }) => data.orderSubmit.userErrors);
    expect(tally(told.map(({ path, available: left }) => `${path.join('.')} ${left}`))).toEqual({
      'input.lines.0.quantity 1': 5,
    });
    expect(await available(variantId)).toBe(1);
  });

  it('two lines of one SKU are summed: twelve of 2 + 1 on 10 units', async () => {
    const variantId = await stock('TWICE', 10);
    const lines = [
      { sku: 'TWICE', quantity: 2 },
      { sku: 'TWICE', quantity: 1 },
    ];
    const outcomes = await inParallel(12, () => send(orderInput(shop, { lines })));
    expect(outcomes.filter((outcome) => outcome === 'CONFIRMED')).toHaveLength(3);
    expect(tally(outcomes.flatMap((outcome) => outcome.split(' + ')))).toMatchObject({
      CONFIRMED: 3,
    });
    expect(new Set(outcomes.flatMap((outcome) => outcome.split(' + ')))).toEqual(
      new Set(['CONFIRMED', 'INSUFFICIENT_STOCK']),
    );
    expect(await available(variantId)).toBe(1);
  });

  it('twenty of 3 on 10 units that accept backorder: all confirmed, 10 pieces promised once', async () => {
    const variantId = await stock('LATER', 10);
    const lines = [{ sku: 'LATER', quantity: 3 }];
    const outcomes = await inParallel(20, () =>
      send(orderInput(shop, { lines, acceptBackorder: true })),
    );
    expect(tally(outcomes)).toEqual({ CONFIRMED: 20 });
    const [sums] = await portal.rows(
      `SELECT sum(allocated)::int AS allocated, sum(backordered)::int AS backordered
       FROM orders.order_line WHERE sku = 'LATER'`,
    );
    expect(sums).toEqual({ allocated: 10, backordered: 50 });
    expect(await available(variantId)).toBe(0);
  });

  it('with many SKUs in opposite orders: nobody hears of a deadlock', async () => {
    const skus = Array.from({ length: 20 }, (_, n) => `OPP-${String(n).padStart(2, '0')}`);
    for (const sku of skus) await stock(sku, 100);
    const before = await deadlocks();
    const outcomes = await inParallel(64, (n) => {
      const order = n % 2 === 0 ? skus : skus.toReversed();
      const turned = [...order.slice(n % 7), ...order.slice(0, n % 7)];
      return send(orderInput(shop, { lines: turned.map((sku) => ({ sku, quantity: 1 })) }));
    });
    expect(tally(outcomes)).toEqual({ CONFIRMED: 64 });
    expect((await deadlocks()) - before).toBe(0);
  });
});

describe('a flash sale', () => {
  it(
    'of 100 units to 1,000 buyers sells exactly 100, and tells everybody else why not',
    async () => {
      const variantId = await stock('FLASH', 100);
      const buyers = await addBuyers(portal, { resellers: 50, each: 20 });
      const started = performance.now();
      const outcomes = await inParallel(
        buyers.length,
        async (n) => {
          const { token, addressId } = buyers[n] ?? buyers[0]!;
          const lines = [{ sku: 'FLASH', quantity: 1 }];
          return send(orderInput(shop, { shipToAddressId: addressId, lines }), token);
        },
        64,
      );
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      process.stdout.write(`Flash sale: 1,000 buyers in ${seconds} s.\n`);
      expect(tally(outcomes)).toEqual({ CONFIRMED: 100, INSUFFICIENT_STOCK: 900 });
      expect(await available(variantId)).toBe(0);
    },
    SLOW,
  );
});
