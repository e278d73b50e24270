import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPortal, type Portal } from '../support/portal.js';
import {
  addListing,
  addProduct,
  addVariant,
  daysFromToday,
  type ListingOptions,
} from '../support/world/catalog.world.js';
import { addInbound, addLocation, putStock } from '../support/world/inventory.world.js';
import { openCatalog, type Keepers } from '../support/world/keeper.world.js';
import { addMarket } from '../support/world/market.world.js';
import { addPriceList } from '../support/world/pricing.world.js';
import { addStaff } from '../support/world/shop.world.js';

let portal: Portal;
let keepers: Keepers;
let berlin: string;
let devices = 0;

beforeAll(async () => {
  portal = await startPortal('listing-list');
  keepers = await openCatalog(portal);
  await addMarket(portal.db, { code: 'FR', regionId: keepers.emea });
  await addMarket(portal.db, { code: 'BR', state: 'PLANNED', regionId: keepers.emea });
  berlin = await addLocation(portal.db, { code: 'BER', markets: { DE: {}, FR: {} } });
});
afterAll(() => portal?.stop());

interface Device {
  sku: string;
  productId: string;
  variantId: string;
}

/** A device that is listed in the markets as the options say. */
async function device(markets: string[], options: Partial<ListingOptions> = {}): Promise<Device> {
  devices += 1;
  const sku = `DEVICE-${String(devices).padStart(3, '0')}`;
  const productId = await addProduct(portal.db, { handle: sku.toLowerCase() });
  const variantId = await addVariant(portal.db, { productId, sku });
  for (const marketCode of markets) {
    await addListing(portal.db, { variantId, marketCode, ...options });
  }
  return { sku, productId, variantId };
}

interface Listed {
  id: string;
  sku: string;
  marketCode: string;
}

async function listings(args: string, by = keepers.manager, fields = '') {
  const { data, errors } = await portal.ask(
    `{ listings(${args}) {
      totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      nodes { id sku marketCode ${fields} } } }`,
    {},
    { token: by.token },
  );
  expect(errors).toEqual([]);
  return data.listings;
}

const placesOf = ({ nodes }: { nodes: Listed[] }): string[] =>
  nodes.map(({ sku, marketCode }) => `${sku} ${marketCode}`);

async function blockersOf(sku: string, by = keepers.manager) {
  const { nodes } = await listings(
    `filter: { sku: "${sku}" }`,
    by,
    'blockers { code blocks message }',
  );
  return nodes[0]?.blockers;
}

const codesOf = async (sku: string): Promise<string[]> =>
  (await blockersOf(sku)).map(({ code }: { code: string }) => code);

describe('what stands against selling a listing', () => {
  const NO_STOCK = {
    code: 'NO_STOCK',
    blocks: false,
    message:
      'Nothing of it is there or on its way for the market: it can only be ordered as a backorder.',
  };

  it('is nothing where it has a price and stock', async () => {
    const { sku, variantId } = await device(['DE']);
    await addPriceList(portal.db, { marketCode: 'DE', entries: { [variantId]: 10_000 } });
    await putStock(portal.db, variantId, berlin, 1);
    expect(await blockersOf(sku)).toEqual([]);
  });

  it('is that nobody has a price, or no location serves the market, what blocks it first', async () => {
    const { sku } = await device(['IN']);
    expect(await blockersOf(sku)).toEqual([
      {
        code: 'NO_LOCATION',
        blocks: true,
        message: 'No stock location serves the market. Let one serve it.',
      },
      {
        code: 'NO_PRICE',
        blocks: true,
        message:
          'No price list has a price for it that anybody could order at. Add one to a price list of the market.',
      },
    ]);
  });

  it('is that there is no stock, until some is there or on its way', async () => {
    const { sku, variantId } = await device(['FR']);
    await addPriceList(portal.db, {
      marketCode: 'FR',
      tier: 'PREMIER',
      entries: { [variantId]: 1 },
    });
    expect(await blockersOf(sku)).toEqual([NO_STOCK]);
    await addInbound(portal.db, {
      variantId,
      locationId: berlin,
      quantity: 5,
      expectedOn: daysFromToday(9),
    });
    expect(await blockersOf(sku)).toEqual([]);
  });

  it('counts the prices that hold when it can first be ordered', async () => {
    const onSaleFrom = daysFromToday(30);
    const planned = await device(['DE'], { onSaleFrom });
    const validFrom = `${daysFromToday(20)}T00:00:00Z`;
    const entries = { [planned.variantId]: 10_000 };
    await addPriceList(portal.db, { marketCode: 'DE', validFrom, entries });
    expect(await codesOf(planned.sku)).toEqual(['NO_STOCK']);
    const now = await device(['DE']);
    await addPriceList(portal.db, {
      marketCode: 'DE',
      validFrom,
      entries: { [now.variantId]: 10_000 },
    });
    expect(await codesOf(now.sku)).toEqual(['NO_PRICE', 'NO_STOCK']);
    const past = await device(['DE']);
    const validUntil = '2021-01-01T00:00:00Z';
    await addPriceList(portal.db, {
      marketCode: 'DE',
      validUntil,
      entries: { [past.variantId]: 10_000 },
    });
    expect(await codesOf(past.sku)).toEqual(['NO_PRICE', 'NO_STOCK']);
  });

  it('is a break that no quantity of its rule can reach', async () => {
    const rule = { minimumQuantity: 10, maximumQuantity: 40, quantityIncrement: 5 };
    const { sku, variantId } = await device(['DE'], rule);
    await putStock(portal.db, variantId, berlin, 1);
    await addPriceList(portal.db, {
      marketCode: 'DE',
      code: 'DE-BREAKS',
      entries: { [variantId]: { 1: 100, 10: 90, 21: 85, 24: 84, 26: 80, 41: 70 } },
    });
    const found: { message: string; blocks: boolean }[] = await blockersOf(sku);
    const unreachable = (quantity: number) => ({
      code: 'PRICE_BREAK_UNREACHABLE',
      blocks: false,
      message: `No quantity that it allows gets the price of the break from ${quantity} of price list DE-BREAKS. Change the break or the quantity rule.`,
    });
    // 25 takes the break from 24; nothing lies between 21 and 24.
    expect(found).toEqual([unreachable(1), unreachable(21), unreachable(41)]);
    const above = await device(['DE'], { maximumQuantity: 5 });
    const entries = { [above.variantId]: { 6: 100 } };
    await addPriceList(portal.db, { marketCode: 'DE', entries });
    expect(await codesOf(above.sku)).toEqual(['NO_PRICE', 'NO_STOCK', 'PRICE_BREAK_UNREACHABLE']);
  });

  it('is told after a change of the rule, and to nobody but those who keep the catalog there', async () => {
    const { sku, variantId } = await device(['DE']);
    await putStock(portal.db, variantId, berlin, 1);
    const entries = { [variantId]: { 1: 100, 5: 90 } };
    await addPriceList(portal.db, { marketCode: 'DE', code: 'DE-TWO', entries });
    const [{ id }] = (await listings(`filter: { sku: "${sku}" }`)).nodes;
    const { data } = await portal.ask(
      `mutation { listingUpdate(input: { id: "${id}", expectedVersion: 1, minimumQuantity: 5 }) {
        listing { blockers { code } } userErrors { message } } }`,
      {},
      { token: keepers.manager.token },
    );
    expect(data.listingUpdate).toEqual({
      listing: { blockers: [{ code: 'PRICE_BREAK_UNREACHABLE' }] },
      userErrors: [],
    });
    const seen = async (token?: string) =>
      (
        await portal.ask(
          `{ variant(sku: "${sku}", marketCode: "DE") { listing { blockers { code } } } }`,
          {},
          token === undefined ? {} : { token },
        )
      ).data.variant.listing.blockers;
    const desk = await addStaff(portal, 'ORDER_DESK');
    expect(await seen(keepers.manager.token)).toHaveLength(1);
    expect(await seen()).toBeNull();
    expect(await seen(desk.token)).toBeNull();
    expect(await seen(keepers.asian.token)).toBeNull();
  });
});

describe('listings', () => {
  let all: string[];

  beforeAll(async () => {
    await portal.db.query('DELETE FROM catalog.listing');
    for (let n = 0; n < 7; n += 1) {
      const options = {
        onSaleFrom: `2020-0${(n % 3) + 1}-01`,
        endOfSaleOn: n % 3 === 0 ? null : `203${n % 4}-01-01`,
      };
      await device(['DE', 'IN', 'FR'].slice(n % 3), options);
    }
    await device(['BR'], { onSaleFrom: daysFromToday(50), pausedReason: 'Not yet' });
    all = (
      await portal.rows<{ place: string }>(
        `SELECT v.sku || ' ' || l.market_code AS place FROM catalog.listing l
         JOIN catalog.variant v ON v.id = l.variant_id ORDER BY v.sku, l.market_code`,
      )
    ).map(({ place }) => place);
    expect(all.length).toBe(16);
  });

  it('are those of the own regions, markets included that are not public, by SKU', async () => {
    const page = await listings('first: 100');
    expect(placesOf(page)).toEqual(all);
    expect(page.totalCount).toBe(16);
    const asian = await listings('first: 100', keepers.asian);
    expect(placesOf(asian)).toEqual(all.filter((place) => place.endsWith('IN')));
    expect(placesOf(await listings('filter: { marketCode: "DE" }', keepers.asian))).toEqual([]);
  });

  const ORDERS = ['SKU', 'NEWEST', 'END_OF_SALE'];

  it.each(ORDERS)('page both ways by %s, and neither skip nor repeat any', async (order) => {
    const whole = placesOf(await listings(`orderBy: ${order}, first: 100`));
    expect([...whole].sort()).toEqual([...all].sort());
    for (const size of [1, 3, 16]) {
      const forward: string[] = [];
      for (let after = ''; ;) {
        const page = await listings(`orderBy: ${order}, first: ${size}${after}`);
        forward.push(...placesOf(page));
        if (!page.pageInfo.hasNextPage) break;
        after = `, after: "${page.pageInfo.endCursor}"`;
      }
      expect(forward).toEqual(whole);
      const backward: string[] = [];
      for (let before = ''; ;) {
        const page = await listings(`orderBy: ${order}, last: ${size}${before}`);
        backward.unshift(...placesOf(page));
        if (!page.pageInfo.hasPreviousPage) break;
        before = `, before: "${page.pageInfo.startCursor}"`;
      }
      expect(backward).toEqual(whole);
    }
  });

  it('come in the order that is asked for', async () => {
    const keys = async (order: string, field: string) =>
      (await listings(`orderBy: ${order}, first: 100`, keepers.manager, field)).nodes.map(
        (node: Record<string, string | null>) => node[field],
      );
    const newest: string[] = await keys('NEWEST', 'onSaleFrom');
    expect(newest).toEqual([...newest].sort().reverse());
    const ends: (string | null)[] = await keys('END_OF_SALE', 'endOfSaleOn');
    const sorted = [...ends].sort((a, b) => ((a ?? '9') < (b ?? '9') ? -1 : 1));
    expect(ends).toEqual(sorted);
    expect(ends.at(-1)).toBeNull();
  });

  it('can be narrowed down', async () => {
    const of = async (filter: string) =>
      placesOf(await listings(`first: 100, filter: {${filter}}`));
    expect(await of('marketCode: "FR"')).toEqual(all.filter((place) => place.endsWith('FR')));
    const [first = ''] = all;
    const sku = first.split(' ')[0] ?? '';
    expect(await of(`sku: " ${sku.toLowerCase()} "`)).toEqual(
      all.filter((place) => place.startsWith(sku)),
    );
    const [row] = await portal.rows<{ id: string }>(
      'SELECT product_id AS id FROM catalog.variant WHERE sku = $1',
      [sku],
    );
    expect(await of(`productId: "${row?.id}"`)).toEqual(
      all.filter((place) => place.startsWith(sku)),
    );
    expect(await of('stage: PLANNED')).toEqual(all.slice(-1));
    expect(await of('paused: true')).toEqual(all.slice(-1));
    expect(await of('paused: false, stage: ON_SALE')).toEqual(all.slice(0, -1));
    expect(await of('marketCode: "QQ"')).toEqual([]);
  });

  it('are blocked exactly when a blocker says so', async () => {
    const priced = await device(['DE']);
    const entries = { [priced.variantId]: 10_000 };
    await addPriceList(portal.db, { marketCode: 'DE', entries });
    const page = await listings('first: 100', keepers.manager, 'blockers { blocks }');
    const blocked = page.nodes.filter((node: { blockers: { blocks: boolean }[] }) =>
      node.blockers.some(({ blocks }) => blocks),
    );
    expect(blocked).toHaveLength(16);
    const found = await listings('first: 100, filter: { blocked: true }');
    expect(placesOf(found)).toEqual(placesOf({ nodes: blocked }));
    const free = await listings('filter: { blocked: false }');
    expect(placesOf(free)).toEqual([`${priced.sku} DE`]);
  });

  it('take the same statements however many they are, blockers included', async () => {
    const statements = async (first: number): Promise<number> => {
      const units = await portal.unitsOf(() =>
        listings(`first: ${first}`, keepers.manager, 'blockers { code } obstacles { code }'),
      );
      return units.reduce((sum, unit) => sum + unit.statements, 0);
    };
    expect(await statements(15)).toBe(await statements(1));
  });

  it.each([
    'filter: { productId: "x" }',
    'filter: { sku: "nul\\u0000" }',
    'filter: { marketCode: "DEU" }',
    'after: "x"',
    'first: 0',
  ])('refuse %s', async (args) => {
    const { errors } = await portal.ask(
      `{ listings(${args}) { nodes { id } } }`,
      {},
      { token: keepers.manager.token },
    );
    expect(errors.map((error) => error.extensions.code)).toEqual(['BAD_USER_INPUT']);
  });

  it('refuse the cursor of another order', async () => {
    const { pageInfo } = await listings('first: 1, orderBy: NEWEST');
    const { errors } = await portal.ask(
      `{ listings(orderBy: END_OF_SALE, after: "${pageInfo.endCursor}") { nodes { id } } }`,
      {},
      { token: keepers.manager.token },
    );
    expect(errors[0].message).toBe(
      'This cursor belongs to another orderBy. Begin again without it.',
    );
  });
});
