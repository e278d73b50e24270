import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  dryRun,
  dryRunRaw,
  footprint,
  problemsOfDryRun,
  brief,
  type BriefProblem,
} from '../support/order-probe.js';
import { startPortal, type Portal } from '../support/portal.js';
import {
  addListing,
  addProduct,
  addVariant,
  daysFromToday,
  requireCertificate,
  type ListingOptions,
} from '../support/world/catalog.world.js';
import { addInbound, addLocation, putStock } from '../support/world/inventory.world.js';
import { addBid, addPriceList } from '../support/world/pricing.world.js';
import { breaches, openShop, orderInput, submit, type Shop } from '../support/world/shop.world.js';

const SEED = Number(process.env['FAST_CHECK_SEED'] ?? Date.now() % 2 ** 31);
const RUNS = Number(process.env['FAST_CHECK_RUNS'] ?? 60);

let portal: Portal;
let shop: Shop;

beforeAll(async () => {
  portal = await startPortal('dry-run');
  shop = await openShop(portal);
  await stockTheShelves();
});
afterAll(() => portal.stop());

/** SKUs with something special about each, of which half can be ordered. */
const SKUS = [
  'SKU-A',
  'SKU-B',
  'SKU-FEW',
  'SKU-TWO-PLACES',
  'SKU-COMING',
  'SKU-DOZEN',
  'SKU-PRE',
  'SKU-PLANNED',
  'SKU-PAUSED',
  'SKU-FREE',
  'SKU-BARE',
  'SKU-ELSEWHERE',
  'SKU-NONE',
];

async function stockTheShelves(): Promise<void> {
  const { db } = portal;
  const far = await addLocation(db, {
    code: 'FAR',
    markets: { DE: { preference: 3, leadDays: 7 } },
  });
  await requireCertificate(db, 'DE', 'TABLET', 'CE');
  async function shelf(
    sku: string,
    listing: Partial<ListingOptions> | null,
    stock: number,
    category: 'TABLET' | 'LAPTOP' = 'LAPTOP',
  ): Promise<string> {
    const productId = await addProduct(db, { handle: sku.toLowerCase(), category });
    const variantId = await addVariant(db, { productId, sku });
    if (listing) await addListing(db, { variantId, marketCode: 'DE', ...listing });
    if (stock > 0) await putStock(db, variantId, shop.locationId, stock);
    return variantId;
  }
  const few = await shelf('SKU-FEW', {}, 9);
  const two = await shelf('SKU-TWO-PLACES', {}, 20);
  await putStock(db, two, far, 15);
  const coming = await shelf('SKU-COMING', {}, 2);
  await addInbound(db, {
    variantId: coming,
    locationId: far,
    quantity: 12,
    expectedOn: daysFromToday(10),
  });
  const dozen = await shelf(
    'SKU-DOZEN',
    { minimumQuantity: 12, maximumQuantity: 48, quantityIncrement: 12 },
    500,
  );
  const soon = { preorderFrom: daysFromToday(-5), onSaleFrom: daysFromToday(30) };
  const pre = await shelf('SKU-PRE', soon, 10);
  const planned = await shelf('SKU-PLANNED', { onSaleFrom: daysFromToday(9) }, 10);
  const paused = await shelf('SKU-PAUSED', { pausedReason: 'A check.' }, 10);
  await shelf('SKU-FREE', {}, 10);
  const bare = await shelf('SKU-BARE', {}, 10, 'TABLET');
  const elsewhere = await shelf('SKU-ELSEWHERE', null, 10);
  const priced = [few, two, coming, dozen, pre, planned, paused, bare, elsewhere];
  await addPriceList(db, {
    marketCode: 'DE',
    entries: Object.fromEntries(
      priced.map((id, place) => [id, { 1: 1003 + 7 * place, 6: 997 + 5 * place }]),
    ),
  });
  const ours = { resellerId: shop.reseller.id, marketCode: 'DE' };
  await addBid(db, {
    ...ours,
    variantId: shop.a,
    unitPriceMinor: 49_999,
    quantity: 30,
    number: 'SB-A',
  });
  await addBid(db, { ...ours, variantId: few, unitPriceMinor: 901, quantity: 4, number: 'SB-FEW' });
}

const expectedPrice = fc.constantFrom(
  null,
  null,
  { amount: '540.00', currencyCode: 'EUR' },
  { amount: '115', currencyCode: 'EUR' },
  { amount: '10.03', currencyCode: 'EUR' },
  { amount: '540', currencyCode: 'JPY' },
);
const cart = fc.record({
  acceptBackorder: fc.boolean(),
  lines: fc.array(
    fc.record({
      sku: fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...SKUS.slice(0, 6)) },
        { weight: 1, arbitrary: fc.constantFrom(...SKUS.slice(6)) },
      ),
      quantity: fc.oneof(fc.integer({ min: 1, max: 14 }), fc.constantFrom(12, 24, 60)),
      expectedUnitPrice: fc.oneof(
        { weight: 3, arbitrary: fc.constant(null) },
        { weight: 1, arbitrary: expectedPrice },
      ),
      specialBidNumber: fc.oneof(
        { weight: 6, arbitrary: fc.constant(null) },
        { weight: 1, arbitrary: fc.constantFrom('SB-A', 'SB-FEW', 'SB-NONE') },
      ),
    }),
    { minLength: 1, maxLength: 6 },
  ),
});

interface Told {
  net: { amount: string } | null;
  promisedOn: string | null;
  price: { unitPrice: { amount: string } | null } | null;
}

describe('priceAndAvailability and orderSubmit', () => {
  it(`agree about every cart, in problems, prices, totals and promises (seed ${SEED})`, async () => {
    let placed = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(cart, async (changes) => {
        const input = orderInput(shop, changes);
        const before = await footprint(portal);
        const told = await dryRun(shop, input);
        expect(await footprint(portal)).toEqual(before);
        const { order, userErrors } = await submit(shop, input);
        const problems: BriefProblem[] = userErrors.map(brief);
        expect(problems).toEqual(problemsOfDryRun(told));
        expect(told.orderable).toBe(problems.length === 0);
        if (order === null) {
          refused += 1;
          expect(await footprint(portal)).toEqual(before);
          return;
        }
        placed += 1;
        expect({ net: order.net, tax: order.tax, total: order.total }).toEqual({
          net: told.net,
          tax: told.tax,
          total: told.total,
        });
        const brought = order.lines.map((line: { unitPrice: { amount: string } } & Told) => ({
          unitPrice: line.unitPrice.amount,
          net: line.net?.amount,
          promisedOn: line.promisedOn,
        }));
        const promised = told.lines.map((line: Told) => ({
          unitPrice: line.price?.unitPrice?.amount,
          net: line.net?.amount,
          promisedOn: line.promisedOn,
        }));
        expect(brought).toEqual(promised);
      }),
      { seed: SEED, numRuns: RUNS },
    );
    expect(await breaches(portal)).toEqual([]);
    // A property over carts that are all refused, or all placed, would prove little.
    expect(Math.min(placed, refused)).toBeGreaterThan(0);
  }, 120_000);
});

describe('priceAndAvailability', () => {
  it('answers line by line, also for what cannot be ordered', async () => {
    const lines = SKUS.map((sku) => ({ sku, quantity: 1 }));
    const {
      orderable,
      net,
      total,
      userErrors,
      lines: told,
    } = await dryRun(shop, {
      marketCode: 'DE',
      lines,
    });
    expect({ orderable, net, total, userErrors }).toEqual({
      orderable: false,
      net: null,
      total: null,
      userErrors: [],
    });
    const summary = told.map((line: Told & { sku: string; orderable: boolean }) => [
      line.sku,
      line.price?.unitPrice?.amount ?? null,
      line.orderable,
    ]);
    expect(summary).toEqual([
      ['SKU-A', '540.00', true],
      ['SKU-B', '115.00', true],
      ['SKU-FEW', '10.03', expect.any(Boolean)],
      ['SKU-TWO-PLACES', '10.10', expect.any(Boolean)],
      ['SKU-COMING', '10.17', expect.any(Boolean)],
      ['SKU-DOZEN', '10.24', false],
      ['SKU-PRE', '10.31', false],
      ['SKU-PLANNED', '10.38', false],
      ['SKU-PAUSED', '10.45', false],
      ['SKU-FREE', null, false],
      ['SKU-BARE', '10.52', false],
      ['SKU-ELSEWHERE', '10.59', false],
      ['SKU-NONE', null, false],
    ]);
  });

  it('is for resellers: nobody else has a price', async () => {
    const input = { marketCode: 'DE', lines: [{ sku: 'SKU-A', quantity: 1 }] };
    const staff = await dryRunRaw(shop, input, shop.desk.token);
    expect([staff.status, staff.data, staff.errors[0].extensions.code]).toEqual([
      403,
      null,
      'FORBIDDEN',
    ]);
  });
});
