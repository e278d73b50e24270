import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { inParallel, tally } from '../support/parallel.js';
import { startPortal, type Portal } from '../support/portal.js';
import { refusalOf, type Caller } from '../support/world/callers.world.js';
import { change, placed } from '../support/world/order-command.world.js';
import {
  addPerson,
  addShopReseller,
  addStaff,
  breaches,
  openShop,
  submit,
  type Person,
  type Shop,
  type ShopReseller,
} from '../support/world/shop.world.js';

/** One piece of A costs a PREMIER reseller 642.60 with tax. */
const ONE = 64_260;

let portal: Portal;
let shop: Shop;
let manager: Caller;
let reseller: ShopReseller;
let buyer: Person;

beforeAll(async () => {
  portal = await startPortal('credit-limit', { DATABASE_POOL_SIZE: '16' });
  shop = await openShop(portal);
  const { token } = await addStaff(portal, 'CHANNEL_MANAGER');
  manager = { name: 'manager', side: 'near', role: 'CHANNEL_MANAGER', token };
});
afterAll(() => portal.stop());

beforeEach(async () => {
  reseller = await addShopReseller(portal, { creditLimits: { EUR: '6426.00' } });
  buyer = await addPerson(portal, { resellerId: reseller.id, role: 'BUYER' });
});
afterEach(async () => {
  expect(await breaches(portal)).toEqual([]);
});

async function changeLimit(amount: string, expectedVersion: number): Promise<void> {
  const limit = { amount, currencyCode: 'EUR' };
  const input = { resellerId: reseller.id, limit, expectedVersion };
  expect(await refusalOf(portal, manager, { mutation: 'creditLimitChange', input })).toBeNull();
}

async function exposure(): Promise<number> {
  const [row] = await portal.rows<{ exposure: number }>(
    'SELECT exposure_minor::int AS exposure FROM reseller.credit_account WHERE reseller_id = $1',
    [reseller.id],
  );
  return row?.exposure ?? 0;
}

const order = (): Promise<{ id: string; state: string }> =>
  placed(shop, { shipToAddressId: reseller.addressId }, buyer.token);

describe('a limit below what is used', () => {
  it('takes nothing back, holds what comes then, and lets it go when it is raised again', async () => {
    const [first, second] = [await order(), await order()];
    expect([first.state, second.state]).toEqual(['CONFIRMED', 'CONFIRMED']);
    await changeLimit('0', 1);
    expect(await exposure()).toBe(2 * ONE);
    const held = await order();
    expect(held.state).toBe('ON_HOLD');
    const release = { orderId: held.id, reason: 'CREDIT' };
    const refused = await change(portal, 'orderHoldRelease', release, shop.desk.token);
    // By the whole order, and by what is used beyond the limit.
    expect(refused.userErrors).toMatchObject([
      { code: 'CREDIT_EXCEEDED', shortBy: { amount: '1927.80', currencyCode: 'EUR' } },
    ]);
    // What is cancelled gives back, and is not to be had again.
    const cancel = { orderId: first.id, reason: 'Not needed' };
    await change(portal, 'orderCancel', cancel, buyer.token);
    expect(await exposure()).toBe(ONE);
    expect((await order()).state).toBe('ON_HOLD');
    await changeLimit('1285.20', 2);
    const done = await change(portal, 'orderHoldRelease', release, shop.desk.token);
    expect(done.order.state).toBe('CONFIRMED');
    expect(await exposure()).toBe(2 * ONE);
  });

  it('is the last word among parallel orders: none is confirmed after it', async () => {
    const [payloads] = await Promise.all([
      inParallel(12, () => submit(shop, { shipToAddressId: reseller.addressId }, buyer.token)),
      changeLimit('0', 1),
    ]);
    const states = tally(payloads.map((payload) => String(payload.order.state)));
    expect((states.CONFIRMED ?? 0) + (states.ON_HOLD ?? 0)).toBe(12);
    const taken = await exposure();
    expect(taken).toBe((states.CONFIRMED ?? 0) * ONE);
    expect((await order()).state).toBe('ON_HOLD');
    expect(await exposure()).toBe(taken);
  });
});
