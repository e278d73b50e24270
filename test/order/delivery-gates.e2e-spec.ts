import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { refusal } from '../support/order-probe.js';
import { startPortal, type Portal } from '../support/portal.js';
import { addAddress } from '../support/world/reseller.world.js';
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
  portal = await startPortal('delivery-gates');
  shop = await openShop(portal);
});
afterAll(() => portal.stop());

describe('SHIP_TO_INVALID', () => {
  const invalid = [{ code: 'SHIP_TO_INVALID', path: 'input.shipToAddressId' }];

  it('for another reseller’s address, an archived one, one abroad and none at all', async () => {
    const resellerId = shop.reseller.id;
    const stranger = await addShopReseller(portal);
    const archived = await addAddress(portal.db, { resellerId, state: 'ARCHIVED' });
    const abroad = await addAddress(portal.db, { resellerId, countryCode: 'FR' });
    const messages = new Set<string>();
    for (const shipToAddressId of [stranger.addressId, archived, abroad, newId()]) {
      expect(await refusal(shop, { shipToAddressId })).toEqual(invalid);
      const { userErrors } = await submit(shop, { shipToAddressId });
      messages.add(userErrors[0].message);
    }
    expect(messages.size).toBe(1);
  });

  it('never for a second address of the reseller, of which the order keeps a copy', async () => {
    const resellerId = shop.reseller.id;
    const shipToAddressId = await addAddress(portal.db, { resellerId, label: 'Second' });
    const { order } = await submit(shop, { shipToAddressId: shipToAddressId.toUpperCase() });
    expect(order.state).toBe('CONFIRMED');
    await portal.db.query(
      `UPDATE reseller.address SET line1 = 'Elsewhere 1', state = 'ARCHIVED' WHERE id = $1`,
      [shipToAddressId],
    );
    const [row] = await portal.rows(
      'SELECT ship_to, ship_to_address_id FROM orders.sales_order WHERE id = $1',
      [order.id],
    );
    expect(row).toEqual({
      ship_to_address_id: shipToAddressId,
      ship_to: {
        recipient: 'Goods inwards',
        line1: 'Hafenstr. 12',
        line2: null,
        city: 'Hamburg',
        region: null,
        postalCode: '20457',
        countryCode: 'DE',
        phone: null,
      },
    });
  });
});

describe('DUPLICATE_PURCHASE_ORDER', () => {
  it.each([
    ['PO-CASE', 'po-case'],
    ['PO-BLANK', '  PO-BLANK\t'],
    ['Ärger 1', 'ÄRGER 1'],
    // The same letter as one character and as two.
    ['Caf\u00e9 7', 'Cafe\u0301 7'],
    ['注文-42', '注文-42'],
  ])('for %j and %j', async (first, second) => {
    const { order } = await submit(shop, { purchaseOrderNumber: first });
    expect(await refusal(shop, { purchaseOrderNumber: second })).toEqual([
      {
        code: 'DUPLICATE_PURCHASE_ORDER',
        path: 'input.purchaseOrderNumber',
        number: order.number,
      },
    ]);
  });

  it('never for numbers that differ within, or for another reseller', async () => {
    const stranger = await addShopReseller(portal);
    const { token } = await addPerson(portal, { resellerId: stranger.id, role: 'BUYER' });
    const purchaseOrderNumber = 'PO SAME';
    expect((await submit(shop, { purchaseOrderNumber })).order.state).toBe('CONFIRMED');
    const within = await submit(shop, { purchaseOrderNumber: 'PO  SAME' });
    expect(within.order.state).toBe('CONFIRMED');
    const changes = { purchaseOrderNumber, shipToAddressId: stranger.addressId };
    expect((await submit(shop, changes, token)).order.state).toBe('CONFIRMED');
  });

  it('not even once for orders that arrive at the same time', async () => {
    const purchaseOrderNumber = 'PO-RUSH';
    const payloads = await Promise.all(
      Array.from({ length: 8 }, () => submit(shop, { purchaseOrderNumber })),
    );
    const placed = payloads.filter(({ order }) => order !== null);
    expect(placed).toHaveLength(1);
    const refused = payloads.filter(({ order }) => order === null);
    for (const { userErrors } of refused) {
      expect(userErrors).toMatchObject([
        { code: 'DUPLICATE_PURCHASE_ORDER', number: placed[0].order.number },
      ]);
    }
    expect(await breaches(portal)).toEqual([]);
  });

  it('is free again when the order is cancelled', async () => {
    const purchaseOrderNumber = 'PO-AGAIN';
    const { order } = await submit(shop, { purchaseOrderNumber });
    const { data, errors } = await portal.ask(
      `mutation ($input: OrderCancelInput!) { orderCancel(input: $input) { order { state } userErrors { code message } } }`,
      { input: { orderId: order.id, reason: 'Ordered twice.' } },
      { token: shop.buyer.token },
    );
    expect(errors).toEqual([]);
    expect(data.orderCancel).toEqual({ order: { state: 'CANCELLED' }, userErrors: [] });
    const again = await submit(shop, { purchaseOrderNumber: 'po-again' });
    expect(again.order.state).toBe('CONFIRMED');
    expect(await refusal(shop, { purchaseOrderNumber })).toMatchObject([
      { code: 'DUPLICATE_PURCHASE_ORDER', number: again.order.number },
    ]);
  });
});
