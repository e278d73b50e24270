import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { growth, tally } from '../support/order-probe.js';
import { startPortal, type Portal } from '../support/portal.js';
import { openForeignMarket } from '../support/world/foreign-market.world.js';
import { addCreditAccount, addTaxExemption } from '../support/world/reseller.world.js';
import type { LimitOptions } from '../support/world/identity.world.js';
import { daysFromToday } from '../support/world/catalog.world.js';
import {
  addPerson,
  addShopReseller,
  breaches,
  openShop,
  submit,
  type Shop,
} from '../support/world/shop.world.js';

let portal: Portal;
let shop: Shop;

beforeAll(async () => {
  portal = await startPortal('credit');
  shop = await openShop(portal);
});
afterAll(() => portal.stop());

/** One piece of A costs a PREMIER reseller 642.60 with tax. */
const ONE = 64_260;

async function buyerWith(
  creditLimits: Record<string, string>,
  limits: LimitOptions[] = [],
): Promise<{ id: string; token: string; ship: { shipToAddressId: string } }> {
  const { id, addressId } = await addShopReseller(portal, { creditLimits });
  const { token } = await addPerson(portal, { resellerId: id, role: 'BUYER', limits });
  return { id, token, ship: { shipToAddressId: addressId } };
}

async function rowOf(orderId: string): Promise<Record<string, unknown>> {
  const [row] = await portal.rows<Record<string, unknown>>(
    `SELECT state, exposure_minor::integer AS exposure, limit_raised_minor::integer AS raised,
       placed_at IS NOT NULL AS placed, confirmed_at IS NOT NULL AS confirmed,
       extract(epoch FROM expires_at - submitted_at)::integer / 86400 AS "daysToExpiry"
     FROM orders.sales_order WHERE id = $1`,
    [orderId],
  );
  return row ?? {};
}

async function eventsOf(orderId: string): Promise<string[]> {
  const rows = await portal.rows<{ type: string }>(
    `SELECT b.type FROM platform.outbox b JOIN platform.audit_record a ON a.id = b.audit_id
     WHERE a.entity_id = $1 ORDER BY a.entity_version`,
    [orderId],
  );
  return rows.map(({ type }) => type);
}

describe('credit', () => {
  it('is taken to the last cent, and the order after that waits ON_HOLD', async () => {
    const { id, token, ship } = await buyerWith({ EUR: '642.60' });
    const confirmed = await submit(shop, ship, token);
    expect(confirmed.order.state).toBe('CONFIRMED');
    const before = await tally(portal);
    const lines = [{ sku: 'SKU-B', quantity: 3 }];
    const { order, userErrors, replayed } = await submit(shop, { ...ship, lines }, token);
    expect({ userErrors, replayed }).toEqual({ userErrors: [], replayed: false });
    expect(order).toMatchObject({
      state: 'ON_HOLD',
      version: 1,
      net: { amount: '345.00' },
      lines: [{ allocated: 3, backordered: 0, unitPrice: { amount: '115.00' } }],
    });
    expect(await rowOf(order.id)).toEqual({
      state: 'ON_HOLD',
      exposure: 0,
      raised: 0,
      placed: true,
      confirmed: false,
      daysToExpiry: 5,
    });
    expect(growth(before, await tally(portal))).toEqual({
      orders: 1,
      lines: 1,
      holds: 1,
      outbox: 1,
      audits: 1,
      allocated: 3,
    });
    expect(await eventsOf(order.id)).toEqual(['order.held']);
    const holds = await portal.rows(
      'SELECT reason, released_at, placed_by_id FROM orders.hold WHERE order_id = $1',
      [order.id],
    );
    expect(holds).toEqual([{ reason: 'CREDIT', released_at: null, placed_by_id: null }]);
    const [account] = await portal.rows(
      'SELECT exposure_minor::integer AS exposure FROM reseller.credit_account WHERE reseller_id = $1',
      [id],
    );
    expect(account).toEqual({ exposure: ONE });
    expect(await breaches(portal)).toEqual([]);
  });

  it('keeps the price of a held order when the list changes', async () => {
    const { token, ship } = await buyerWith({ EUR: '0.00' });
    const { order } = await submit(shop, ship, token);
    await portal.db.query('UPDATE pricing.price_entry SET unit_price_minor = unit_price_minor + 1');
    const { data } = await portal.ask(
      '{ order(id: "ID") { state net { amount } lines { unitPrice { amount } } } }'.replace(
        'ID',
        order.id,
      ),
      {},
      { token },
    );
    await portal.db.query('UPDATE pricing.price_entry SET unit_price_minor = unit_price_minor - 1');
    expect(data.order).toEqual({
      state: 'ON_HOLD',
      net: { amount: '540.00' },
      lines: [{ unitPrice: { amount: '540.00' } }],
    });
  });

  it('without an account, or with one in another currency only, is a limit of 0', async () => {
    const without: Record<string, string>[] = [{}, { USD: '1000000.00' }];
    for (const limits of without) {
      const { token, ship } = await buyerWith(limits);
      const { order } = await submit(shop, ship, token);
      expect(order.state).toBe('ON_HOLD');
      expect(await rowOf(order.id)).toMatchObject({ exposure: 0, confirmed: false });
    }
  });

  it('of the currency of the market counts', async () => {
    const { id, token } = await buyerWith({ EUR: '0.00' });
    const there = await openForeignMarket(
      shop,
      { code: 'JP', currencyCode: 'JPY', taxRate: '10', a: 100, b: 1, creditLimit: '110' },
      { id, addressId: '' },
    );
    const first = await submit(shop, there, token);
    expect(first.order).toMatchObject({ state: 'CONFIRMED', total: { amount: '110' } });
    expect((await submit(shop, there, token)).order.state).toBe('ON_HOLD');
  });

  it('is never passed by parallel orders', async () => {
    const { id, token, ship } = await buyerWith({ EUR: '2000.00' });
    const payloads = await Promise.all(Array.from({ length: 8 }, () => submit(shop, ship, token)));
    const states = payloads.map(({ order }) => order.state).sort();
    expect(states).toEqual([
      ...Array.from({ length: 3 }, () => 'CONFIRMED'),
      ...Array.from({ length: 5 }, () => 'ON_HOLD'),
    ]);
    const [account] = await portal.rows(
      'SELECT exposure_minor::integer AS exposure FROM reseller.credit_account WHERE reseller_id = $1',
      [id],
    );
    expect(account).toEqual({ exposure: 3 * ONE });
    expect(await breaches(portal)).toEqual([]);
  });

  it('leaves accounts alone that only others use', async () => {
    const { id, token, ship } = await buyerWith({});
    await addCreditAccount(portal.db, { resellerId: id, currencyCode: 'USD', limit: '10.00' });
    await submit(shop, ship, token);
    const rows = await portal.rows(
      'SELECT exposure_minor::integer AS exposure FROM reseller.credit_account WHERE reseller_id = $1',
      [id],
    );
    expect(rows).toEqual([{ exposure: 0 }]);
  });

  it('is not needed for what costs nothing', async () => {
    await portal.db.query(
      'UPDATE pricing.price_entry SET unit_price_minor = 0 WHERE variant_id = $1',
      [shop.b],
    );
    const { token, ship } = await buyerWith({});
    const { order } = await submit(
      shop,
      { ...ship, lines: [{ sku: 'SKU-B', quantity: 1 }] },
      token,
    );
    await portal.db.query(
      'UPDATE pricing.price_entry SET unit_price_minor = 11500 WHERE variant_id = $1',
      [shop.b],
    );
    expect(order).toMatchObject({ state: 'CONFIRMED', total: { amount: '0.00' } });
    expect(await breaches(portal)).toEqual([]);
  });
});

describe('a tax exemption', () => {
  it('makes the tax 0 % while it holds, and the credit count without tax', async () => {
    const { id, token, ship } = await buyerWith({ EUR: '540.00' });
    await addTaxExemption(portal.db, { resellerId: id, marketCode: 'DE' });
    const { order } = await submit(shop, ship, token);
    expect(order).toMatchObject({
      state: 'CONFIRMED',
      net: { amount: '540.00' },
      tax: { amount: '0.00' },
      total: { amount: '540.00' },
    });
    expect(await breaches(portal)).toEqual([]);
  });

  it('that is over, or for another market, does nothing', async () => {
    const { id, token, ship } = await buyerWith({ EUR: '1000.00' });
    await addTaxExemption(portal.db, {
      resellerId: id,
      marketCode: 'DE',
      validUntil: daysFromToday(-2),
    });
    await addTaxExemption(portal.db, { resellerId: id, marketCode: 'JP' });
    expect((await submit(shop, ship, token)).order.tax.amount).toBe('102.60');
  });
});
