import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { brief, growth, tally } from '../support/order-probe.js';
import { startPortal, type Portal } from '../support/portal.js';
import type { LimitOptions } from '../support/world/identity.world.js';
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
  portal = await startPortal('buyer-limit');
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

describe('the limit of a buyer', () => {
  async function expectApprovalAsked(
    changes: object,
    token: string,
    over: { over_limit: string; limit: number },
  ): Promise<string> {
    const before = await tally(portal);
    const { order, userErrors } = await submit(shop, changes, token);
    expect(userErrors.map(brief)).toEqual([]);
    expect(order).toMatchObject({ state: 'PENDING_APPROVAL', version: 1 });
    const [{ allocated, backordered, promisedOn }] = order.lines;
    expect({ allocated, backordered, promisedOn }).toEqual({
      allocated: 0,
      backordered: 0,
      promisedOn: null,
    });
    expect(growth(before, await tally(portal))).toEqual({
      orders: 1,
      lines: order.lines.length,
      approvals: 1,
      outbox: 1,
      audits: 1,
    });
    expect(await rowOf(order.id)).toEqual({
      state: 'PENDING_APPROVAL',
      exposure: 0,
      raised: 0,
      placed: false,
      confirmed: false,
      daysToExpiry: 7,
    });
    expect(await eventsOf(order.id)).toEqual(['order.approval_requested']);
    const approvals = await portal.rows(
      'SELECT over_limit, limit_minor::integer AS limit, decision FROM orders.approval WHERE order_id = $1',
      [order.id],
    );
    expect(approvals).toEqual([{ ...over, decision: null }]);
    expect(await breaches(portal)).toEqual([]);
    return order.id;
  }

  it('per order lets its own amount through, with tax, and one cent more wait for approval', async () => {
    const credit = { EUR: '100000.00' };
    const exact = await buyerWith(credit, [{ currencyCode: 'EUR', perOrderMinor: ONE }]);
    expect((await submit(shop, exact.ship, exact.token)).order.state).toBe('CONFIRMED');
    const less = await buyerWith(credit, [{ currencyCode: 'EUR', perOrderMinor: ONE - 1 }]);
    const over = { over_limit: 'PER_ORDER', limit: ONE - 1 };
    await expectApprovalAsked(less.ship, less.token, over);
  });

  it('per order asks for approval also where the credit would be short', async () => {
    const { token, ship } = await buyerWith({}, [{ currencyCode: 'EUR', perOrderMinor: 1 }]);
    await expectApprovalAsked(ship, token, { over_limit: 'PER_ORDER', limit: 1 });
  });

  it('per month counts what was ordered, but not what waits for approval', async () => {
    const perMonthMinor = 3 * ONE;
    const { token, ship } = await buyerWith({ EUR: '1000.00' }, [
      { currencyCode: 'EUR', perMonthMinor },
    ]);
    expect((await submit(shop, ship, token)).order.state).toBe('CONFIRMED');
    // Held for credit, yet ordered.
    const held = await submit(shop, ship, token);
    expect(held.order.state).toBe('ON_HOLD');
    expect(await rowOf(held.order.id)).toMatchObject({ raised: ONE });
    const over = { over_limit: 'PER_MONTH', limit: perMonthMinor };
    const two = { ...ship, lines: [{ sku: 'SKU-A', quantity: 2 }] };
    await expectApprovalAsked(two, token, over);
    expect((await submit(shop, ship, token)).order.state).toBe('ON_HOLD');
    const cheap = { ...ship, lines: [{ sku: 'SKU-B', quantity: 1 }] };
    await expectApprovalAsked(cheap, token, over);
  });

  it('per month is never passed by parallel orders', async () => {
    const { token, ship } = await buyerWith({ EUR: '100000.00' }, [
      { currencyCode: 'EUR', perMonthMinor: 3 * ONE + 100 },
    ]);
    const before = await tally(portal);
    const payloads = await Promise.all(Array.from({ length: 8 }, () => submit(shop, ship, token)));
    expect(payloads.map(({ order }) => order.state).sort()).toEqual([
      ...Array.from({ length: 3 }, () => 'CONFIRMED'),
      ...Array.from({ length: 5 }, () => 'PENDING_APPROVAL'),
    ]);
    expect(growth(before, await tally(portal))).toMatchObject({
      orders: 8,
      salesEvents: 3,
      approvals: 5,
      allocated: 3,
      exposure: 3 * ONE,
      spent: 3 * ONE,
    });
    expect(await breaches(portal)).toEqual([]);
  });

  it('of another currency does not count, and neither does that of a colleague', async () => {
    const { id, token, ship } = await buyerWith({ EUR: '100000.00' }, [
      { currencyCode: 'USD', perOrderMinor: 1, perMonthMinor: 1 },
    ]);
    expect((await submit(shop, ship, token)).order.state).toBe('CONFIRMED');
    const limits = [{ currencyCode: 'EUR', perMonthMinor: ONE }];
    const colleague = await addPerson(portal, { resellerId: id, role: 'BUYER', limits });
    expect((await submit(shop, ship, colleague.token)).order.state).toBe('CONFIRMED');
    expect((await submit(shop, ship, colleague.token)).order.state).toBe('PENDING_APPROVAL');
  });

  it('binds whoever has one, also an administrator, and starts anew with the month', async () => {
    const { id, ship } = await buyerWith({ EUR: '100000.00' });
    const limits = [{ currencyCode: 'EUR', perMonthMinor: ONE }];
    const admin = await addPerson(portal, { resellerId: id, role: 'RESELLER_ADMIN', limits });
    expect((await submit(shop, ship, admin.token)).order.state).toBe('CONFIRMED');
    expect((await submit(shop, ship, admin.token)).order.state).toBe('PENDING_APPROVAL');
    await portal.db.query(
      `UPDATE identity.buyer_month SET month = (month - interval '1 month')::date WHERE membership_id = $1`,
      [admin.membershipId],
    );
    await portal.db.query(
      `UPDATE orders.sales_order SET limit_month = (limit_month - interval '1 month')::date
       WHERE placed_by_membership_id = $1 AND limit_month IS NOT NULL`,
      [admin.membershipId],
    );
    expect((await submit(shop, ship, admin.token)).order.state).toBe('CONFIRMED');
    expect(await breaches(portal)).toEqual([]);
  });

  it('is asked after the gates: an order that cannot be placed does not wait for approval', async () => {
    const { token, ship } = await buyerWith({}, [{ currencyCode: 'EUR', perOrderMinor: 1 }]);
    const before = await tally(portal);
    const lines = [{ sku: 'SKU-A', quantity: 900_000 }];
    const { order, userErrors } = await submit(shop, { ...ship, lines }, token);
    expect(order).toBeNull();
    expect(userErrors).toMatchObject([{ code: 'INSUFFICIENT_STOCK' }]);
    expect(growth(before, await tally(portal))).toEqual({});
  });

  it('keeps the purchase order number of what waits for approval', async () => {
    const { token, ship } = await buyerWith({}, [{ currencyCode: 'EUR', perOrderMinor: 1 }]);
    const changes = { ...ship, purchaseOrderNumber: 'PO-WAITS' };
    const { order } = await submit(shop, changes, token);
    const { userErrors } = await submit(shop, changes, token);
    expect(userErrors).toMatchObject([{ code: 'DUPLICATE_PURCHASE_ORDER', number: order.number }]);
  });
});
