import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { inParallel, outcomeOf, tally } from '../support/parallel.js';
import { startPortal, type Portal } from '../support/portal.js';
import { addBid, addPriceList } from '../support/world/pricing.world.js';
import {
  addPerson,
  addShelf,
  addShopReseller,
  breaches,
  MARKET,
  openShop,
  orderInput,
  submitRaw,
  type Shop,
} from '../support/world/shop.world.js';

const SLOW = 120_000;

let portal: Portal;
let shop: Shop;

beforeAll(async () => {
  portal = await startPortal('concurrent-limits', { DATABASE_POOL_SIZE: '16' });
  shop = await openShop(portal);
}, SLOW);

afterAll(() => portal.stop());

afterEach(async () => {
  expect(await breaches(portal)).toEqual([]);
});

async function send(changes: object, token?: string): Promise<string> {
  return outcomeOf(await submitRaw(shop, orderInput(shop, changes), token), 'orderSubmit');
}

describe('credit', () => {
  it('of ten orders is taken by ten of forty, and the others wait ON_HOLD', async () => {
    // SKU-B costs 115.00, with 19 % VAT 136.85.
    const reseller = await addShopReseller(portal, { creditLimits: { EUR: '1368.50' } });
    const { token } = await addPerson(portal, { resellerId: reseller.id, role: 'BUYER' });
    const outcomes = await inParallel(40, () =>
      send({ shipToAddressId: reseller.addressId, lines: [{ sku: 'SKU-B', quantity: 1 }] }, token),
    );
    expect(tally(outcomes)).toEqual({ CONFIRMED: 10, ON_HOLD: 30 });
    const accounts = await portal.rows(
      'SELECT limit_minor, exposure_minor FROM reseller.credit_account WHERE reseller_id = $1',
      [reseller.id],
    );
    expect(accounts).toEqual([{ limit_minor: '136850', exposure_minor: '136850' }]);
  });

  it('is never passed by orders of different sizes, and none is held that would fit what is left', async () => {
    const reseller = await addShopReseller(portal, { creditLimits: { EUR: '5000.00' } });
    const { token } = await addPerson(portal, { resellerId: reseller.id, role: 'BUYER' });
    await inParallel(30, (n) =>
      send(
        { shipToAddressId: reseller.addressId, lines: [{ sku: 'SKU-B', quantity: 1 + (n % 7) }] },
        token,
      ),
    );
    const [account] = await portal.rows<{ free: string }>(
      'SELECT limit_minor - exposure_minor AS free FROM reseller.credit_account WHERE reseller_id = $1',
      [reseller.id],
    );
    const free = Number(account?.free);
    expect(free).toBeGreaterThanOrEqual(0);
    const held = await portal.rows<{ total: string }>(
      `SELECT total_minor AS total FROM orders.sales_order WHERE sold_to_id = $1 AND state = 'ON_HOLD'`,
      [reseller.id],
    );
    expect(held.length).toBeGreaterThan(0);
    expect(held.filter(({ total }) => Number(total) <= free)).toEqual([]);
  });
});

describe('a special bid', () => {
  it('of 50 under twenty orders of 5 sells exactly 50, and the others learn what is left', async () => {
    await addBid(portal.db, {
      resellerId: shop.reseller.id,
      marketCode: MARKET,
      variantId: shop.a,
      unitPriceMinor: 40_000,
      quantity: 50,
      number: 'SB-FIFTY',
    });
    const lines = [{ sku: 'SKU-A', quantity: 5, specialBidNumber: 'SB-FIFTY' }];
    const answers = await inParallel(20, () => submitRaw(shop, orderInput(shop, { lines })));
    expect(tally(answers.map((answer) => outcomeOf(answer, 'orderSubmit')))).toEqual({
      CONFIRMED: 10,
      BID_EXHAUSTED: 10,
    });
    const told = answers.flatMap(({ data }) => data.orderSubmit.userErrors);
    expect(tally(told.map(({ remaining }) => `remaining ${remaining}`))).toEqual({
      'remaining 0': 10,
    });
  });

  it('that two orders name in opposite orders with another one does not lock them up', async () => {
    for (const number of ['SB-ONE', 'SB-TWO']) {
      await addBid(portal.db, {
        resellerId: shop.reseller.id,
        marketCode: MARKET,
        variantId: number === 'SB-ONE' ? shop.a : shop.b,
        unitPriceMinor: 9_000,
        quantity: 100,
        number,
      });
    }
    const one = { sku: 'SKU-A', quantity: 1, specialBidNumber: 'SB-ONE' };
    const two = { sku: 'SKU-B', quantity: 1, specialBidNumber: 'SB-TWO' };
    const outcomes = await inParallel(40, (n) =>
      send({ lines: n % 2 === 0 ? [one, two] : [two, one] }),
    );
    expect(tally(outcomes)).toEqual({ CONFIRMED: 40 });
  });
});

describe("a buyer's month", () => {
  it('takes as many of twenty orders as fit, and the others wait for approval', async () => {
    const buyer = await addPerson(portal, {
      resellerId: shop.reseller.id,
      role: 'BUYER',
      limits: [{ currencyCode: 'EUR', perMonthMinor: 4 * 13_685 + 100 }],
    });
    const lines = [{ sku: 'SKU-B', quantity: 1 }];
    const outcomes = await inParallel(20, () => send({ lines }, buyer.token));
    expect(tally(outcomes)).toEqual({ CONFIRMED: 4, PENDING_APPROVAL: 16 });
    const months = await portal.rows(
      'SELECT spent_minor FROM identity.buyer_month WHERE membership_id = $1',
      [buyer.membershipId],
    );
    expect(months).toEqual([{ spent_minor: String(4 * 13_685) }]);
  });
});

describe('a price that changes under orders', () => {
  it(
    'never makes an order at a price that had ended before it began',
    async () => {
      const variantId = await addShelf(portal, 'MOVING');
      const listId = await addPriceList(portal.db, {
        marketCode: MARKET,
        entries: { [variantId]: 10_000 },
      });
      // The price goes up by 1.00 at a time, so that a price tells when it was valid.
      let price = 10_000;
      let going = true;
      const prices: { minor: number; until: number }[] = [];
      const change = async () => {
        while (going) {
          await portal.db.query(
            `WITH changed AS (UPDATE pricing.price_entry SET unit_price_minor = unit_price_minor + 100
             WHERE price_list_id = '${listId}' RETURNING 1)
           SELECT market.raise_revision('${MARKET}') FROM changed`,
          );
          prices.push({ minor: price, until: performance.now() });
          price += 100;
          await new Promise((done) => setTimeout(done, 40));
        }
      };
      const changing = change();
      const answers = await inParallel(
        150,
        async (n) => {
          const asked = n % 2 === 0 ? price : null;
          const began = performance.now();
          const answer = await submitRaw(
            shop,
            orderInput(shop, {
              lines: [
                {
                  sku: 'MOVING',
                  quantity: 1,
                  expectedUnitPrice:
                    asked === null ? null : { amount: `${asked / 100}.00`, currencyCode: 'EUR' },
                },
              ],
              acceptBackorder: true,
            }),
          );
          return { asked, began, answer };
        },
        8,
      );
      going = false;
      await changing;
      const outcomes = answers.map(({ answer }) => outcomeOf(answer, 'orderSubmit'));
      expect(Object.keys(tally(outcomes)).sort()).toEqual(['CONFIRMED', 'PRICE_CHANGED']);
      process.stdout.write(`${prices.length} price changes: ${JSON.stringify(tally(outcomes))}\n`);
      for (const { asked, began, answer } of answers) {
        const { order } = answer.data.orderSubmit;
        if (order === null) continue;
        const paid = Math.round(Number(order.lines[0].unitPrice.amount) * 100);
        const ended = prices.find(({ minor }) => minor === paid)?.until ?? Infinity;
        expect(paid).toBe(asked ?? paid);
        expect(ended).toBeGreaterThan(began);
      }
    },
    SLOW,
  );
});
