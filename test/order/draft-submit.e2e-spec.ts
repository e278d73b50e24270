import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { brief, footprint, growth, tally, type BriefProblem } from '../support/order-probe.js';
import { startPortal, type Answer, type Portal } from '../support/portal.js';
import { change } from '../support/world/order-command.world.js';
import {
  addPerson,
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
  portal = await startPortal('draft-submit');
  shop = await openShop(portal);
});
afterAll(() => portal.stop());

/** What a draft says: an order's input without its key. */
function contents(changes: object = {}): object {
  const { idempotencyKey, ...input } = orderInput(shop, changes);
  expect(idempotencyKey).toBeDefined();
  return input;
}

async function draftOf(changes: object = {}, token = shop.buyer.token): Promise<Answer['data']> {
  const { order, userErrors } = await change(portal, 'orderDraftSave', contents(changes), token);
  expect(userErrors).toEqual([]);
  return order;
}

async function send(input: object, token = shop.buyer.token): Promise<Answer['data']> {
  const answer = await submitRaw(shop, { idempotencyKey: newId(), ...input }, token);
  expect(answer.errors).toEqual([]);
  return answer.data.orderSubmit;
}

async function refusalOf(input: object, token = shop.buyer.token): Promise<BriefProblem[]> {
  const before = await footprint(portal);
  const { order, replayed, userErrors } = await send(input, token);
  expect({ order, replayed }).toEqual({ order: null, replayed: false });
  expect(await footprint(portal)).toEqual(before);
  return userErrors.map(brief);
}

describe('submitting a draft', () => {
  it('once or twice with one key makes it one order, with its number', async () => {
    const draft = await draftOf({ lines: [{ sku: 'SKU-A', quantity: 12 }] });
    const before = await tally(portal);
    const input = { idempotencyKey: newId(), draftId: draft.id };
    const first = await send(input);
    expect(first).toMatchObject({
      replayed: false,
      order: { id: draft.id, number: draft.number, state: 'CONFIRMED', version: 2 },
    });
    const again = { ...input, draftId: draft.id.toUpperCase(), expectedVersion: 1 };
    expect(await send(again)).toEqual({ ...first, replayed: true });
    expect(growth(before, await tally(portal))).toEqual({
      salesEvents: 1,
      outbox: 1,
      audits: 1,
      allocated: 12,
      exposure: 749_700,
    });
    expect(await breaches(portal)).toEqual([]);
  });

  it('with another key comes too late, once it has gone on', async () => {
    const draft = await draftOf();
    await send({ draftId: draft.id });
    expect(await refusalOf({ draftId: draft.id })).toEqual([
      {
        code: 'ILLEGAL_TRANSITION',
        path: 'input.draftId',
        state: 'CONFIRMED',
        operation: 'SUBMIT',
      },
    ]);
  });

  it('eight times at once is one order, whatever the keys', async () => {
    const one = await draftOf({ lines: [{ sku: 'SKU-B', quantity: 5 }] });
    const two = await draftOf({ lines: [{ sku: 'SKU-B', quantity: 5 }] });
    const before = await tally(portal);
    const idempotencyKey = newId();
    const same = await Promise.all(
      Array.from({ length: 8 }, () => send({ idempotencyKey, draftId: one.id })),
    );
    expect(same.filter(({ replayed }) => replayed)).toHaveLength(7);
    expect(new Set(same.map(({ order }) => order.id))).toEqual(new Set([one.id]));
    const different = await Promise.all(Array.from({ length: 8 }, () => send({ draftId: two.id })));
    expect(different.filter(({ order }) => order !== null)).toHaveLength(1);
    for (const { userErrors } of different.filter(({ order }) => order === null)) {
      expect(userErrors).toMatchObject([{ code: 'ILLEGAL_TRANSITION', state: 'CONFIRMED' }]);
    }
    expect(growth(before, await tally(portal))).toMatchObject({ salesEvents: 2, allocated: 10 });
    expect(await breaches(portal)).toEqual([]);
  });

  it('with the key of another order is IDEMPOTENCY_KEY_REUSED, and so is the other way round', async () => {
    const reused = [{ code: 'IDEMPOTENCY_KEY_REUSED', path: 'input.idempotencyKey' }];
    const plain = orderInput(shop);
    await send(plain);
    const draft = await draftOf();
    const { idempotencyKey } = plain;
    expect(await refusalOf({ idempotencyKey, draftId: draft.id })).toEqual(reused);
    const key = newId();
    await send({ idempotencyKey: key, draftId: draft.id });
    expect(await refusalOf({ ...orderInput(shop), idempotencyKey: key })).toEqual(reused);
    const other = await draftOf();
    expect(await refusalOf({ idempotencyKey: key, draftId: other.id })).toEqual(reused);
  });

  it('leaves it as it is when a gate fails, with every problem, and its key free', async () => {
    const { order: first } = await send(orderInput(shop, { purchaseOrderNumber: 'PO-TWICE' }));
    const draft = await draftOf({
      purchaseOrderNumber: 'po-twice',
      lines: [
        { sku: 'SKU-A', quantity: 900_000 },
        { sku: 'SKU-B', quantity: 1, specialBidNumber: 'SB-NONE' },
      ],
    });
    const idempotencyKey = newId();
    expect(await refusalOf({ idempotencyKey, draftId: draft.id })).toEqual([
      {
        code: 'DUPLICATE_PURCHASE_ORDER',
        path: 'input.purchaseOrderNumber',
        number: first.number,
      },
      { code: 'INSUFFICIENT_STOCK', path: 'input.lines.0.quantity', available: expect.any(Number) },
      { code: 'NOT_FOUND', path: 'input.lines.1.specialBidNumber' },
    ]);
    const mended = { orderId: draft.id, ...contents() };
    await change(portal, 'orderDraftSave', mended, shop.buyer.token);
    const placed = await send({ idempotencyKey, draftId: draft.id, expectedVersion: 2 });
    expect(placed).toMatchObject({ replayed: false, order: { state: 'CONFIRMED', version: 3 } });
  });

  it('of a version that has changed since is CONFLICT', async () => {
    const draft = await draftOf();
    expect(await refusalOf({ draftId: draft.id, expectedVersion: 2 })).toEqual([
      { code: 'CONFLICT', path: 'input.expectedVersion' },
    ]);
  });

  it('of another reseller, one that was deleted, or an unknown one is NOT_FOUND', async () => {
    const stranger = await addShopReseller(portal);
    const { token } = await addPerson(portal, { resellerId: stranger.id, role: 'RESELLER_ADMIN' });
    const draft = await draftOf();
    const notFound = [{ code: 'NOT_FOUND', path: 'input.draftId' }];
    expect(await refusalOf({ draftId: draft.id }, token)).toEqual(notFound);
    expect(await refusalOf({ draftId: newId() })).toEqual(notFound);
    await change(portal, 'orderDraftDelete', { orderId: draft.id }, shop.buyer.token);
    expect(await refusalOf({ draftId: draft.id })).toEqual(notFound);
  });

  it('together with lines or a header is refused for that alone', async () => {
    const draft = await draftOf();
    const both = [{ code: 'INVALID_VALUE', path: 'input.draftId', rule: 'DRAFT_ALONE' }];
    for (const more of [
      { marketCode: 'DE' },
      { purchaseOrderNumber: 'PO' },
      { lines: [{ sku: 'SKU-A', quantity: 1 }] },
      { acceptBackorder: false },
      orderInput(shop),
    ]) {
      expect(await refusalOf({ ...more, draftId: draft.id })).toEqual(both);
    }
  });

  it.each(['', ' ', 'x', 'a\0b', '💻'])('named %j is no draft', async (draftId) => {
    expect(await refusalOf({ draftId })).toEqual([
      { code: 'INVALID_VALUE', path: 'input.draftId', rule: 'UUID' },
    ]);
  });

  it('above the limit of the buyer keeps its lines, and asks for approval', async () => {
    const { token } = await addPerson(portal, {
      resellerId: shop.reseller.id,
      role: 'BUYER',
      limits: [{ currencyCode: 'EUR', perOrderMinor: 1 }],
    });
    const draft = await draftOf({ lines: [{ sku: 'SKU-A', quantity: 2 }] }, token);
    const { order } = await send({ draftId: draft.id }, token);
    expect(order).toMatchObject({
      id: draft.id,
      state: 'PENDING_APPROVAL',
      net: { amount: '1080.00' },
      lines: [{ sku: 'SKU-A', quantity: 2, allocated: 0 }],
    });
    expect(await breaches(portal)).toEqual([]);
  });
});
