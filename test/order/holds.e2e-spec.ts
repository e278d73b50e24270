import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { startPortal, type Answer, type Portal } from '../support/portal.js';
import {
  change,
  changeRaw,
  everything,
  heldBy,
  placed,
  trailOf,
} from '../support/world/order-command.world.js';
import { addRegion } from '../support/world/market.world.js';
import {
  addPerson,
  addShopReseller,
  addStaff,
  breaches,
  openShop,
  type Person,
  type Shop,
  type ShopReseller,
} from '../support/world/shop.world.js';

describe('holds on an order', () => {
  let portal: Portal;
  let shop: Shop;
  let poor: ShopReseller;
  let buyer: Person;

  beforeAll(async () => {
    portal = await startPortal('order-holds');
    shop = await openShop(portal);
    poor = await addShopReseller(portal, { creditLimits: { EUR: '500.00' } });
    buyer = await addPerson(portal, { resellerId: poor.id, role: 'BUYER' });
  });
  afterAll(() => portal.stop());

  /** 540.00 and 19 %: 642.60, which does not fit 500.00. */
  const onHold = async () => {
    const order = await placed(shop, { shipToAddressId: poor.addressId }, buyer.token);
    expect(order.state).toBe('ON_HOLD');
    return order;
  };
  const hold = (orderId: string, reason: string, input: object = {}, token = shop.desk.token) =>
    change(portal, 'orderHoldPlace', { orderId, reason, note: 'look into it', ...input }, token);
  const release = (orderId: string, reason: string, input: object = {}, token = shop.desk.token) =>
    change(portal, 'orderHoldRelease', { orderId, reason, ...input }, token);
  const setLimit = (minor: number) =>
    portal.db.query('UPDATE reseller.credit_account SET limit_minor = $2 WHERE reseller_id = $1', [
      poor.id,
      minor,
    ]);

  async function refused(work: () => Promise<Answer['data']>): Promise<Answer['data']> {
    const before = await everything(portal);
    const payload = await work();
    expect(payload.order).toBeNull();
    expect(await everything(portal)).toEqual(before);
    expect(await breaches(portal)).toEqual([]);
    return payload.userErrors;
  }

  it('stays on hold while the credit is short, and is confirmed when it fits', async () => {
    const order = await onHold();
    expect(await refused(() => release(order.id, 'CREDIT'))).toMatchObject([
      {
        code: 'CREDIT_EXCEEDED',
        path: ['input', 'orderId'],
        shortBy: { amount: '142.60', currencyCode: 'EUR' },
      },
    ]);
    await setLimit(64_260);
    const { order: confirmed, userErrors } = await release(order.id, 'CREDIT', { note: ' paid ' });
    expect(userErrors).toEqual([]);
    expect(confirmed).toMatchObject({
      state: 'CONFIRMED',
      version: 2,
      expiresAt: null,
      lines: [{ allocated: 1 }],
      holds: [{ reason: 'CREDIT', releasedAt: expect.any(String) }],
    });
    expect(await heldBy(portal, { resellerId: poor.id, variantId: shop.a })).toMatchObject({
      exposure: '64260',
    });
    expect(await trailOf(portal, order.id)).toEqual([
      {
        operation: 'SUBMIT',
        from: null,
        to: 'ON_HOLD',
        version: 1,
        actor: 'USER',
        event: 'order.held',
      },
      {
        operation: 'RELEASE_HOLD',
        from: 'ON_HOLD',
        to: 'CONFIRMED',
        version: 2,
        actor: 'USER',
        event: 'order.confirmed',
      },
    ]);
    const sales = await portal.rows(
      'SELECT kind, quantities, net_minor::text[] AS net FROM sales.event WHERE order_id = $1',
      [order.id],
    );
    expect(sales).toEqual([{ kind: 'BOOKING', quantities: [1], net: ['54000'] }]);
    expect(await breaches(portal)).toEqual([]);
    await change(portal, 'orderCancel', { orderId: order.id, reason: 'x' }, buyer.token);
    await setLimit(50_000);
  });

  it('waits for its last hold, whatever the order of release, and books only what is left', async () => {
    const lines = [{ sku: 'SKU-A', quantity: 3 }];
    const order = await placed(shop, { shipToAddressId: poor.addressId, lines }, buyer.token);
    await hold(order.id, 'PRICE');
    const stillHeld = await hold(order.id, 'COMPLIANCE');
    expect(stillHeld.order).toMatchObject({ state: 'ON_HOLD', version: 3 });
    expect((await release(order.id, 'CREDIT')).order.state).toBe('ON_HOLD');
    expect((await release(order.id, 'PRICE')).order.state).toBe('ON_HOLD');
    expect(await refused(() => release(order.id, 'COMPLIANCE'))).toMatchObject([
      { code: 'CREDIT_EXCEEDED' },
    ]);
    await setLimit(130_000);
    await change(
      portal,
      'orderCancel',
      { orderId: order.id, reason: 'x', lines: [{ lineId: order.lines[0].id, quantity: 1 }] },
      buyer.token,
    );
    expect((await release(order.id, 'COMPLIANCE')).order).toMatchObject({
      state: 'CONFIRMED',
      total: { amount: '1927.80' },
      currentTotal: { amount: '1285.20' },
    });
    expect(await heldBy(portal, { resellerId: poor.id, variantId: shop.a })).toMatchObject({
      exposure: '128520',
    });
    expect(await breaches(portal)).toEqual([]);
    await change(portal, 'orderCancel', { orderId: order.id, reason: 'x' }, buyer.token);
    await setLimit(50_000);
  });

  it('keeps the state of a confirmed order, which does not expire', async () => {
    const order = await placed(shop);
    expect((await hold(order.id, 'CUSTOMER', { expectedVersion: 1 })).order).toMatchObject({
      state: 'CONFIRMED',
      version: 2,
      expiresAt: null,
      holds: [{ reason: 'CUSTOMER', note: 'look into it', releasedAt: null }],
    });
    expect((await release(order.id, 'CUSTOMER')).order).toMatchObject({
      state: 'CONFIRMED',
      version: 3,
      holds: [{ reason: 'CUSTOMER', releasedAt: expect.any(String) }],
    });
    expect((await hold(order.id, 'CUSTOMER')).order.holds).toHaveLength(2);
    expect((await trailOf(portal, order.id)).slice(1)).toMatchObject([
      { operation: 'PLACE_HOLD', from: 'CONFIRMED', to: 'CONFIRMED', event: 'order.hold_placed' },
      { operation: 'RELEASE_HOLD', to: 'CONFIRMED', event: 'order.hold_released' },
      { operation: 'PLACE_HOLD', version: 4 },
    ]);
    expect(await breaches(portal)).toEqual([]);
  });

  it('refuses what makes no sense, and changes nothing', async () => {
    const order = await onHold();
    await hold(order.id, 'PRICE');
    const codes = async (work: () => Promise<Answer['data']>) =>
      (await refused(work)).map(({ code, path }: { code: string; path: string[] }) => [
        code,
        path.at(-1),
      ]);
    expect(await codes(() => hold(order.id, 'PRICE'))).toEqual([['ALREADY_EXISTS', 'reason']]);
    expect(await codes(() => hold(order.id, 'CREDIT'))).toEqual([['INVALID_VALUE', 'reason']]);
    expect(await codes(() => hold(order.id, 'CREDIT', { note: '' }))).toEqual([
      ['INVALID_VALUE', 'reason'],
      ['REQUIRED', 'note'],
    ]);
    expect(await codes(() => hold(order.id, 'CUSTOMER', { expectedVersion: 1 }))).toEqual([
      ['CONFLICT', 'expectedVersion'],
    ]);
    expect(await codes(() => release(order.id, 'CUSTOMER'))).toEqual([['NOT_FOUND', 'reason']]);
    expect(await codes(() => release(order.id, 'PRICE', { note: 'a\u0000' }))).toEqual([
      ['INVALID_VALUE', 'note'],
    ]);
    expect(await codes(() => hold(newId(), 'PRICE'))).toEqual([['NOT_FOUND', 'orderId']]);
    expect(await codes(() => release('nonsense', 'PRICE'))).toEqual([['NOT_FOUND', 'orderId']]);
  });

  it('belongs to the order desk of the region', async () => {
    const order = await onHold();
    const apac = await addRegion(portal.db, { code: 'APAC' });
    const farDesk = await addStaff(portal, 'ORDER_DESK', [apac]);
    expect(await refused(() => hold(order.id, 'PRICE', {}, farDesk.token))).toMatchObject([
      { code: 'NOT_FOUND', path: ['input', 'orderId'] },
    ]);
    const nearDesk = await addStaff(portal, 'ORDER_DESK', [apac, shop.regionId]);
    expect((await hold(order.id, 'PRICE', {}, nearDesk.token)).order.version).toBe(2);
    for (const { token } of [buyer, shop.admin, await addStaff(portal, 'CHANNEL_MANAGER')]) {
      const answer = await changeRaw(
        portal,
        'orderHoldRelease',
        { orderId: order.id, reason: 'PRICE' },
        token,
      );
      expect(answer.errors.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
    }
  });
});
