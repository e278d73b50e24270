import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { ExpireOrders } from '../../src/order/expire-orders.js';
import { startPortal, type Portal } from '../support/portal.js';
import {
  change,
  everything,
  heldBy,
  makeOverdue,
  placed,
  trailOf,
} from '../support/world/order-command.world.js';
import {
  addPerson,
  addShopReseller,
  breaches,
  openShop,
  type Person,
  type Shop,
  type ShopReseller,
} from '../support/world/shop.world.js';

const DAY_MS = 86_400_000;

describe('orders that wait too long', () => {
  let portal: Portal;
  let shop: Shop;
  let limited: Person;
  let poor: ShopReseller;
  let poorBuyer: Person;

  beforeAll(async () => {
    portal = await startPortal('order-expiry');
    shop = await openShop(portal);
    limited = await addPerson(portal, {
      resellerId: shop.reseller.id,
      role: 'BUYER',
      limits: [{ currencyCode: 'EUR', perOrderMinor: 1 }],
    });
    poor = await addShopReseller(portal, { creditLimits: { EUR: '1.00' } });
    poorBuyer = await addPerson(portal, { resellerId: poor.id, role: 'BUYER' });
  });
  afterAll(() => portal.stop());

  const expire = () => portal.app.get(ExpireOrders, { strict: false }).run();
  const requested = () => placed(shop, {}, limited.token);
  const onHold = () => placed(shop, { shipToAddressId: poor.addressId }, poorBuyer.token);
  const stateOf = async (orderId: string) =>
    (
      await portal.rows<{ state: string; expires: Date | null }>(
        'SELECT state, expires_at AS expires FROM orders.sales_order WHERE id = $1',
        [orderId],
      )
    )[0];
  const daysOf = async (orderId: string) =>
    ((await stateOf(orderId))?.expires?.getTime() ?? 0) - Date.now();

  it('gives a request 7 days and an order on hold 5, and leaves them alone until then', async () => {
    const request = await requested();
    const held = await onHold();
    expect(Math.round((await daysOf(request.id)) / DAY_MS)).toBe(7);
    expect(Math.round((await daysOf(held.id)) / DAY_MS)).toBe(5);
    const before = await everything(portal);
    expect(await expire()).toBe(0);
    expect(await everything(portal)).toEqual(before);
  });

  it('lets a request expire: its number is free, and nothing was ever taken', async () => {
    const request = await placed(shop, { purchaseOrderNumber: 'PO-EXPIRE' }, limited.token);
    await makeOverdue(portal, request.id);
    expect(await expire()).toBe(1);
    expect(await stateOf(request.id)).toEqual({ state: 'EXPIRED', expires: null });
    expect((await trailOf(portal, request.id)).at(-1)).toEqual({
      operation: 'EXPIRE',
      from: 'PENDING_APPROVAL',
      to: 'EXPIRED',
      version: 2,
      actor: 'SYSTEM',
      event: 'order.expired',
    });
    const [approval] = await portal.rows(
      'SELECT decision, decided_by_id AS by FROM orders.approval WHERE order_id = $1',
      [request.id],
    );
    expect(approval).toEqual({ decision: 'EXPIRED', by: null });
    expect(await breaches(portal)).toEqual([]);
    await placed(shop, { purchaseOrderNumber: 'PO-EXPIRE' });
  });

  it('cancels an order on hold and gives its stock back', async () => {
    const held = await onHold();
    const { allocated } = (await heldBy(portal, {
      resellerId: poor.id,
      variantId: shop.a,
    })) as { allocated: number };
    await makeOverdue(portal, held.id);
    expect(await expire()).toBe(1);
    expect(await stateOf(held.id)).toEqual({ state: 'CANCELLED', expires: null });
    expect(await heldBy(portal, { resellerId: poor.id, variantId: shop.a })).toMatchObject({
      allocated: allocated - 1,
      exposure: '0',
    });
    expect((await trailOf(portal, held.id)).at(-1)).toEqual({
      operation: 'EXPIRE',
      from: 'ON_HOLD',
      to: 'CANCELLED',
      version: 2,
      actor: 'SYSTEM',
      event: 'order.cancelled',
    });
    expect(await breaches(portal)).toEqual([]);
  });

  it('decides nothing on an order whose time is over, even before anybody has ended it', async () => {
    const request = await requested();
    const held = await onHold();
    for (const { id } of [request, held]) await makeOverdue(portal, id);
    const refusal = async (
      mutation: Parameters<typeof change>[1],
      orderId: string,
      input: object,
      token: string,
    ) => {
      const before = await everything(portal);
      const { userErrors } = await change(portal, mutation, { orderId, ...input }, token);
      expect(await everything(portal)).toEqual(before);
      return userErrors.map(({ code, state, operation }: Record<string, string>) => [
        code,
        state,
        operation,
      ]);
    };
    const note = { note: 'x' };
    const why = { reason: 'x' };
    const { approver, desk } = shop;
    const pending = (operation: string) => [['ILLEGAL_TRANSITION', 'PENDING_APPROVAL', operation]];
    const waiting = (operation: string) => [['ILLEGAL_TRANSITION', 'ON_HOLD', operation]];
    expect(await refusal('orderApprove', request.id, {}, approver.token)).toEqual(
      pending('APPROVE'),
    );
    expect(await refusal('orderReject', request.id, why, approver.token)).toEqual(
      pending('REJECT'),
    );
    expect(await refusal('orderWithdraw', request.id, {}, limited.token)).toEqual(
      pending('WITHDRAW'),
    );
    const price = { reason: 'PRICE', ...note };
    expect(await refusal('orderHoldPlace', held.id, price, desk.token)).toEqual(
      waiting('PLACE_HOLD'),
    );
    expect(await refusal('orderHoldRelease', held.id, { reason: 'CREDIT' }, desk.token)).toEqual(
      waiting('RELEASE_HOLD'),
    );
    expect(await refusal('orderCancel', held.id, why, poorBuyer.token)).toEqual(waiting('CANCEL'));
    expect(await expire()).toBe(2);
    expect(await breaches(portal)).toEqual([]);
  });

  it('ends many at once, each one once, with another process doing the same', async () => {
    const orders = [];
    for (let n = 0; n < 6; n += 1) orders.push(await requested(), await onHold());
    for (const { id } of orders) await makeOverdue(portal, id);
    const ended = await Promise.all([expire(), expire(), expire()]);
    expect(ended.reduce((sum, count) => sum + count, 0)).toBe(12);
    expect(await expire()).toBe(0);
    expect(await breaches(portal)).toEqual([]);
  });

  it('passes over an order that somebody works on, until the next time', async () => {
    const request = await requested();
    await makeOverdue(portal, request.id);
    const locked = lockFor(portal, request.id, 1_000);
    await sleep(200);
    expect(await expire()).toBe(0);
    await locked;
    expect(await expire()).toBe(1);
  });

  it('gets to those behind a hundred that cannot be ended', async () => {
    const request = await requested();
    await makeOverdue(portal, request.id);
    // As many as are looked for at a time, all of them longer overdue.
    await portal.db.query(
      `INSERT INTO orders.sales_order (id, number, market_code, currency_code, state, sold_to_id, bill_to_id, tier, ship_to,
         purchase_order_number, day, submitted_at, expires_at)
       SELECT gen_random_uuid(), 'STUCK-' || n, market_code, currency_code, state, sold_to_id, bill_to_id, tier, ship_to,
         'STUCK-' || n, day, submitted_at, now() - interval '1 day'
       FROM orders.sales_order, generate_series(1, 100) n WHERE id = $1`,
      [request.id],
    );
    await portal.db.query(`
      CREATE FUNCTION orders.stick() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'stuck'; END $$;
      CREATE TRIGGER stuck BEFORE UPDATE ON orders.sales_order FOR EACH ROW
        WHEN (OLD.number LIKE 'STUCK-%') EXECUTE FUNCTION orders.stick()`);
    expect(await expire()).toBe(1);
    expect(await stateOf(request.id)).toEqual({ state: 'EXPIRED', expires: null });
    await portal.db.query(`
      DROP TRIGGER stuck ON orders.sales_order;
      DROP FUNCTION orders.stick;
      DELETE FROM orders.sales_order WHERE number LIKE 'STUCK-%'`);
  });

  it('is looked for every minute by the jobs of the server', async () => {
    const withJobs = await startPortal('order-expiry-job', { JOBS: 'true' });
    try {
      const [cron] = await withJobs.rows(
        `SELECT identifier FROM graphile_worker._private_known_crontabs WHERE identifier = 'order.expire'`,
      );
      expect(cron).toEqual({ identifier: 'order.expire' });
    } finally {
      await withJobs.stop();
    }
  });
});

/** Holds the order's row for a while, as a slow request would. */
function lockFor(portal: Portal, orderId: string, milliseconds: number): Promise<unknown> {
  return portal.db.query(
    `WITH locked AS MATERIALIZED (SELECT id FROM orders.sales_order WHERE id = $1 FOR UPDATE)
     SELECT pg_sleep($2::double precision / 1000) FROM locked`,
    [orderId, milliseconds],
  );
}
