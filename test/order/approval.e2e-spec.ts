import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { startPortal, type Answer, type Portal } from '../support/portal.js';
import {
  change,
  changeRaw,
  everything,
  heldBy,
  placed,
  refusals,
  trailOf,
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
} from '../support/world/shop.world.js';

describe('approving an order above its buyer’s limit', () => {
  let portal: Portal;
  let shop: Shop;
  let limited: Person;

  beforeAll(async () => {
    portal = await startPortal('order-approval');
    shop = await openShop(portal);
    limited = await limitedPerson('BUYER');
  });
  afterAll(() => portal.stop());

  const limitedPerson = (role: 'BUYER' | 'APPROVER' | 'RESELLER_ADMIN') =>
    addPerson(portal, {
      resellerId: shop.reseller.id,
      role,
      limits: [{ currencyCode: 'EUR', perOrderMinor: 100_000, perMonthMinor: 500_000 }],
    });
  /** 2 × 540.00 and 19 %: 1,285.20, above the limit of 1,000.00 per order. */
  const requested = async (changes: object = {}, token = limited.token) => {
    const lines = [{ sku: 'SKU-A', quantity: 2 }];
    const order = await placed(shop, { lines, ...changes }, token);
    expect(order.state).toBe('PENDING_APPROVAL');
    return order;
  };
  const approve = (input: object, token = shop.approver.token) =>
    change(portal, 'orderApprove', input, token);
  const held = () => heldBy(portal, { resellerId: shop.reseller.id, variantId: shop.a });

  async function refused(work: () => Promise<Answer['data']>): Promise<Answer['data']> {
    const before = await everything(portal);
    const payload = await work();
    expect(payload.order).toBeNull();
    expect(await everything(portal)).toEqual(before);
    expect(await breaches(portal)).toEqual([]);
    return payload.userErrors;
  }

  it('places the order: stock, credit and, unconditionally, the month of its buyer', async () => {
    const order = await requested();
    expect(await held()).toEqual({ allocated: 0, exposure: '0', spent: '0' });
    const { order: approved, userErrors } = await approve({
      orderId: order.id,
      expectedVersion: 1,
      note: ' fine ',
    });
    expect(userErrors).toEqual([]);
    expect(approved).toMatchObject({
      id: order.id,
      number: order.number,
      state: 'CONFIRMED',
      version: 2,
      expiresAt: null,
      total: { amount: '1285.20' },
      lines: [{ quantity: 2, allocated: 2, unitPrice: { amount: '540.00' } }],
      approval: { overLimit: 'PER_ORDER', decision: 'APPROVED', note: 'fine' },
    });
    expect(await held()).toEqual({ allocated: 2, exposure: '128520', spent: '128520' });
    expect(await trailOf(portal, order.id)).toEqual([
      {
        operation: 'SUBMIT',
        from: null,
        to: 'PENDING_APPROVAL',
        version: 1,
        actor: 'USER',
        event: 'order.approval_requested',
      },
      {
        operation: 'APPROVE',
        from: 'PENDING_APPROVAL',
        to: 'CONFIRMED',
        version: 2,
        actor: 'USER',
        event: 'order.confirmed',
      },
    ]);
    const [decision] = await portal.rows(
      `SELECT a.decided_by_id AS by, o.placed_by_id AS buyer FROM orders.approval a
       JOIN orders.sales_order o ON o.id = a.order_id WHERE o.id = $1`,
      [order.id],
    );
    expect(decision).toEqual({ by: shop.approver.userId, buyer: limited.userId });
    const { order: cancelled } = await change(
      portal,
      'orderCancel',
      { orderId: order.id, reason: 'x' },
      limited.token,
    );
    expect(cancelled.state).toBe('CANCELLED');
    expect(await held()).toEqual({ allocated: 0, exposure: '0', spent: '0' });
    expect(await breaches(portal)).toEqual([]);
  });

  it('raises the month beyond its limit, after which the smallest order needs an approval', async () => {
    const buyer = await limitedPerson('BUYER');
    // 10 × 525.00 and 19 %: 6,247.50, above the 5,000.00 of the month.
    const order = await requested({ lines: [{ sku: 'SKU-A', quantity: 10 }] }, buyer.token);
    expect((await approve({ orderId: order.id }, shop.admin.token)).order.state).toBe('CONFIRMED');
    const next = await requested({ lines: [{ sku: 'SKU-B', quantity: 1 }] }, buyer.token);
    await change(portal, 'orderCancel', { orderId: order.id, reason: 'x' }, buyer.token);
    const [month] = await portal.rows(
      'SELECT spent_minor::text AS spent FROM identity.buyer_month WHERE membership_id = $1',
      [buyer.membershipId],
    );
    expect(month).toEqual({ spent: '0' });
    expect((await approve({ orderId: next.id })).order.state).toBe('CONFIRMED');
    expect(await breaches(portal)).toEqual([]);
  });

  it('puts the order on hold where the credit is short', async () => {
    const poor = await addShopReseller(portal, { creditLimits: { EUR: '1200.00' } });
    const limits = [{ currencyCode: 'EUR', perOrderMinor: 1 }];
    const buyer = await addPerson(portal, { resellerId: poor.id, role: 'BUYER', limits });
    const approver = await addPerson(portal, { resellerId: poor.id, role: 'APPROVER' });
    const order = await requested({ shipToAddressId: poor.addressId }, buyer.token);
    expect((await approve({ orderId: order.id }, approver.token)).order).toMatchObject({
      state: 'ON_HOLD',
      expiresAt: expect.any(String),
      lines: [{ allocated: 2 }],
      holds: [{ reason: 'CREDIT', releasedAt: null }],
      approval: { decision: 'APPROVED' },
    });
    expect(await breaches(portal)).toEqual([]);
  });

  it.each(['APPROVER', 'RESELLER_ADMIN'] as const)(
    'lets no %s decide on their own order',
    async (role) => {
      const person = await limitedPerson(role);
      const order = await requested({}, person.token);
      const own = { code: 'INVALID_VALUE', path: ['input', 'orderId'], rule: 'NOT_OWN_ORDER' };
      expect(await refused(() => approve({ orderId: order.id }, person.token))).toMatchObject([
        { ...own, operation: 'APPROVE', message: expect.stringContaining('somebody else') },
      ]);
      const reject = () =>
        change(portal, 'orderReject', { orderId: order.id, reason: 'x' }, person.token);
      expect(await refused(reject)).toMatchObject([{ ...own, operation: 'REJECT' }]);
      expect((await approve({ orderId: order.id })).order.state).toBe('CONFIRMED');
    },
  );

  it('asks every gate again and reports all that fails, in the order as it is stored', async () => {
    const variantId = await addShelf(portal, 'SKU-GATE');
    const listId = await addPriceList(portal.db, {
      marketCode: MARKET,
      entries: { [variantId]: 70_000 },
    });
    await portal.db.query(
      `SELECT inventory.move('OPENING', ARRAY[$1::uuid], ARRAY[$2::uuid], ARRAY[5], NULL, NULL, NULL)`,
      [variantId, shop.locationId],
    );
    const order = await requested({
      lines: [
        { sku: 'SKU-GATE', quantity: 3 },
        { sku: 'SKU-A', quantity: 1 },
      ],
    });
    await portal.db.query(
      'UPDATE pricing.price_entry SET unit_price_minor = 69000 WHERE price_list_id = $1',
      [listId],
    );
    await placed(shop, {
      lines: [{ sku: 'SKU-GATE', quantity: 3 }],
    });
    await portal.db.query(
      `UPDATE catalog.listing SET paused_reason = 'recall' WHERE variant_id = $1`,
      [shop.a],
    );
    const problems = await refused(() => approve({ orderId: order.id }));
    expect(problems).toMatchObject([
      {
        code: 'PRICE_CHANGED',
        path: ['order', 'lines', '0', 'expectedUnitPrice'],
        expected: { amount: '700.00' },
        actual: { amount: '690.00' },
      },
      { code: 'INSUFFICIENT_STOCK', path: ['order', 'lines', '0', 'quantity'], available: 2 },
      { code: 'LISTING_NOT_ORDERABLE', path: ['order', 'lines', '1', 'sku'] },
    ]);
    await portal.db.query('UPDATE catalog.listing SET paused_reason = NULL WHERE variant_id = $1', [
      shop.a,
    ]);
  });

  it('rejects with a reason; the number is free and nothing was ever taken', async () => {
    const order = await requested({ purchaseOrderNumber: 'PO-REJECT' });
    const { order: rejected } = await change(
      portal,
      'orderReject',
      { orderId: order.id, expectedVersion: 1, reason: ' too dear ' },
      shop.admin.token,
    );
    expect(rejected).toMatchObject({
      state: 'REJECTED',
      version: 2,
      expiresAt: null,
      currentTotal: { amount: '1285.20' },
      lines: [{ allocated: 0, cancelled: 0 }],
      approval: { decision: 'REJECTED', note: 'too dear' },
    });
    expect((await trailOf(portal, order.id)).at(-1)).toEqual({
      operation: 'REJECT',
      from: 'PENDING_APPROVAL',
      to: 'REJECTED',
      version: 2,
      actor: 'USER',
      event: 'order.rejected',
    });
    expect(await breaches(portal)).toEqual([]);
    await requested({ purchaseOrderNumber: 'PO-REJECT' });
  });

  it('is withdrawn by the one who placed it, or by an administrator', async () => {
    const order = await requested();
    for (const other of [shop.buyer, shop.approver]) {
      const withdraw = () => change(portal, 'orderWithdraw', { orderId: order.id }, other.token);
      expect(await refused(withdraw)).toMatchObject([
        { code: 'INVALID_VALUE', path: ['input', 'orderId'], rule: 'OWN_ORDER' },
      ]);
    }
    const { order: withdrawn } = await change(
      portal,
      'orderWithdraw',
      { orderId: order.id, expectedVersion: 1 },
      limited.token,
    );
    expect(withdrawn).toMatchObject({
      state: 'CANCELLED',
      version: 2,
      expiresAt: null,
      net: { amount: '1080.00' },
      currentNet: { amount: '0.00' },
      currentTax: { amount: '0.00' },
      currentTotal: { amount: '0.00' },
      lines: [{ quantity: 2, cancelled: 2, allocated: 0 }],
      approval: { decision: 'WITHDRAWN' },
    });
    expect((await trailOf(portal, order.id)).at(-1)).toMatchObject({
      operation: 'WITHDRAW',
      to: 'CANCELLED',
      event: 'order.cancelled',
    });
    const other = await requested();
    expect(
      (await change(portal, 'orderWithdraw', { orderId: other.id }, shop.admin.token)).order.state,
    ).toBe('CANCELLED');
    expect(await breaches(portal)).toEqual([]);
  });

  it('answers stale versions and what is not there', async () => {
    const order = await requested();
    const foreign = await addShopReseller(portal);
    const stranger = await addPerson(portal, { resellerId: foreign.id, role: 'RESELLER_ADMIN' });
    const asked: [Parameters<typeof change>[1], object][] = [
      ['orderApprove', {}],
      ['orderReject', { reason: 'x' }],
      ['orderWithdraw', {}],
    ];
    for (const [mutation, input] of asked) {
      const send = (more: object, token = shop.admin.token) =>
        change(portal, mutation, { orderId: order.id, ...input, ...more }, token);
      const codes = async (more: object, token?: string) =>
        (await refused(() => send(more, token))).map(({ code }: { code: string }) => code);
      expect(await codes({ expectedVersion: 2 })).toEqual(['CONFLICT']);
      expect(await codes({ orderId: newId() })).toEqual(['NOT_FOUND']);
      expect(await codes({}, stranger.token)).toEqual(['NOT_FOUND']);
    }
    const blank = await change(
      portal,
      'orderReject',
      { orderId: order.id, reason: ' ' },
      shop.approver.token,
    );
    expect(refusals(blank)).toEqual([['REQUIRED', 'reason']]);
    const byBuyer = await changeRaw(
      portal,
      'orderApprove',
      { orderId: order.id },
      shop.buyer.token,
    );
    expect(byBuyer.errors.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
  });
});
