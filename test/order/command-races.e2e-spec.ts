import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { ExpireOrders } from '../../src/order/expire-orders.js';
import { startPortal, type Answer, type Portal } from '../support/portal.js';
import { putStock } from '../support/world/inventory.world.js';
import {
  change,
  heldBy,
  makeOverdue,
  placed,
  refusals,
  type OrderMutation,
} from '../support/world/order-command.world.js';
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
  type ShopReseller,
} from '../support/world/shop.world.js';

const MOVES = {
  stockReceive: 'StockReceiveInput',
  stockAdjust: 'StockAdjustInput',
} as const;

describe('commands that meet on one order', () => {
  let portal: Portal;
  let shop: Shop;
  let limited: Person;
  let poor: ShopReseller;
  let poorBuyer: Person;

  beforeAll(async () => {
    portal = await startPortal('order-races');
    shop = await openShop(portal);
    const limits = [{ currencyCode: 'EUR', perOrderMinor: 1 }];
    limited = await addPerson(portal, { resellerId: shop.reseller.id, role: 'BUYER', limits });
    poor = await addShopReseller(portal, { creditLimits: { EUR: '0.00' } });
    poorBuyer = await addPerson(portal, { resellerId: poor.id, role: 'BUYER' });
  });
  afterAll(() => portal.stop());

  const as = (mutation: OrderMutation, input: object, token: string) =>
    change(portal, mutation, input, token);
  const cancel = (orderId: string, token = shop.buyer.token) =>
    as('orderCancel', { orderId, reason: 'x' }, token);
  const done = (payload: Answer['data']) => payload.userErrors.length === 0;
  const codes = (payload: Answer['data']) => refusals(payload).map(([code]) => code);
  const move = async (mutation: keyof typeof MOVES, input: object) => {
    const text = `mutation ($input: ${MOVES[mutation]}!) { ${mutation}(input: $input) { userErrors { code } } }`;
    const { data, errors } = await portal.ask(
      text,
      { input: { idempotencyKey: newId(), locationCode: 'RTM', ...input } },
      { token: shop.desk.token },
    );
    expect(errors).toEqual([]);
    return data[mutation];
  };
  async function shelf(sku: string, onHand: number): Promise<string> {
    const variantId = await addShelf(portal, sku);
    await addPriceList(portal.db, { marketCode: MARKET, entries: { [variantId]: 10_000 } });
    if (onHand > 0) await putStock(portal.db, variantId, shop.locationId, onHand);
    return variantId;
  }

  it('8 parallel cancels of one order: one wins, and everything is given back once', async () => {
    const order = await placed(shop, { lines: [{ sku: 'SKU-A', quantity: 3 }] });
    const payloads = await Promise.all(Array.from({ length: 8 }, () => cancel(order.id)));
    expect(payloads.filter(done)).toHaveLength(1);
    expect(payloads.filter((payload) => !done(payload)).map(codes)).toEqual(
      Array(7).fill(['ILLEGAL_TRANSITION']),
    );
    expect(await heldBy(portal, { resellerId: shop.reseller.id, variantId: shop.a })).toEqual({
      allocated: 0,
      exposure: '0',
      spent: '0',
    });
    expect(await breaches(portal)).toEqual([]);
  });

  it('8 parallel cancels of 3 of 10 pieces: three win, and the others hear what is open', async () => {
    const order = await placed(shop, { lines: [{ sku: 'SKU-A', quantity: 10 }] });
    const lines = [{ lineId: order.lines[0].id, quantity: 3 }];
    const payloads = await Promise.all(
      Array.from({ length: 8 }, () =>
        as('orderCancel', { orderId: order.id, reason: 'x', lines }, shop.buyer.token),
      ),
    );
    expect(payloads.filter(done)).toHaveLength(3);
    const open = payloads.flatMap(({ userErrors }) =>
      userErrors.map((error: { open: number }) => error.open),
    );
    expect(open).toEqual(Array(5).fill(1));
    await cancel(order.id);
    expect(await breaches(portal)).toEqual([]);
  });

  it('approve, reject and withdraw of one request: exactly one wins', async () => {
    for (let round = 0; round < 6; round += 1) {
      const { id: orderId } = await placed(shop, {}, limited.token);
      const payloads = await Promise.all([
        as('orderApprove', { orderId }, shop.approver.token),
        as('orderWithdraw', { orderId }, limited.token),
        as('orderReject', { orderId, reason: 'x' }, shop.admin.token),
        as('orderApprove', { orderId }, shop.admin.token),
      ]);
      expect(payloads.filter(done)).toHaveLength(1);
      const lost = payloads.filter((payload) => !done(payload));
      expect(lost.map(codes)).toEqual(Array(3).fill(['ILLEGAL_TRANSITION']));
    }
    expect(await breaches(portal)).toEqual([]);
  });

  it('release and cancel of an order on hold leave it cancelled, with nothing held', async () => {
    for (let round = 0; round < 6; round += 1) {
      const { id: orderId } = await placed(
        shop,
        { shipToAddressId: poor.addressId },
        poorBuyer.token,
      );
      await setLimit(1_000_000);
      const [released, cancelled] = await Promise.all([
        as('orderHoldRelease', { orderId, reason: 'CREDIT' }, shop.desk.token),
        cancel(orderId, poorBuyer.token),
      ]);
      expect(cancelled.userErrors).toEqual([]);
      expect(codes(released)).toEqual(done(released) ? [] : ['ILLEGAL_TRANSITION']);
      await setLimit(0);
      expect(await heldBy(portal, { resellerId: poor.id, variantId: shop.a })).toMatchObject({
        exposure: '0',
      });
    }
    expect(await breaches(portal)).toEqual([]);
  });

  const setLimit = (minor: number) =>
    portal.db.query('UPDATE reseller.credit_account SET limit_minor = $2 WHERE reseller_id = $1', [
      poor.id,
      minor,
    ]);

  it('releases of two orders against credit for one: one is confirmed', async () => {
    const orders: { id: string }[] = [];
    for (let n = 0; n < 4; n += 1) {
      orders.push(await placed(shop, { shipToAddressId: poor.addressId }, poorBuyer.token));
    }
    await setLimit(64_260);
    const payloads = await Promise.all(
      orders.map(({ id: orderId }) =>
        as('orderHoldRelease', { orderId, reason: 'CREDIT' }, shop.desk.token),
      ),
    );
    expect(payloads.filter(done)).toHaveLength(1);
    expect(payloads.filter((payload) => !done(payload)).map(codes)).toEqual(
      Array(3).fill(['CREDIT_EXCEEDED']),
    );
    expect(await breaches(portal)).toEqual([]);
    await Promise.all(orders.map(({ id }) => cancel(id, poorBuyer.token)));
    await setLimit(0);
  });

  it('expiry and a decision of the last moment: one of them', async () => {
    const { id: orderId } = await placed(shop, {}, limited.token);
    await makeOverdue(portal, orderId);
    const [ended, approved] = await Promise.all([
      portal.app.get(ExpireOrders, { strict: false }).run(),
      as('orderApprove', { orderId }, shop.approver.token),
    ]);
    expect([0, 1]).toContain(ended);
    expect(codes(approved)).toEqual(['ILLEGAL_TRANSITION']);
    await portal.app.get(ExpireOrders, { strict: false }).run();
    expect(await breaches(portal)).toEqual([]);
  });

  it('approvals for the last pieces: those that come too late hear what is left', async () => {
    await shelf('SKU-LAST', 4);
    const orders: { id: string }[] = [];
    for (let n = 0; n < 4; n += 1) {
      const lines = [{ sku: 'SKU-LAST', quantity: 3 }];
      orders.push(await placed(shop, { lines }, limited.token));
    }
    const payloads = await Promise.all(
      orders.map(({ id: orderId }) => as('orderApprove', { orderId }, shop.approver.token)),
    );
    expect(payloads.filter(done)).toHaveLength(1);
    for (const payload of payloads.filter((one) => !done(one))) {
      expect(payload.userErrors).toMatchObject([
        { code: 'INSUFFICIENT_STOCK', path: ['order', 'lines', '0', 'quantity'], available: 1 },
      ]);
    }
    expect(await breaches(portal)).toEqual([]);
  });

  it('cancels, counts, receipts and orders across two SKUs end without a deadlock', async () => {
    await shelf('SKU-X', 40);
    await shelf('SKU-Y', 40);
    const lines = (first: string, second: string) => [
      { sku: first, quantity: 4 },
      { sku: second, quantity: 4 },
    ];
    const order = (n: number) =>
      placed(shop, {
        acceptBackorder: true,
        lines: n % 2 === 0 ? lines('SKU-X', 'SKU-Y') : lines('SKU-Y', 'SKU-X'),
      });
    const orders: { id: string }[] = [];
    for (let n = 0; n < 24; n += 1) orders.push(await order(n));
    const units = await portal.unitsOf(async () => {
      const answers = await Promise.all([
        ...orders.slice(0, 16).map(({ id }) => cancel(id)),
        ...Array.from({ length: 8 }, (_, n) => order(n)),
        ...[30, 34, 28, 40].map((countedOnHand, n) =>
          move('stockAdjust', { sku: n % 2 ? 'SKU-X' : 'SKU-Y', countedOnHand, reason: 'count' }),
        ),
        ...[3, 5].map((quantity) => move('stockReceive', { sku: 'SKU-X', quantity })),
      ]);
      expect(answers.flatMap((answer) => answer.userErrors ?? [])).toEqual([]);
    });
    expect(units.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    // Whoever waits while something is there has been forgotten.
    const forgotten = await portal.rows(
      `SELECT v.sku FROM orders.order_line l JOIN catalog.variant v ON v.id = l.variant_id
       JOIN inventory.stock_level s ON s.variant_id = l.variant_id
       WHERE l.backordered > 0 AND s.on_hand > s.allocated`,
    );
    expect(forgotten).toEqual([]);
    expect(await breaches(portal)).toEqual([]);
  });
});
