import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { inParallel, outcomeOf, tally } from '../support/parallel.js';
import { startPortal, type Portal } from '../support/portal.js';
import { changeOutcome, receive } from '../support/world/command-outcome.world.js';
import { putStock } from '../support/world/inventory.world.js';
import { change, placed, type OrderMutation } from '../support/world/order-command.world.js';
import { addPriceList } from '../support/world/pricing.world.js';
import {
  addPerson,
  addShelf,
  addShopReseller,
  breaches,
  MARKET,
  openShop,
  orderInput,
  submitRaw,
  type Person,
  type Shop,
} from '../support/world/shop.world.js';

const SLOW = 120_000;
let portal: Portal;
let shop: Shop;

beforeAll(async () => {
  portal = await startPortal('concurrent-changes', { DATABASE_POOL_SIZE: '16' });
  shop = await openShop(portal);
}, SLOW);

afterAll(() => portal.stop());

afterEach(async () => {
  expect(await breaches(portal)).toEqual([]);
});

/** A SKU of its own, with a price and so many pieces. */
async function stock(sku: string, pieces: number): Promise<string> {
  const variantId = await addShelf(portal, sku);
  await addPriceList(portal.db, { marketCode: MARKET, entries: { [variantId]: 10_000 } });
  await putStock(portal.db, variantId, shop.locationId, pieces);
  return variantId;
}

describe('the same order, changed by many at once', () => {
  it('is cancelled once', async () => {
    const { id: orderId } = await placed(shop);
    const outcomes = await inParallel(16, () =>
      changeOutcome(shop, 'orderCancel', { orderId, reason: 'changed our mind' }, shop.buyer.token),
    );
    expect(tally(outcomes)).toEqual({ CANCELLED: 1, ILLEGAL_TRANSITION: 15 });
  });

  it('loses each piece once when pieces are cancelled in parallel', async () => {
    const order = await placed(shop, { lines: [{ sku: 'SKU-A', quantity: 10 }] });
    const lines = [{ lineId: order.lines[0].id, quantity: 3 }];
    const outcomes = await inParallel(6, () =>
      changeOutcome(
        shop,
        'orderCancel',
        { orderId: order.id, reason: 'too many', lines },
        shop.buyer.token,
      ),
    );
    expect(tally(outcomes)).toEqual({ CONFIRMED: 3, INVALID_VALUE: 3 });
  });

  it('is cancelled once when each names the version that it has read', async () => {
    const order = await placed(shop, { lines: [{ sku: 'SKU-A', quantity: 10 }] });
    const lines = [{ lineId: order.lines[0].id, quantity: 1 }];
    const input = {
      orderId: order.id,
      reason: 'one too many',
      lines,
      expectedVersion: order.version,
    };
    const outcomes = await inParallel(8, () =>
      changeOutcome(shop, 'orderCancel', input, shop.buyer.token),
    );
    expect(tally(outcomes)).toEqual({ CONFIRMED: 1, CONFLICT: 7 });
  });

  it('is approved, rejected or withdrawn, and only one of it', async () => {
    const buyer = await limitedBuyer();
    const order = await placed(shop, { lines: [{ sku: 'SKU-B', quantity: 1 }] }, buyer.token);
    expect(order.state).toBe('PENDING_APPROVAL');
    const decisions: [OrderMutation, object, string][] = [
      ['orderApprove', {}, shop.approver.token],
      ['orderReject', { reason: 'no' }, shop.approver.token],
      ['orderWithdraw', {}, buyer.token],
    ];
    const outcomes = await inParallel(18, (n) => {
      const [mutation, input, token] = decisions[n % 3] ?? decisions[0]!;
      return changeOutcome(shop, mutation, { orderId: order.id, ...input }, token);
    });
    expect(outcomes.filter((outcome) => outcome !== 'ILLEGAL_TRANSITION')).toHaveLength(1);
  });

  it('is confirmed once when its credit hold is released in parallel', async () => {
    const reseller = await addShopReseller(portal, { creditLimits: { EUR: '1.00' } });
    const { token } = await addPerson(portal, { resellerId: reseller.id, role: 'BUYER' });
    const order = await placed(shop, { shipToAddressId: reseller.addressId }, token);
    expect(order.state).toBe('ON_HOLD');
    await portal.db.query(
      'UPDATE reseller.credit_account SET limit_minor = 10000000 WHERE reseller_id = $1',
      [reseller.id],
    );
    const outcomes = await inParallel(8, () =>
      changeOutcome(
        shop,
        'orderHoldRelease',
        { orderId: order.id, reason: 'CREDIT' },
        shop.desk.token,
      ),
    );
    const { CONFIRMED: confirmed, ...others } = tally(outcomes);
    expect([confirmed, Object.values(others)]).toEqual([1, [7]]);
    const [exposure] = await portal.rows(
      'SELECT exposure_minor FROM reseller.credit_account WHERE reseller_id = $1',
      [reseller.id],
    );
    expect(exposure).toEqual({ exposure_minor: '64260' });
  });

  it('of a draft that is edited and submitted in parallel is submitted once, as it was at that time', async () => {
    const draft = await change(
      portal,
      'orderDraftSave',
      draftInput([{ sku: 'SKU-B', quantity: 1 }]),
      shop.buyer.token,
    );
    const { id, version } = draft.order;
    const key = newId();
    const outcomes = await inParallel(24, (n) =>
      n % 3 === 0
        ? changeOutcome(
            shop,
            'orderDraftSave',
            { orderId: id, ...draftInput([{ sku: 'SKU-B', quantity: 1 + n }]) },
            shop.buyer.token,
          )
        : submitDraft({ idempotencyKey: key, draftId: id }),
    );
    const submits = outcomes.filter((_, n) => n % 3 !== 0);
    expect(tally(submits)).toEqual({ CONFIRMED: 1, 'CONFIRMED replayed': 15 });
    const saves = outcomes.filter((_, n) => n % 3 === 0);
    expect(new Set([...saves, 'DRAFT', 'ILLEGAL_TRANSITION'])).toEqual(
      new Set(['DRAFT', 'ILLEGAL_TRANSITION']),
    );
    expect(version).toBe(1);
  });
});

describe('stock that comes, goes and is counted while orders take it', () => {
  it('is received once per key', async () => {
    await stock('ONCE', 1);
    const key = newId();
    const outcomes = await inParallel(32, () => receive(shop, 'ONCE', { quantity: 5, key }));
    expect(tally(outcomes)).toEqual({ done: 1, replayed: 31 });
    const [level] = await portal.rows(
      `SELECT on_hand FROM inventory.stock_level WHERE variant_id =
         (SELECT id FROM catalog.variant WHERE sku = 'ONCE')`,
    );
    expect(level).toEqual({ on_hand: 6 });
  });

  it('that comes for the first time leaves no order of the same moment waiting beside it', async () => {
    const skus = Array.from({ length: 40 }, (_, n) => `FIRST-${n}`);
    for (const sku of skus) {
      const variantId = await addShelf(portal, sku);
      await addPriceList(portal.db, { marketCode: MARKET, entries: { [variantId]: 10_000 } });
    }
    await inParallel(skus.length * 2, (n) => {
      const sku = skus[n >> 1] ?? '';
      return n % 2 === 0
        ? placed(shop, { acceptBackorder: true, lines: [{ sku, quantity: 3 }] })
        : receive(shop, sku, { quantity: 5 });
    });
    const waiting = await portal.rows(
      `SELECT sku FROM orders.order_line WHERE sku LIKE 'FIRST-%' AND backordered > 0`,
    );
    expect(waiting).toEqual([]);
  });

  it('fills backorders in the order of their coming', async () => {
    await stock('QUEUE', 1);
    const ids: string[] = [];
    for (let n = 0; n < 6; n += 1) {
      const lines = [{ sku: 'QUEUE', quantity: 2 }];
      ids.push((await placed(shop, { lines, acceptBackorder: true })).id);
    }
    expect(tally(await inParallel(6, () => receive(shop, 'QUEUE', { quantity: 1 })))).toEqual({
      done: 6,
    });
    const lines = await portal.rows<{ order_id: string; allocated: number }>(
      `SELECT order_id, allocated FROM orders.order_line WHERE sku = 'QUEUE'`,
    );
    const allocated = new Map(lines.map((line) => [line.order_id, line.allocated]));
    expect(ids.map((id) => allocated.get(id))).toEqual([2, 2, 2, 1, 0, 0]);
  });
});

function limitedBuyer(perOrderMinor = 1): Promise<Person> {
  const limits = [{ currencyCode: 'EUR', perOrderMinor }];
  return addPerson(portal, { resellerId: shop.reseller.id, role: 'BUYER', limits });
}

function draftInput(lines: object[]): object {
  const input = orderInput(shop, { lines });
  delete input['idempotencyKey'];
  return input;
}

async function submitDraft(input: object): Promise<string> {
  return outcomeOf(await submitRaw(shop, input), 'orderSubmit');
}
