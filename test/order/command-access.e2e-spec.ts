import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { startPortal, type Portal } from '../support/portal.js';
import {
  change,
  changeRaw,
  everything,
  placed,
  refusals,
} from '../support/world/order-command.world.js';
import { addRelationship } from '../support/world/reseller.world.js';
import {
  addPerson,
  addShopReseller,
  breaches,
  openShop,
  type Person,
  type Shop,
} from '../support/world/shop.world.js';

const KEY = `mutation ($input: ApiKeyCreateInput!) { apiKeyCreate(input: $input) { secret userErrors { code } } }`;

describe('who may change an order', () => {
  let portal: Portal;
  let shop: Shop;

  beforeAll(async () => {
    portal = await startPortal('order-command-access');
    shop = await openShop(portal);
  });
  afterAll(() => portal.stop());

  const keyOf = async (person: Person, scopes: string[]): Promise<string> => {
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
    const { data } = await portal.ask(
      KEY,
      { input: { idempotencyKey: newId(), name: 'ERP', scopes, expiresAt } },
      { token: person.token },
    );
    expect(data.apiKeyCreate.userErrors).toEqual([]);
    return data.apiKeyCreate.secret;
  };

  it('is never the partner of record, who can read it', async () => {
    const distributor = await addShopReseller(portal, { type: 'DISTRIBUTOR' });
    const buyer = await addPerson(portal, { resellerId: distributor.id, role: 'BUYER' });
    const partner = await addShopReseller(portal, { type: 'INDIRECT_RESELLER' });
    const reader = await addPerson(portal, { resellerId: partner.id, role: 'RESELLER_ADMIN' });
    await addRelationship(portal.db, {
      distributorId: distributor.id,
      indirectResellerId: partner.id,
    });
    const order = await placed(
      shop,
      { partnerOfRecordId: partner.id, shipToAddressId: distributor.addressId },
      buyer.token,
    );
    const seen = await portal.ask(
      'query ($id: ID!) { order(id: $id) { state version } }',
      { id: order.id },
      { token: reader.token },
    );
    expect(seen.data.order).toEqual({ state: 'CONFIRMED', version: 1 });
    const before = await everything(portal);
    const input = { orderId: order.id, reason: 'x' };
    expect(refusals(await change(portal, 'orderCancel', input, reader.token))).toEqual([
      ['NOT_FOUND', 'orderId'],
    ]);
    expect(await everything(portal)).toEqual(before);
    const { order: cancelled } = await change(portal, 'orderCancel', input, buyer.token);
    expect(cancelled.state).toBe('CANCELLED');
    expect(await breaches(portal)).toEqual([]);
  });

  it('is a program with a key to write orders, which never approves', async () => {
    const reading = await keyOf(shop.admin, ['ORDERS_READ']);
    const writing = await keyOf(shop.admin, ['ORDERS_READ', 'ORDERS_WRITE']);
    const codes = async (...asked: Parameters<typeof changeRaw>) =>
      (await changeRaw(...asked)).errors.map(({ extensions }) => extensions.code);
    const order = await placed(shop, {}, writing);
    const input = { orderId: order.id, reason: 'x' };
    expect(await codes(portal, 'orderCancel', input, reading)).toEqual(['FORBIDDEN']);
    expect((await change(portal, 'orderCancel', input, writing)).order.state).toBe('CANCELLED');
    const draft = await change(portal, 'orderDraftSave', { marketCode: 'DE' }, writing);
    expect(draft.order.version).toBe(1);
    expect(await codes(portal, 'orderApprove', { orderId: order.id }, writing)).toEqual([
      'FORBIDDEN',
    ]);
    expect(await codes(portal, 'orderCancel', input)).toEqual(['UNAUTHENTICATED']);
    expect(await breaches(portal)).toEqual([]);
  });

  it('does not approve what a key of their own has placed', async () => {
    const admin = await addPerson(portal, {
      resellerId: shop.reseller.id,
      role: 'RESELLER_ADMIN',
      limits: [{ currencyCode: 'EUR', perOrderMinor: 1 }],
    });
    const key = await keyOf(admin, ['ORDERS_WRITE', 'ORDERS_READ']);
    const order = await placed(shop, {}, key);
    expect(order.state).toBe('PENDING_APPROVAL');
    const own = await change(portal, 'orderApprove', { orderId: order.id }, admin.token);
    expect(own.userErrors).toMatchObject([{ code: 'INVALID_VALUE', rule: 'NOT_OWN_ORDER' }]);
    const withdrawn = await change(portal, 'orderWithdraw', { orderId: order.id }, key);
    expect(withdrawn.order.state).toBe('CANCELLED');
    expect(await breaches(portal)).toEqual([]);
  });

  it('gives back what an order raised in the month in which it was raised', async () => {
    const buyer = await addPerson(portal, {
      resellerId: shop.reseller.id,
      role: 'BUYER',
      limits: [{ currencyCode: 'EUR', perMonthMinor: 1_000_000 }],
    });
    const old = await placed(shop, {}, buyer.token);
    const months = () =>
      portal.rows(
        `SELECT (month < identity.this_month()) AS past, spent_minor::text AS spent FROM identity.buyer_month
         WHERE membership_id = $1 ORDER BY month`,
        [buyer.membershipId],
      );
    await portal.db.query(
      `UPDATE identity.buyer_month SET month = (month - interval '1 month')::date WHERE membership_id = $1`,
      [buyer.membershipId],
    );
    await portal.db.query(
      `UPDATE orders.sales_order SET limit_month = (limit_month - interval '1 month')::date WHERE id = $1`,
      [old.id],
    );
    await placed(shop, { lines: [{ sku: 'SKU-B', quantity: 1 }] }, buyer.token);
    expect(await months()).toEqual([
      { past: true, spent: '64260' },
      { past: false, spent: '13685' },
    ]);
    await change(portal, 'orderCancel', { orderId: old.id, reason: 'x' }, buyer.token);
    expect(await months()).toEqual([
      { past: true, spent: '0' },
      { past: false, spent: '13685' },
    ]);
    expect(await breaches(portal)).toEqual([]);
  });
});
