import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { brief, footprint, growth, tally } from '../support/order-probe.js';
import { startPortal, type Answer, type Portal } from '../support/portal.js';
import { putStock } from '../support/world/inventory.world.js';
import { addPriceList } from '../support/world/pricing.world.js';
import {
  addPerson,
  addShelf,
  addShopReseller,
  breaches,
  openShop,
  orderInput,
  submitRaw,
  type Shop,
} from '../support/world/shop.world.js';

let portal: Portal;
let shop: Shop;

beforeAll(async () => {
  portal = await startPortal('idempotency');
  shop = await openShop(portal);
});
afterAll(() => portal.stop());

async function send(input: object, token = shop.buyer.token): Promise<Answer['data']> {
  const answer = await submitRaw(shop, input, token);
  expect(answer.errors).toEqual([]);
  return answer.data.orderSubmit;
}

/** Sends it again and proves that the same order comes back and nothing else happens. */
async function expectReplay(
  first: Answer['data'],
  input: object,
  token = shop.buyer.token,
): Promise<void> {
  const before = await footprint(portal);
  expect(await send(input, token)).toEqual({ ...first, replayed: true });
  expect(await footprint(portal)).toEqual(before);
}

async function expectReused(input: object, token = shop.buyer.token): Promise<void> {
  const before = await footprint(portal);
  const { order, replayed, userErrors } = await send(input, token);
  expect({ order, replayed, userErrors: userErrors.map(brief) }).toEqual({
    order: null,
    replayed: false,
    userErrors: [{ code: 'IDEMPOTENCY_KEY_REUSED', path: 'input.idempotencyKey' }],
  });
  expect(await footprint(portal)).toEqual(before);
}

describe('the same input with the same key', () => {
  it('gives the same order, however often and by whomever of the reseller it is sent', async () => {
    const before = await tally(portal);
    const input = orderInput(shop, { lines: [{ sku: 'SKU-A', quantity: 2 }] });
    const first = await send(input);
    expect(first).toMatchObject({ replayed: false, order: { state: 'CONFIRMED' } });
    await expectReplay(first, input);
    await expectReplay(first, input, shop.admin.token);
    expect(growth(before, await tally(portal))).toEqual({
      orders: 1,
      lines: 1,
      salesEvents: 1,
      outbox: 1,
      audits: 1,
      allocated: 2,
      exposure: 128_520,
    });
  });

  it('is the same when defaults are spelled out and names come in another order', async () => {
    const { idempotencyKey, purchaseOrderNumber, shipToAddressId } = orderInput(shop);
    const first = await send({
      idempotencyKey,
      marketCode: 'DE',
      purchaseOrderNumber,
      shipToAddressId,
      lines: [{ sku: 'SKU-A', quantity: 1 }],
    });
    await expectReplay(first, {
      lines: [{ specialBidNumber: null, expectedUnitPrice: null, quantity: 1, sku: ' sku-a ' }],
      acceptBackorder: false,
      endCustomer: null,
      partnerOfRecordId: null,
      draftId: null,
      shipToAddressId: String(shipToAddressId).toUpperCase(),
      purchaseOrderNumber: ` ${String(purchaseOrderNumber)} `,
      marketCode: 'de',
      idempotencyKey: ` ${String(idempotencyKey)} `,
    });
  });

  it('is the same when an amount is written with other zeros', async () => {
    const priced = (amount: string): object => ({
      lines: [{ sku: 'SKU-A', quantity: 1, expectedUnitPrice: { amount, currencyCode: 'EUR' } }],
    });
    const input = orderInput(shop, priced('540.00'));
    const first = await send(input);
    await expectReplay(first, { ...input, ...priced('540') });
    await expectReplay(first, { ...input, ...priced('0540.0') });
    await expectReused({ ...input, ...priced('540.01') });
  });

  it('replays after a suspension, a new price, the end of the stock and of the authorisation', async () => {
    const { id, addressId } = await addShopReseller(portal);
    const { token } = await addPerson(portal, { resellerId: id, role: 'BUYER' });
    const variantId = await addShelf(portal, 'SKU-LAST');
    await addPriceList(portal.db, { marketCode: 'DE', entries: { [variantId]: 10_000 } });
    await putStock(portal.db, variantId, shop.locationId, 1);
    const expectedUnitPrice = { amount: '100.00', currencyCode: 'EUR' };
    const input = orderInput(shop, {
      shipToAddressId: addressId,
      lines: [{ sku: 'SKU-LAST', quantity: 1, expectedUnitPrice }],
    });
    const first = await send(input, token);
    expect(first.order.state).toBe('CONFIRMED');
    for (const [statement, value] of [
      [
        `UPDATE reseller.reseller SET state = 'SUSPENDED', state_before_suspension = 'ACTIVE' WHERE id = $1`,
        id,
      ],
      ['UPDATE pricing.price_entry SET unit_price_minor = 1 WHERE variant_id = $1', variantId],
      [`UPDATE catalog.listing SET paused_reason = 'Recalled.' WHERE variant_id = $1`, variantId],
      ['DELETE FROM reseller.market_authorization WHERE reseller_id = $1', id],
      [`UPDATE reseller.address SET state = 'ARCHIVED' WHERE reseller_id = $1`, id],
    ] as const) {
      await portal.db.query(statement, [value]);
      await expectReplay(first, input, token);
    }
    const { userErrors } = await send({ ...input, idempotencyKey: newId() }, token);
    expect(userErrors.map(brief)).toContainEqual({
      code: 'RESELLER_NOT_ACTIVE',
      path: 'input',
      state: 'SUSPENDED',
    });
  });

  it('gives the order as it is now', async () => {
    const input = orderInput(shop);
    const { order } = await send(input);
    const { data } = await portal.ask(
      `mutation ($input: OrderCancelInput!) { orderCancel(input: $input) { order { state } userErrors { code } } }`,
      { input: { orderId: order.id, reason: 'Ordered twice.' } },
      { token: shop.buyer.token },
    );
    expect(data.orderCancel).toEqual({ order: { state: 'CANCELLED' }, userErrors: [] });
    const before = await footprint(portal);
    const again = await send(input);
    expect(again).toMatchObject({
      replayed: true,
      userErrors: [],
      order: { id: order.id, state: 'CANCELLED', version: 2, lines: [{ cancelled: 1 }] },
    });
    expect(await footprint(portal)).toEqual(before);
    // The key is used for ever, and the number is free for another one.
    await expectReused({ ...input, lines: [{ sku: 'SKU-B', quantity: 1 }] });
    const other = await send({ ...input, idempotencyKey: newId() });
    expect(other).toMatchObject({ replayed: false, order: { state: 'CONFIRMED' } });
  });

  it('is one order when it arrives sixteen times at once', async () => {
    const before = await tally(portal);
    const input = orderInput(shop, { lines: [{ sku: 'SKU-B', quantity: 3 }] });
    const payloads = await Promise.all(Array.from({ length: 16 }, () => send(input)));
    expect(payloads.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(new Set(payloads.map(({ order }) => order.number)).size).toBe(1);
    expect(growth(before, await tally(portal))).toMatchObject({ orders: 1, allocated: 3 });
    expect(await breaches(portal)).toEqual([]);
  });
});

describe('another input with the same key', () => {
  it.each([
    ['another quantity', { lines: [{ sku: 'SKU-A', quantity: 2 }] }],
    ['another SKU', { lines: [{ sku: 'SKU-B', quantity: 1 }] }],
    [
      'the lines in another order',
      {
        lines: [
          { sku: 'SKU-A', quantity: 1 },
          { sku: 'SKU-A', quantity: 1 },
        ],
      },
    ],
    ['another purchase order number', { purchaseOrderNumber: 'PO-ELSE' }],
    ['backorders accepted', { acceptBackorder: true }],
    ['an end customer', { endCustomer: { name: 'Somebody' } }],
    ['a market that is not there', { marketCode: 'XX' }],
    ['a SKU that is not there', { lines: [{ sku: 'SKU-NONE', quantity: 1 }] }],
  ])('is IDEMPOTENCY_KEY_REUSED: %s', async (_, change) => {
    const input = orderInput(shop);
    const first = await send(input);
    await expectReused({ ...input, ...change });
    await expectReplay(first, input);
  });

  it('is one order and one refusal when both arrive at once', async () => {
    const input = orderInput(shop);
    const other = { ...input, lines: [{ sku: 'SKU-B', quantity: 7 }] };
    const payloads = await Promise.all([input, other, input, other].map((one) => send(one)));
    const placed = payloads.filter(({ order }) => order !== null);
    expect(placed.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(placed).toHaveLength(2);
    for (const { userErrors } of payloads.filter(({ order }) => order === null)) {
      expect(userErrors).toMatchObject([{ code: 'IDEMPOTENCY_KEY_REUSED' }]);
    }
    expect(await breaches(portal)).toEqual([]);
  });
});

describe('a key', () => {
  it('of another reseller is another key', async () => {
    const { id, addressId } = await addShopReseller(portal);
    const { token } = await addPerson(portal, { resellerId: id, role: 'BUYER' });
    const input = orderInput(shop);
    const mine = await send(input);
    const theirs = await send({ ...input, shipToAddressId: addressId }, token);
    expect(theirs.replayed).toBe(false);
    expect(theirs.order.id).not.toBe(mine.order.id);
  });

  it('and a number stay free when the submit is refused', async () => {
    const variantId = await addShelf(portal, 'SKU-LATE');
    await addPriceList(portal.db, { marketCode: 'DE', entries: { [variantId]: 100 } });
    const input = orderInput(shop, { lines: [{ sku: 'SKU-LATE', quantity: 1 }] });
    const refused = await send(input);
    expect(refused.userErrors.map(brief)).toEqual([
      { code: 'INSUFFICIENT_STOCK', path: 'input.lines.0.quantity', available: 0 },
    ]);
    await putStock(portal.db, variantId, shop.locationId, 1);
    const first = await send(input);
    expect(first).toMatchObject({ replayed: false, order: { state: 'CONFIRMED' } });
    await expectReplay(first, input);
  });

  it('may be any text, and case counts', async () => {
    const key = '🔑 مفتاح '.repeat(30).slice(0, 200);
    const first = await send(orderInput(shop, { idempotencyKey: key }));
    expect(first.order.state).toBe('CONFIRMED');
    const lower = await send(orderInput(shop, { idempotencyKey: 'key-case' }));
    const upper = await send(orderInput(shop, { idempotencyKey: 'KEY-CASE' }));
    expect(lower.order.id).not.toBe(upper.order.id);
  });
});
