import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { startPortal, type Answer, type Portal } from '../support/portal.js';
import { addRegion } from '../support/world/market.world.js';
import {
  change,
  changeRaw,
  everything,
  heldBy,
  placed,
  refusals,
  trailOf,
} from '../support/world/order-command.world.js';
import { addBid } from '../support/world/pricing.world.js';
import {
  addPerson,
  addShelf,
  addShopReseller,
  addStaff,
  breaches,
  MARKET,
  openShop,
  type Shop,
} from '../support/world/shop.world.js';
import { addListing } from '../support/world/catalog.world.js';
import { addMarket } from '../support/world/market.world.js';
import { addPriceList } from '../support/world/pricing.world.js';

describe('cancelling an order', () => {
  let portal: Portal;
  let shop: Shop;

  beforeAll(async () => {
    portal = await startPortal('order-cancel');
    shop = await openShop(portal);
  });
  afterAll(() => portal.stop());

  const cancel = (input: object, token = shop.buyer.token) =>
    change(portal, 'orderCancel', { reason: 'no longer needed', ...input }, token);
  const worked = () =>
    placed(shop, {
      lines: [
        { sku: 'SKU-A', quantity: 12 },
        { sku: 'SKU-B', quantity: 12 },
      ],
    });
  const held = (variantId = shop.a) => heldBy(portal, { resellerId: shop.reseller.id, variantId });

  async function unchanged(work: () => Promise<unknown>): Promise<void> {
    const before = await everything(portal);
    await work();
    expect(await everything(portal)).toEqual(before);
    expect(await breaches(portal)).toEqual([]);
  }

  it('cancels the whole order and gives its stock and credit back', async () => {
    const before = await held();
    const order = await worked();
    expect(await held()).toEqual({ allocated: 12, exposure: '913920', spent: '0' });
    const { order: cancelled, userErrors } = await cancel({
      orderId: order.id,
      expectedVersion: 1,
      reason: ' wrong devices ',
    });
    expect(userErrors).toEqual([]);
    expect(cancelled).toMatchObject({
      state: 'CANCELLED',
      version: 2,
      net: { amount: '7680.00' },
      total: { amount: '9139.20' },
      currentNet: { amount: '0.00' },
      currentTax: { amount: '0.00' },
      currentTotal: { amount: '0.00' },
      lines: [
        { quantity: 12, allocated: 0, backordered: 0, cancelled: 12, promisedOn: null },
        { quantity: 12, allocated: 0, backordered: 0, cancelled: 12, promisedOn: null },
      ],
    });
    expect(await held()).toEqual({ ...before, allocated: 0, exposure: '0' });
    expect(await trailOf(portal, order.id)).toEqual([
      {
        operation: 'SUBMIT',
        from: null,
        to: 'CONFIRMED',
        version: 1,
        actor: 'USER',
        event: 'order.confirmed',
      },
      {
        operation: 'CANCEL',
        from: 'CONFIRMED',
        to: 'CANCELLED',
        version: 2,
        actor: 'USER',
        event: 'order.cancelled',
      },
    ]);
    const [record] = await portal.rows(
      `SELECT new ->> 'reason' AS reason FROM platform.audit_record WHERE entity_id = $1 AND operation = 'CANCEL'`,
      [order.id],
    );
    expect(record).toEqual({ reason: 'wrong devices' });
    const sales = await portal.rows(
      `SELECT kind, quantities, net_minor::text[] AS net FROM sales.event WHERE order_id = $1 ORDER BY kind`,
      [order.id],
    );
    expect(sales).toEqual([
      { kind: 'BOOKING', quantities: [12, 12], net: ['630000', '138000'] },
      { kind: 'CANCELLATION', quantities: [12, 12], net: ['630000', '138000'] },
    ]);
    expect(await breaches(portal)).toEqual([]);
  });

  it('cancels some pieces: the rest keeps its price, and tax is found anew on what is left', async () => {
    const order = await worked();
    const [a, b] = order.lines;
    const some = await cancel({
      orderId: order.id,
      lines: [
        { lineId: a.id, quantity: 5 },
        { lineId: b.id, quantity: 12 },
      ],
    });
    // 7 × 525.00, the price of the break that the order had reached: a partial cancel never re-prices.
    expect(some.order).toMatchObject({
      state: 'CONFIRMED',
      currentNet: { amount: '3675.00' },
      currentTax: { amount: '698.25' },
      currentTotal: { amount: '4373.25' },
      total: { amount: '9139.20' },
      lines: [
        { allocated: 7, cancelled: 5, unitPrice: { amount: '525.00' } },
        { allocated: 0, cancelled: 12, promisedOn: null },
      ],
    });
    expect(await held()).toEqual({ allocated: 7, exposure: '437325', spent: '0' });
    expect(await breaches(portal)).toEqual([]);
    const rest = await cancel({ orderId: order.id, lines: [{ lineId: a.id, quantity: 7 }] });
    expect(rest.order).toMatchObject({ state: 'CANCELLED', currentTotal: { amount: '0.00' } });
    expect(await held()).toEqual({ allocated: 0, exposure: '0', spent: '0' });
    expect(await trailOf(portal, order.id)).toMatchObject([
      {},
      { operation: 'CANCEL', to: 'CONFIRMED', event: 'order.lines_cancelled' },
      { operation: 'CANCEL', to: 'CANCELLED', event: 'order.cancelled' },
    ]);
    expect(await breaches(portal)).toEqual([]);
  });

  it('rounds the tax of what is left once, not per line', async () => {
    await addMarket(portal.db, {
      code: 'SA',
      currencyCode: 'EUR',
      taxRate: '15',
      regionId: shop.regionId,
    });
    await portal.db.query(
      `INSERT INTO inventory.location_market (location_id, market_code, preference, lead_days) VALUES ($1, 'SA', 1, 2)`,
      [shop.locationId],
    );
    await addListing(portal.db, { variantId: shop.b, marketCode: 'SA' });
    await addPriceList(portal.db, { marketCode: 'SA', entries: { [shop.b]: 670 } });
    const { id: resellerId } = await addShopReseller(portal, { markets: ['SA'] });
    const [address] = await portal.rows<{ id: string }>(
      `UPDATE reseller.address SET country_code = 'SA' WHERE reseller_id = $1 RETURNING id`,
      [resellerId],
    );
    const buyer = await addPerson(portal, { resellerId, role: 'BUYER' });
    const order = await placed(
      shop,
      {
        marketCode: 'SA',
        shipToAddressId: address?.id,
        lines: [
          { sku: 'SKU-B', quantity: 1 },
          { sku: 'SKU-B', quantity: 1 },
          { sku: 'SKU-B', quantity: 1 },
        ],
      },
      buyer.token,
    );
    expect(order.total).toMatchObject({ amount: '23.12' });
    const { order: left } = await cancel(
      { orderId: order.id, lines: [{ lineId: order.lines[2].id, quantity: 1 }] },
      buyer.token,
    );
    expect(left).toMatchObject({
      currentNet: { amount: '13.40' },
      currentTax: { amount: '2.01' },
      currentTotal: { amount: '15.41' },
    });
    expect(await breaches(portal)).toEqual([]);
  });

  it('gives back what it took of a special bid and of the month of its buyer', async () => {
    const variantId = await addShelf(portal, 'SKU-BID');
    await portal.db.query(
      `SELECT inventory.move('OPENING', ARRAY[$1::uuid], ARRAY[$2::uuid], ARRAY[20], NULL, NULL, NULL)`,
      [variantId, shop.locationId],
    );
    await addPriceList(portal.db, { marketCode: MARKET, entries: { [variantId]: 10_000 } });
    const bidId = await addBid(portal.db, {
      resellerId: shop.reseller.id,
      marketCode: MARKET,
      variantId,
      unitPriceMinor: 8_000,
      quantity: 10,
      number: 'SB-CANCEL',
    });
    const limited = await addPerson(portal, {
      resellerId: shop.reseller.id,
      role: 'BUYER',
      limits: [{ currencyCode: 'EUR', perMonthMinor: 100_000 }],
    });
    const order = await placed(
      shop,
      { lines: [{ sku: 'SKU-BID', quantity: 10, specialBidNumber: 'SB-CANCEL' }] },
      limited.token,
    );
    const sold = async () =>
      (await portal.rows('SELECT sold FROM pricing.special_bid WHERE id = $1', [bidId]))[0];
    expect(order.total).toMatchObject({ amount: '952.00' });
    expect(await held(variantId)).toEqual({ allocated: 10, exposure: '95200', spent: '95200' });
    expect(await sold()).toEqual({ sold: 10 });
    await cancel(
      { orderId: order.id, lines: [{ lineId: order.lines[0].id, quantity: 4 }] },
      limited.token,
    );
    expect(await held(variantId)).toEqual({ allocated: 6, exposure: '57120', spent: '57120' });
    expect(await sold()).toEqual({ sold: 6 });
    await cancel({ orderId: order.id }, limited.token);
    expect(await held(variantId)).toEqual({ allocated: 0, exposure: '0', spent: '0' });
    expect(await sold()).toEqual({ sold: 0 });
    expect(await breaches(portal)).toEqual([]);
  });

  it('cancels an order on hold, which has taken no credit and booked no sale', async () => {
    const poor = await addShopReseller(portal, { creditLimits: { EUR: '100.00' } });
    const buyer = await addPerson(portal, { resellerId: poor.id, role: 'BUYER' });
    const order = await placed(shop, { shipToAddressId: poor.addressId }, buyer.token);
    expect(order.state).toBe('ON_HOLD');
    const { order: cancelled } = await cancel({ orderId: order.id }, buyer.token);
    expect(cancelled).toMatchObject({
      state: 'CANCELLED',
      expiresAt: null,
      holds: [{ reason: 'CREDIT', releasedAt: expect.any(String) }],
    });
    expect(await heldBy(portal, { resellerId: poor.id, variantId: shop.a })).toEqual({
      allocated: 0,
      exposure: '0',
      spent: '0',
    });
    const sales = await portal.rows('SELECT 1 FROM sales.event WHERE order_id = $1', [order.id]);
    expect(sales).toEqual([]);
    expect(await breaches(portal)).toEqual([]);
  });

  it('frees the purchase order number', async () => {
    const order = await placed(shop, { purchaseOrderNumber: 'PO-AGAIN' });
    await cancel({ orderId: order.id });
    expect(await placed(shop, { purchaseOrderNumber: 'po-again ' })).toMatchObject({
      state: 'CONFIRMED',
    });
  });

  it('refuses everything that is wrong at once, and changes nothing', async () => {
    const order = await worked();
    const [a, b] = order.lines;
    await unchanged(async () => {
      const stranger = newId();
      const payload = await cancel({
        orderId: order.id,
        lines: [
          { lineId: a.id, quantity: 13 },
          { lineId: stranger, quantity: 1 },
          { lineId: b.id, quantity: 1 },
          { lineId: b.id.toUpperCase(), quantity: 1 },
        ],
      });
      expect(payload.order).toBeNull();
      expect(payload.userErrors).toMatchObject([
        {
          code: 'INVALID_VALUE',
          path: ['input', 'lines', '0', 'quantity'],
          rule: 'OPEN',
          open: 12,
        },
        { code: 'NOT_FOUND', path: ['input', 'lines', '1', 'lineId'] },
        { code: 'INVALID_VALUE', path: ['input', 'lines', '3', 'lineId'], rule: 'UNIQUE' },
      ]);
    });
  });

  it.each([
    [{ reason: '  ' }, [['REQUIRED', 'reason']]],
    [{ reason: 'a\u0000b' }, [['INVALID_VALUE', 'reason']]],
    [{ reason: 'x'.repeat(501) }, [['INVALID_VALUE', 'reason']]],
    [{ lines: [] }, [['INVALID_VALUE', 'lines']]],
    [{ lines: [{ lineId: 'x', quantity: 1 }] }, [['INVALID_VALUE', 'lineId']]],
    [{ lines: [{ lineId: newId(), quantity: 0 }] }, [['INVALID_VALUE', 'quantity']]],
    [{ lines: [{ lineId: newId(), quantity: -1 }] }, [['INVALID_VALUE', 'quantity']]],
    [{ expectedVersion: 7 }, [['CONFLICT', 'expectedVersion']]],
    [{ orderId: newId() }, [['NOT_FOUND', 'orderId']]],
    [{ orderId: 'nonsense' }, [['NOT_FOUND', 'orderId']]],
  ])('refuses %j', async (input, expected) => {
    const order = await placed(shop);
    await unchanged(async () => {
      expect(refusals(await cancel({ orderId: order.id, ...input }))).toEqual(expected);
    });
  });

  it.each([1.5, 2 ** 31])('cannot read a quantity of %j', async (quantity) => {
    const input = { orderId: newId(), reason: 'x', lines: [{ lineId: newId(), quantity }] };
    const answer: Answer = await changeRaw(portal, 'orderCancel', input, shop.buyer.token);
    expect(answer.errors.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
  });

  it('is for the buyer and for the order desk of the region, and for nobody else', async () => {
    const stranger = await addPerson(portal, {
      resellerId: (await addShopReseller(portal)).id,
      role: 'RESELLER_ADMIN',
    });
    const elsewhere = await addRegion(portal.db, { code: 'APAC' });
    const farDesk = await addStaff(portal, 'ORDER_DESK', [elsewhere]);
    const ownDesk = await addStaff(portal, 'ORDER_DESK', [shop.regionId]);
    const order = await placed(shop);
    await unchanged(async () => {
      for (const { token } of [stranger, farDesk]) {
        const refused = await cancel({ orderId: order.id }, token);
        expect(refusals(refused)).toEqual([['NOT_FOUND', 'orderId']]);
      }
    });
    const { order: cancelled } = await cancel({ orderId: order.id }, ownDesk.token);
    expect(cancelled.state).toBe('CANCELLED');
    expect(await breaches(portal)).toEqual([]);
  });
});
