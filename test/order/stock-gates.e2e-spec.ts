import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { brief, dryRun, growth, refusal, tally } from '../support/order-probe.js';
import { startPortal, type Portal } from '../support/portal.js';
import {
  addListedVariant,
  addListing,
  addProduct,
  addVariant,
  daysFromToday,
} from '../support/world/catalog.world.js';
import { addInbound, addLocation, putStock } from '../support/world/inventory.world.js';
import { addPriceList } from '../support/world/pricing.world.js';
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
let near: string;
let far: string;
let today: string;
let shelves = 0;

beforeAll(async () => {
  portal = await startPortal('stock-gates');
  shop = await openShop(portal);
  near = await addLocation(portal.db, {
    code: 'NEAR',
    markets: { DE: { preference: 2, leadDays: 3 } },
  });
  far = await addLocation(portal.db, {
    code: 'FAR',
    markets: { DE: { preference: 5, leadDays: 9 } },
  });
  const [row] = await portal.rows<{ today: string }>(
    `SELECT (now() AT TIME ZONE 'Europe/Berlin')::date::text AS today`,
  );
  today = row?.today ?? '';
});
afterAll(() => portal.stop());

/** A day so many days after the market's today. */
function day(days: number): string {
  return new Date(Date.parse(`${today}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** A SKU at 10.00 EUR with so many pieces at the near and at the far location. */
async function shelf(atNear: number, atFar = 0): Promise<{ sku: string; variantId: string }> {
  shelves += 1;
  const sku = `STOCK-${shelves}`;
  const { variantId } = await addListedVariant(portal.db, {
    handle: sku.toLowerCase(),
    sku,
    marketCodes: ['DE'],
  });
  await addPriceList(portal.db, { marketCode: 'DE', entries: { [variantId]: 1000 } });
  if (atNear > 0) await putStock(portal.db, variantId, near, atNear);
  if (atFar > 0) await putStock(portal.db, variantId, far, atFar);
  return { sku, variantId };
}

async function allocationsOf(orderId: string): Promise<object[]> {
  return portal.rows(
    `SELECT l.position, s.code, a.quantity FROM orders.allocation a
     JOIN orders.order_line l ON l.id = a.order_line_id JOIN inventory.stock_location s ON s.id = a.location_id
     WHERE l.order_id = $1 ORDER BY l.position, s.code`,
    [orderId],
  );
}

interface Line {
  allocated: number;
  backordered: number;
  promisedOn: string | null;
}

const splitOf = (lines: Line[]): unknown[] =>
  lines.map(({ allocated, backordered, promisedOn }) => [allocated, backordered, promisedOn]);

describe('INSUFFICIENT_STOCK', () => {
  const code = 'INSUFFICIENT_STOCK';

  it('says what is available, over all locations of the market', async () => {
    const { sku } = await shelf(4, 3);
    expect(await refusal(shop, { lines: [{ sku, quantity: 8 }] })).toEqual([
      { code, path: 'input.lines.0.quantity', available: 7 },
    ]);
    const none = await shelf(0);
    expect(await refusal(shop, { lines: [{ sku: none.sku, quantity: 1 }] })).toEqual([
      { code, path: 'input.lines.0.quantity', available: 0 },
    ]);
  });

  it('does not count locations that serve other markets', async () => {
    const { sku, variantId } = await shelf(1);
    const elsewhere = await addLocation(portal.db, { code: 'ELSE', markets: {} });
    await putStock(portal.db, variantId, elsewhere, 50);
    expect(await refusal(shop, { lines: [{ sku, quantity: 2 }] })).toEqual([
      { code, path: 'input.lines.0.quantity', available: 1 },
    ]);
  });

  it('reports every short line, and only those', async () => {
    const [one, two, three] = [await shelf(1), await shelf(20), await shelf(3)];
    const lines = [one, two, three].map(({ sku }) => ({ sku, quantity: 5 }));
    expect(await refusal(shop, { lines })).toEqual([
      { code, path: 'input.lines.0.quantity', available: 1 },
      { code, path: 'input.lines.2.quantity', available: 3 },
    ]);
  });

  it('sums two lines of one SKU', async () => {
    const { sku } = await shelf(10);
    const lines = [
      { sku, quantity: 6 },
      { sku: 'SKU-B', quantity: 1 },
      { sku, quantity: 5 },
    ];
    expect(await refusal(shop, { lines })).toEqual([
      { code, path: 'input.lines.0.quantity', available: 10 },
      { code, path: 'input.lines.2.quantity', available: 10 },
    ]);
    const fitting = lines.map((line) => ({ ...line, quantity: Math.min(line.quantity, 5) }));
    const { order } = await submit(shop, { lines: fitting });
    expect(splitOf(order.lines)).toEqual([
      [5, 0, day(3)],
      [1, 0, day(2)],
      [5, 0, day(3)],
    ]);
  });
});

describe('locations', () => {
  it('give by preference, and the slowest one used makes the promise', async () => {
    const { sku } = await shelf(4, 10);
    const lines = [
      { sku, quantity: 3 },
      { sku, quantity: 3 },
      { sku, quantity: 2 },
    ];
    const input = orderInput(shop, { lines });
    const promised = (await dryRun(shop, input)).lines.map((line: Line) => line.promisedOn);
    const { order } = await submit(shop, { lines });
    expect(splitOf(order.lines)).toEqual([
      [3, 0, day(3)],
      [3, 0, day(9)],
      [2, 0, day(9)],
    ]);
    expect(promised).toEqual([day(3), day(9), day(9)]);
    expect(await allocationsOf(order.id)).toEqual([
      { position: 1, code: 'NEAR', quantity: 3 },
      { position: 2, code: 'FAR', quantity: 2 },
      { position: 2, code: 'NEAR', quantity: 1 },
      { position: 3, code: 'FAR', quantity: 2 },
    ]);
    expect(await breaches(portal)).toEqual([]);
  });
});

describe('backorders', () => {
  it('wait for the rest of a line, promised by nobody where nothing is on its way', async () => {
    const { sku } = await shelf(4);
    const changes = { acceptBackorder: true, lines: [{ sku, quantity: 10 }] };
    const dry = await dryRun(shop, orderInput(shop, changes));
    expect(dry.lines[0]).toMatchObject({ available: 4, promisedOn: null, nextInboundOn: null });
    const { order } = await submit(shop, changes);
    expect(order.state).toBe('CONFIRMED');
    expect(splitOf(order.lines)).toEqual([[4, 6, null]]);
    expect(order.net.amount).toBe('100.00');
    expect(await breaches(portal)).toEqual([]);
  });

  it('are promised by the arrival that completes them, after those that wait already', async () => {
    const { sku, variantId } = await shelf(2);
    const inbound = { variantId, locationId: far };
    await addInbound(portal.db, { ...inbound, quantity: 10, expectedOn: day(20) });
    await addInbound(portal.db, { ...inbound, quantity: 5, expectedOn: day(40) });
    // Overdue: nobody knows when it comes.
    await addInbound(portal.db, { ...inbound, quantity: 90, expectedOn: day(-2) });
    const changes = { acceptBackorder: true, lines: [{ sku, quantity: 9 }] };
    const dry = await dryRun(shop, orderInput(shop, changes));
    expect(dry.lines[0]).toMatchObject({ promisedOn: day(29), nextInboundOn: day(20) });
    expect(splitOf((await submit(shop, changes)).order.lines)).toEqual([[2, 7, day(29)]]);
    expect(splitOf((await submit(shop, changes)).order.lines)).toEqual([[0, 9, null]]);
    const fewer = { ...changes, lines: [{ sku, quantity: 1 }] };
    expect(splitOf((await submit(shop, fewer)).order.lines)).toEqual([[0, 1, null]]);
  });

  it('share one stock and one arrival among the lines of a SKU, in their order', async () => {
    const { sku, variantId } = await shelf(4, 2);
    await addInbound(portal.db, { variantId, locationId: near, quantity: 5, expectedOn: day(10) });
    const lines = [
      { sku, quantity: 5 },
      { sku, quantity: 4 },
      { sku, quantity: 4 },
    ];
    const { order } = await submit(shop, { acceptBackorder: true, lines });
    expect(splitOf(order.lines)).toEqual([
      [5, 0, day(9)],
      [1, 3, day(13)],
      [0, 4, null],
    ]);
    expect(await allocationsOf(order.id)).toEqual([
      { position: 1, code: 'FAR', quantity: 1 },
      { position: 1, code: 'NEAR', quantity: 4 },
      { position: 2, code: 'FAR', quantity: 1 },
    ]);
  });

  it('take what parallel orders leave, and never more than there is', async () => {
    const { sku, variantId } = await shelf(10, 7);
    const payloads = await Promise.all(
      Array.from({ length: 8 }, () =>
        submit(shop, { acceptBackorder: true, lines: [{ sku, quantity: 3 }] }),
      ),
    );
    const lines: Line[] = payloads.flatMap(({ order }) => order.lines);
    expect(lines.reduce((sum, { allocated }) => sum + allocated, 0)).toBe(17);
    expect(lines.reduce((sum, { backordered }) => sum + backordered, 0)).toBe(7);
    const levels = await portal.rows(
      'SELECT on_hand - allocated AS left FROM inventory.stock_level WHERE variant_id = $1',
      [variantId],
    );
    expect(levels).toEqual([{ left: 0 }, { left: 0 }]);
    expect(await breaches(portal)).toEqual([]);
  });
});

describe('a preorder', () => {
  it('waits as a whole, whatever is in stock, and only for who accepts a backorder', async () => {
    const { db } = portal;
    const productId = await addProduct(db, { handle: 'preordered' });
    const variantId = await addVariant(db, { productId, sku: 'SKU-PRE' });
    await addListing(db, {
      variantId,
      marketCode: 'DE',
      preorderFrom: daysFromToday(-2),
      onSaleFrom: daysFromToday(30),
    });
    await addPriceList(db, { marketCode: 'DE', entries: { [variantId]: 1000 } });
    await putStock(db, variantId, near, 50);
    const lines = [{ sku: 'SKU-PRE', quantity: 5 }];
    expect(await refusal(shop, { lines })).toEqual([
      { code: 'INSUFFICIENT_STOCK', path: 'input.lines.0.quantity', available: 0 },
    ]);
    const { order } = await submit(shop, { lines, acceptBackorder: true });
    expect(order.state).toBe('CONFIRMED');
    expect(splitOf(order.lines)).toEqual([[0, 5, null]]);
    expect(await allocationsOf(order.id)).toEqual([]);
    expect(await breaches(portal)).toEqual([]);
  });
});

describe('eight parallel orders of 3 on a stock of 10', () => {
  it('are three orders, five times INSUFFICIENT_STOCK, and one piece left', async () => {
    const variantId = await addShelf(portal, 'SKU-TEN');
    await addPriceList(portal.db, { marketCode: 'DE', entries: { [variantId]: 100_00 } });
    await putStock(portal.db, variantId, shop.locationId, 10);
    const before = await tally(portal);
    const payloads = await Promise.all(
      Array.from({ length: 8 }, () => submit(shop, { lines: [{ sku: 'SKU-TEN', quantity: 3 }] })),
    );
    const confirmed = payloads.filter(({ order }) => order?.state === 'CONFIRMED');
    const refused = payloads.filter(({ order }) => order === null);
    expect(confirmed).toHaveLength(3);
    expect(refused.map(({ userErrors }) => userErrors.map(brief))).toEqual(
      Array.from({ length: 5 }, () => [
        { code: 'INSUFFICIENT_STOCK', path: 'input.lines.0.quantity', available: 1 },
      ]),
    );
    expect(growth(before, await tally(portal))).toEqual({
      orders: 3,
      lines: 3,
      salesEvents: 3,
      outbox: 3,
      audits: 3,
      allocated: 9,
      exposure: 3 * 35_700,
    });
    const [level] = await portal.rows(
      'SELECT on_hand, allocated FROM inventory.stock_level WHERE variant_id = $1',
      [variantId],
    );
    expect(level).toEqual({ on_hand: 10, allocated: 9 });
    expect(await breaches(portal)).toEqual([]);
  });
});
