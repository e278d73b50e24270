import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { startPortal, type Portal } from '../support/portal.js';
import { addListing, daysFromToday } from '../support/world/catalog.world.js';
import { addInbound, addLocation, putStock } from '../support/world/inventory.world.js';
import { addMarket } from '../support/world/market.world.js';
import { change, placed, trailOf } from '../support/world/order-command.world.js';
import { addPriceList } from '../support/world/pricing.world.js';
import {
  addPerson,
  addShelf,
  addShopReseller,
  breaches,
  MARKET,
  openShop,
  type Person,
  type Shop,
} from '../support/world/shop.world.js';

const RECEIVE = `mutation ($input: StockReceiveInput!) { stockReceive(input: $input) { level { onHand allocated } userErrors { code } } }`;
const ADJUST = `mutation ($input: StockAdjustInput!) { stockAdjust(input: $input) { level { onHand allocated } userErrors { code } } }`;

describe('backorders', () => {
  let portal: Portal;
  let shop: Shop;
  let other: { addressId: string; buyer: Person };
  let variantId: string;
  let sku: string;
  let shelves = 0;

  beforeAll(async () => {
    portal = await startPortal('order-backorder');
    shop = await openShop(portal);
    const { id, addressId } = await addShopReseller(portal);
    other = { addressId, buyer: await addPerson(portal, { resellerId: id, role: 'BUYER' }) };
  });
  afterAll(() => portal.stop());

  beforeEach(async () => {
    shelves += 1;
    sku = `SKU-W${shelves}`;
    variantId = await addShelf(portal, sku);
    await addPriceList(portal.db, { marketCode: MARKET, entries: { [variantId]: 10_000 } });
  });

  const order = (quantity: number) =>
    placed(shop, { acceptBackorder: true, lines: [{ sku, quantity }] });
  const otherOrder = (quantity: number) =>
    placed(
      shop,
      { acceptBackorder: true, shipToAddressId: other.addressId, lines: [{ sku, quantity }] },
      other.buyer.token,
    );
  const move = async (text: string, input: object) => {
    const { data, errors } = await portal.ask(
      text,
      { input: { idempotencyKey: newId(), locationCode: 'RTM', sku, ...input } },
      { token: shop.desk.token },
    );
    expect(errors).toEqual([]);
    const payload = data.stockReceive ?? data.stockAdjust;
    expect(payload.userErrors).toEqual([]);
    return payload.level;
  };
  const receive = (quantity: number) => move(RECEIVE, { quantity });
  const count = (countedOnHand: number) => move(ADJUST, { countedOnHand, reason: 'count' });
  /** Allocated and backordered of each order's only line. */
  const pieces = async (...orders: { id: string }[]) => {
    const rows = await portal.rows<{ id: string; pieces: number[] }>(
      `SELECT order_id AS id, ARRAY[allocated, backordered] AS pieces FROM orders.order_line
       WHERE order_id = ANY ($1)`,
      [orders.map(({ id }) => id)],
    );
    return orders.map(({ id }) => rows.find((row) => row.id === id)?.pieces);
  };

  it('are filled first in, first out, across resellers, when stock is received', async () => {
    const first = await order(5);
    const second = await otherOrder(4);
    const third = await order(3);
    expect(await pieces(first, second, third)).toEqual([
      [0, 5],
      [0, 4],
      [0, 3],
    ]);
    expect(first.lines[0].promisedOn).toBeNull();
    expect(await receive(7)).toEqual({ onHand: 7, allocated: 7 });
    expect(await pieces(first, second, third)).toEqual([
      [5, 0],
      [2, 2],
      [0, 3],
    ]);
    expect(await receive(10)).toEqual({ onHand: 17, allocated: 12 });
    expect(await pieces(first, second, third)).toEqual([
      [5, 0],
      [4, 0],
      [3, 0],
    ]);
    expect((await trailOf(portal, second.id)).slice(1)).toEqual([
      {
        operation: 'FILL_BACKORDER',
        from: 'CONFIRMED',
        to: 'CONFIRMED',
        version: 2,
        actor: 'SYSTEM',
        event: 'order.backorder_filled',
      },
      expect.objectContaining({ operation: 'FILL_BACKORDER', version: 3 }),
    ]);
    const [line] = await portal.rows(
      `SELECT promised_on = market.day_in('DE', now()) + 2 AS soon FROM orders.order_line WHERE order_id = $1`,
      [first.id],
    );
    expect(line).toEqual({ soon: true });
    expect(await breaches(portal)).toEqual([]);
  });

  it('get what a cancelled order gives back, also of another reseller, the oldest first', async () => {
    await putStock(portal.db, variantId, shop.locationId, 10);
    const holder = await order(10);
    const second = await otherOrder(6);
    const third = await order(6);
    expect(await pieces(holder, second, third)).toEqual([
      [10, 0],
      [0, 6],
      [0, 6],
    ]);
    const cancel = (orderId: string, lines?: object[]) =>
      change(portal, 'orderCancel', { orderId, reason: 'x', lines }, shop.buyer.token);
    await cancel(holder.id, [{ lineId: holder.lines[0].id, quantity: 4 }]);
    expect(await pieces(holder, second, third)).toEqual([
      [6, 0],
      [4, 2],
      [0, 6],
    ]);
    expect(await breaches(portal)).toEqual([]);
    await cancel(holder.id);
    expect(await pieces(holder, second, third)).toEqual([
      [0, 0],
      [6, 0],
      [4, 2],
    ]);
    expect(await breaches(portal)).toEqual([]);
  });

  it('are the first pieces of a line to be cancelled, and the rest is promised from stock', async () => {
    await putStock(portal.db, variantId, shop.locationId, 3);
    await addInbound(portal.db, {
      variantId,
      locationId: shop.locationId,
      quantity: 20,
      expectedOn: daysFromToday(30),
    });
    const some = await order(8);
    const [line] = some.lines;
    expect(line).toMatchObject({ allocated: 3, backordered: 5, promisedOn: daysFromToday(32) });
    const cancel = async (quantity: number) =>
      (
        await change(
          portal,
          'orderCancel',
          { orderId: some.id, reason: 'x', lines: [{ lineId: line.id, quantity }] },
          shop.buyer.token,
        )
      ).order.lines[0];
    expect(await cancel(2)).toMatchObject({
      allocated: 3,
      backordered: 3,
      promisedOn: daysFromToday(32),
    });
    const rest = await cancel(4);
    expect(rest).toMatchObject({ allocated: 2, backordered: 0, cancelled: 6 });
    const [soon] = await portal.rows(`SELECT (market.day_in('DE', now()) + 2)::text AS day`);
    expect(rest.promisedOn).toBe((soon as { day: string }).day);
    expect(await breaches(portal)).toEqual([]);
  });

  it('come of the newest allocations when a count finds less than was promised', async () => {
    await putStock(portal.db, variantId, shop.locationId, 10);
    const first = await order(4);
    const second = await otherOrder(3);
    const third = await order(3);
    expect(await count(5)).toEqual({ onHand: 5, allocated: 5 });
    expect(await pieces(first, second, third)).toEqual([
      [4, 0],
      [1, 2],
      [0, 3],
    ]);
    expect((await trailOf(portal, third.id)).at(-1)).toEqual({
      operation: 'RECLAIM_STOCK',
      from: 'CONFIRMED',
      to: 'CONFIRMED',
      version: 2,
      actor: 'SYSTEM',
      event: 'order.backordered',
    });
    expect(await trailOf(portal, first.id)).toHaveLength(1);
    expect(await breaches(portal)).toEqual([]);
    expect(await count(9)).toEqual({ onHand: 9, allocated: 9 });
    expect(await pieces(first, second, third)).toEqual([
      [4, 0],
      [3, 0],
      [2, 1],
    ]);
    expect(await count(0)).toEqual({ onHand: 0, allocated: 0 });
    expect(await pieces(first, second, third)).toEqual([
      [0, 4],
      [0, 3],
      [0, 3],
    ]);
    expect(await breaches(portal)).toEqual([]);
  });

  it('do not come of a count while another place has what is missing', async () => {
    const antwerp = await addLocation(portal.db, {
      code: `ANR-${shelves}`,
      markets: { [MARKET]: { preference: 2, leadDays: 4 } },
    });
    await putStock(portal.db, variantId, shop.locationId, 6);
    await putStock(portal.db, variantId, antwerp, 2);
    const first = await order(3);
    const second = await otherOrder(3);
    expect(await count(3)).toEqual({ onHand: 3, allocated: 3 });
    expect(await pieces(first, second)).toEqual([
      [3, 0],
      [2, 1],
    ]);
    expect(await breaches(portal)).toEqual([]);
  });

  it('of two lines of one SKU are filled in the order of the lines', async () => {
    const lines = [
      { sku, quantity: 2 },
      { sku, quantity: 2 },
    ];
    const both = await placed(shop, { acceptBackorder: true, lines });
    await receive(3);
    const rows = await portal.rows(
      'SELECT position, allocated, backordered FROM orders.order_line WHERE order_id = $1 ORDER BY position',
      [both.id],
    );
    expect(rows).toEqual([
      { position: 1, allocated: 2, backordered: 0 },
      { position: 2, allocated: 1, backordered: 1 },
    ]);
    expect(await breaches(portal)).toEqual([]);
  });

  it('wait for a location that serves their market', async () => {
    await addMarket(portal.db, { code: 'FR', regionId: shop.regionId });
    await addListing(portal.db, { variantId, marketCode: 'FR' });
    await addLocation(portal.db, { code: 'PAR', markets: { FR: {} } });
    const german = await order(2);
    const level = await move(RECEIVE, { quantity: 5, locationCode: 'PAR' });
    expect(level).toEqual({ onHand: 5, allocated: 0 });
    expect(await pieces(german)).toEqual([[0, 2]]);
    expect(await receive(1)).toEqual({ onHand: 1, allocated: 1 });
    expect(await pieces(german)).toEqual([[1, 1]]);
    expect(await breaches(portal)).toEqual([]);
  });
});
