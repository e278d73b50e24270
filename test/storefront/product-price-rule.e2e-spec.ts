import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seededRandom } from '../support/parallel.js';
import { startPortal, type Answer, type Portal } from '../support/portal.js';
import { addListing, addProduct, addVariant } from '../support/world/catalog.world.js';
import { addPriceList } from '../support/world/pricing.world.js';
import { addReseller } from '../support/world/reseller.world.js';
import { addPerson, openShop, type Person, type Shop } from '../support/world/shop.world.js';

const SEED = 7_040;
const COUNT = 40;
/** The least and the greatest that a price can be are among them. */
const MINORS = [0, 1, 9_999, 10_000, 10_001, 999_999_999_999, 1_000_000_000_000];
const PRIORITIES = [-2_147_483_648, -1, 0, 0, 5, 2_147_483_647];
const RULES = [
  { minimumQuantity: 1 },
  { minimumQuantity: 3, quantityIncrement: 5 },
  { minimumQuantity: 10, quantityIncrement: 10 },
  { minimumQuantity: 7 },
];

let portal: Portal;
let shop: Shop;
let buyers: Person[];
/** By handle: the least quantity that can be ordered. */
const first = new Map<string, number>();

beforeAll(async () => {
  portal = await startPortal('product-price-rule');
  shop = await openShop(portal);
  const { db } = portal;
  const random = seededRandom(SEED);
  const pick = <One>(from: readonly One[]): One => from[Math.floor(random() * from.length)] as One;
  const other = await addReseller(db, { tier: 'REGISTERED', markets: ['DE'] });
  const variantIds: string[] = [];
  for (let n = 0; n < COUNT; n += 1) {
    const handle = `ruled-${String(n).padStart(2, '0')}`;
    const variantId = await addVariant(db, {
      productId: await addProduct(db, { handle, brand: 'Ruled' }),
      sku: handle.toUpperCase(),
    });
    const rule = pick(RULES);
    await addListing(db, { variantId, marketCode: 'DE', ...rule });
    const step = rule.quantityIncrement ?? 1;
    first.set(handle, Math.ceil(rule.minimumQuantity / step) * step);
    variantIds.push(variantId);
  }
  const audiences = [
    {},
    { tier: 'PREMIER' },
    { tier: 'REGISTERED' },
    { resellerId: shop.reseller.id },
    { resellerId: other },
  ] as const;
  const periods = [
    {},
    {},
    {},
    { validUntil: '2021-01-01T00:00:00Z' },
    { validFrom: '2099-01-01T00:00:00Z' },
    { validFrom: '2024-01-01T00:00:00Z', validUntil: '2098-01-01T00:00:00Z' },
  ];
  for (let n = 0; n < 30; n += 1) {
    const entries: Record<string, Record<number, number>> = {};
    for (const variantId of variantIds) {
      if (random() < 0.75) continue;
      const steps = [1, 2, 5, 7, 10, 20].filter(() => random() < 0.4);
      entries[variantId] = Object.fromEntries(steps.map((step) => [step, pick(MINORS)]));
    }
    await addPriceList(db, {
      marketCode: 'DE',
      code: `RULED-${n}`,
      priority: pick(PRIORITIES),
      ...pick(audiences),
      ...pick(periods),
      entries,
    });
  }
  buyers = [shop.buyer, await addPerson(portal, { resellerId: other, role: 'BUYER' })];
}, 120_000);

afterAll(() => portal?.stop());

const PRODUCTS = `query ($orderBy: ProductOrder, $filter: ProductFilter) {
  products(first: 100, marketCode: "DE", orderBy: $orderBy, filter: $filter) { nodes { handle } }
}`;

async function handles(variables: object, { token }: Person): Promise<string[]> {
  const filter = { brand: ['Ruled'] };
  const { data, errors } = await portal.ask(PRODUCTS, { filter, ...variables }, { token });
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return data.products.nodes.map(({ handle }: { handle: string }) => handle);
}

/** The price in minor units that an order of the least quantity would have; null where there is none. */
async function priceOf(handle: string, { token }: Person): Promise<bigint | null> {
  const lines = [{ sku: handle.toUpperCase(), quantity: first.get(handle) }];
  const { data }: Answer = await portal.ask(
    `query ($input: PriceAndAvailabilityInput!) {
      priceAndAvailability(input: $input) { lines { price { unitPrice { amount } } } }
    }`,
    { input: { marketCode: 'DE', lines } },
    { token },
  );
  const amount = data.priceAndAvailability.lines[0].price?.unitPrice?.amount;
  return amount === undefined ? null : BigInt(amount.replace('.', ''));
}

async function pricesFor(buyer: Person): Promise<Map<string, bigint | null>> {
  const prices = new Map<string, bigint | null>();
  for (const handle of first.keys()) prices.set(handle, await priceOf(handle, buyer));
  return prices;
}

const euros = (minor: bigint): object => ({
  amount: `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`,
  currencyCode: 'EUR',
});

describe('the price by which products are sorted and chosen', () => {
  it('is the one that an order of the least quantity would have, for each buyer', async () => {
    const seen: string[] = [];
    for (const buyer of buyers) {
      const prices = await pricesFor(buyer);
      seen.push(JSON.stringify([...prices].map(([, price]) => String(price))));
      const priced = [...prices].filter(([, price]) => price !== null);
      expect(priced.length).toBeGreaterThan(COUNT / 3);
      for (const orderBy of ['PRICE_ASC', 'PRICE_DESC']) {
        const found = await handles({ orderBy }, buyer);
        expect([...found].sort()).toEqual([...first.keys()].sort());
        const inOrder = found.map((handle) => prices.get(handle) ?? null);
        const sign = orderBy === 'PRICE_ASC' ? 1 : -1;
        const expected = [...prices.values()].sort((a, b) => {
          if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
          return sign * (a < b ? -1 : a > b ? 1 : 0);
        });
        expect(inOrder.map(String)).toEqual(expected.map(String));
      }
    }
    expect(seen[0]).not.toBe(seen[1]);
  }, 60_000);

  it('is within a range exactly when the order’s is, at both of its ends', async () => {
    for (const buyer of buyers) {
      const prices = await pricesFor(buyer);
      for (const [min, max] of [
        [0n, 0n],
        [0n, 1n],
        [1n, 9_999n],
        [10_000n, 10_000n],
        [10_001n, 999_999_999_999n],
        [999_999_999_999n, 1_000_000_000_000n],
        [1_000_000_000_000n, 1_000_000_000_000n],
      ] as const) {
        const filter = { brand: ['Ruled'], price: { min: euros(min), max: euros(max) } };
        const expected = [...prices]
          .filter(([, price]) => price !== null && price >= min && price <= max)
          .map(([handle]) => handle);
        expect((await handles({ filter }, buyer)).sort()).toEqual(expected.sort());
      }
    }
  }, 60_000);

  it('changes with the next request after a list has ended', async () => {
    const [buyer] = buyers;
    if (!buyer) throw new Error('There are two buyers.');
    const before = await pricesFor(buyer);
    await portal.db.query(
      `UPDATE pricing.price_list SET valid_until = now() - interval '1 second'
       WHERE code LIKE 'RULED-%' AND audience <> 'EVERYONE' AND valid_from < now()
         AND (valid_until IS NULL OR valid_until > now())`,
    );
    await portal.db.query(`SELECT market.raise_revision('DE')`);
    const after = await pricesFor(buyer);
    expect([...after.values()].map(String)).not.toEqual([...before.values()].map(String));
    const found = await handles({ orderBy: 'PRICE_ASC' }, buyer);
    const inOrder = found.flatMap((handle) => after.get(handle) ?? []);
    expect(inOrder).toEqual([...inOrder].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
  }, 60_000);
});
