import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { refusal } from '../support/order-probe.js';
import { startPortal, type Portal } from '../support/portal.js';
import { daysFromToday } from '../support/world/catalog.world.js';
import {
  addAuthorization,
  addRelationship,
  addReseller,
  type ResellerOptions,
} from '../support/world/reseller.world.js';
import {
  addPerson,
  addShopReseller,
  breaches,
  openShop,
  submit,
  type Shop,
  type ShopReseller,
} from '../support/world/shop.world.js';

let portal: Portal;
let shop: Shop;
let distributor: ShopReseller;
let token: string;

beforeAll(async () => {
  portal = await startPortal('partner-gates');
  shop = await openShop(portal);
  distributor = await addShopReseller(portal, { type: 'DISTRIBUTOR' });
  ({ token } = await addPerson(portal, { resellerId: distributor.id, role: 'BUYER' }));
});
afterAll(() => portal.stop());

async function indirect(
  options: ResellerOptions = {},
  relationship: Parameters<typeof addRelationship>[1]['state'] | null = 'ACTIVE',
): Promise<string> {
  const id = await addReseller(portal.db, {
    type: 'INDIRECT_RESELLER',
    markets: ['DE'],
    ...options,
  });
  if (relationship) {
    await addRelationship(portal.db, {
      distributorId: distributor.id,
      indirectResellerId: id,
      state: relationship,
    });
  }
  return id;
}

const orderFor = (partnerOfRecordId: string): object => ({
  partnerOfRecordId,
  shipToAddressId: distributor.addressId,
});

describe('a partner of record', () => {
  it('is named by a distributor, which buys at its own price and on its own credit', async () => {
    const partnerId = await indirect({ tier: 'REGISTERED' });
    const { order, userErrors } = await submit(
      shop,
      { ...orderFor(partnerId), lines: [{ sku: 'SKU-A', quantity: 10 }] },
      token,
    );
    expect(userErrors).toEqual([]);
    expect(order).toMatchObject({ state: 'CONFIRMED', net: { amount: '5250.00' } });
    const [row] = await portal.rows(
      `SELECT o.sold_to_id, o.bill_to_id, o.partner_of_record_id, o.tier, e.partner_of_record_id AS of_event,
         (SELECT bool_and(l.party_ids @> ARRAY[o.sold_to_id, o.partner_of_record_id]) FROM orders.order_line l
          WHERE l.order_id = o.id) AS both_see_lines
       FROM orders.sales_order o JOIN sales.event e ON e.order_id = o.id WHERE o.id = $1`,
      [order.id],
    );
    expect(row).toEqual({
      sold_to_id: distributor.id,
      bill_to_id: distributor.id,
      partner_of_record_id: partnerId,
      tier: 'PREMIER',
      of_event: partnerId,
      both_see_lines: true,
    });
    expect(await breaches(portal)).toEqual([]);
  });

  it('may be left out by a distributor', async () => {
    const { order } = await submit(shop, { shipToAddressId: distributor.addressId }, token);
    expect(order.state).toBe('CONFIRMED');
  });

  it('may buy until its reauthorization is due', async () => {
    const partnerId = await indirect({
      state: 'REAUTHORIZATION_DUE',
      reauthorizationDueOn: daysFromToday(2),
    });
    const { order } = await submit(shop, orderFor(partnerId), token);
    expect(order.state).toBe('CONFIRMED');
  });
});

describe('PARTNER_OF_RECORD_INVALID', () => {
  const invalid = [{ code: 'PARTNER_OF_RECORD_INVALID', path: 'input.partnerOfRecordId' }];
  const messages = new Set<string>();

  async function expectInvalid(
    partnerOfRecordId: string,
    as = token,
    shipToAddressId = distributor.addressId,
  ): Promise<void> {
    const changes = { partnerOfRecordId, shipToAddressId };
    expect(await refusal(shop, changes, as)).toEqual(invalid);
    const { userErrors } = await submit(shop, changes, as);
    messages.add(userErrors[0].message);
  }

  it('where the buyer is no distributor, whatever the partner', async () => {
    const partnerId = await indirect();
    await expectInvalid(partnerId, shop.buyer.token, shop.reseller.addressId);
  });

  it('without a relationship, with another distributor’s, and with an unknown id', async () => {
    const stranger = await indirect({}, null);
    const other = await addShopReseller(portal, { type: 'DISTRIBUTOR' });
    await addRelationship(portal.db, { distributorId: other.id, indirectResellerId: stranger });
    await expectInvalid(stranger);
    await expectInvalid(await indirect({}, null));
    await expectInvalid(newId());
  });

  it.each(['REQUESTED', 'ENDED', 'DECLINED'] as const)(
    'with a relationship that is %s',
    async (state) => {
      await expectInvalid(await indirect({}, state));
    },
  );

  it('with itself, and with somebody who is not an indirect reseller', async () => {
    await expectInvalid(distributor.id);
    await expectInvalid(shop.reseller.id);
    const changed = await indirect();
    await portal.db.query(`UPDATE reseller.reseller SET type = 'DIRECT_RESELLER' WHERE id = $1`, [
      changed,
    ]);
    await expectInvalid(changed);
  });

  it('with a partner that may not sell in the market today', async () => {
    await expectInvalid(await indirect({ markets: [] }));
    const ended = await indirect({ markets: [] });
    await addAuthorization(portal.db, {
      resellerId: ended,
      marketCode: 'DE',
      validUntil: daysFromToday(-2),
    });
    await expectInvalid(ended);
    const future = await indirect({ markets: [] });
    await addAuthorization(portal.db, {
      resellerId: future,
      marketCode: 'DE',
      validFrom: daysFromToday(2),
    });
    await expectInvalid(future);
  });

  it.each([
    { state: 'SUSPENDED' },
    { state: 'DEAUTHORIZED' },
    { state: 'TERMINATED' },
    { state: 'REAUTHORIZATION_DUE', reauthorizationDueOn: daysFromToday(-2) },
  ] as const)('with a partner that is %j', async (options) => {
    await expectInvalid(await indirect(options));
  });

  it('says the same in every case, so that nobody learns about strangers', () => {
    expect([...messages]).toHaveLength(1);
  });
});
