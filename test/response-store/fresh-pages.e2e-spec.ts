import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { hitsOf, readPage, warm, type PageRequest } from '../support/page-reader.js';
import { openPortal, type Portal } from '../support/portal.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import {
  addCertificate,
  addListing,
  addProduct,
  addSpec,
  addSpecDefinition,
  addVariant,
  daysFromToday,
  requireCertificate,
} from '../support/world/catalog.world.js';
import { addInbound, addLocation, putStock } from '../support/world/inventory.world.js';
import { addPriceList } from '../support/world/pricing.world.js';
import {
  addPerson,
  addShopReseller,
  openShop,
  submit,
  type Shop,
} from '../support/world/shop.world.js';

const PAGE = `query ($market: String) {
  products(marketCode: $market, first: 50) {
    totalCount
    facets { category { value count } specs { code values { value count } } }
    nodes {
      id handle brand name description locale version
      certificates { scheme number }
      technologies { code name status note }
      variants {
        sku mpn specs { code name textValue numberValue }
        listing { stage orderable pausedReason certificateState minimumQuantity obstacles { code } }
        price { unitPrice { amount } breaks { minimumQuantity unitPrice { amount } }
          explanation { winner { priceListCode priceListName } losers { priceListCode } } }
        availability { state }
      }
    }
  }
}`;

let database: TestDatabase;
let portal: Portal;
let plain: Portal;
let shop: Shop;
let productId: string;
let request: PageRequest;

beforeAll(async () => {
  database = await createTestDatabase('fresh-pages');
  portal = await openPortal(database);
  plain = await openPortal(database, { RESPONSE_STORE_MB: '0' });
  shop = await openShop(portal);
  request = { query: PAGE, variables: { market: 'DE' }, token: shop.buyer.token };
  const [row] = await portal.rows<{ product_id: string }>(
    'SELECT product_id FROM catalog.variant WHERE id = $1',
    [shop.a],
  );
  productId = row?.product_id ?? '';
});
afterAll(async () => {
  await portal.stop();
  await plain.stop();
  await database.drop();
});

/** Stores the page, changes something, and expects the page as it is now, another one than before, stored again after. */
async function changes(work: () => Promise<unknown>, asked = request): Promise<void> {
  await warm(portal, asked);
  const before = await readPage(portal, asked);
  expect(await hitsOf(portal, () => readPage(portal, asked))).toBe(1);
  await work();
  const after = await readPage(portal, asked);
  expect(after).toEqual(await readPage(plain, asked));
  expect(after.text).not.toBe(before.text);
  expect(await hitsOf(portal, () => readPage(portal, asked))).toBe(1);
}

const sql = (text: string, values: unknown[] = []) => portal.db.query(text, values);

describe('a stored page is not used after a change of', () => {
  it.each<[string, () => Promise<unknown>]>([
    [
      'a price',
      () => sql('UPDATE pricing.price_entry SET unit_price_minor = unit_price_minor - 100'),
    ],
    [
      'a break that is new',
      () =>
        sql(
          `INSERT INTO pricing.price_entry (price_list_id, variant_id, minimum_quantity, unit_price_minor)
           SELECT id, $1, 77, 1000 FROM pricing.price_list WHERE code = 'DE-PREMIER'`,
          [shop.a],
        ),
    ],
    ['a break that goes', () => sql('DELETE FROM pricing.price_entry WHERE minimum_quantity = 77')],
    [
      'a price list that is new',
      () =>
        addPriceList(portal.db, {
          marketCode: 'DE',
          code: 'DE-NEW',
          tier: 'PREMIER',
          priority: 9,
          entries: { [shop.a]: 33_300 },
        }),
    ],
    ['its name', () => sql(`UPDATE pricing.price_list SET name = 'Newer' WHERE code = 'DE-NEW'`)],
    [
      'its end',
      () => sql(`UPDATE pricing.price_list SET valid_until = now() WHERE code = 'DE-NEW'`),
    ],
    [
      'a pause',
      () =>
        sql(`UPDATE catalog.listing SET paused_reason = 'A recall.' WHERE variant_id = $1`, [
          shop.a,
        ]),
    ],
    ['its end', () => sql('UPDATE catalog.listing SET paused_reason = NULL')],
    ['a quantity rule', () => sql('UPDATE catalog.listing SET minimum_quantity = 2')],
    [
      'a stage',
      () =>
        sql(`UPDATE catalog.listing SET end_of_sale_on = '2021-01-01' WHERE variant_id = $1`, [
          shop.b,
        ]),
    ],
    [
      'a name',
      () =>
        sql(`UPDATE catalog.product_text SET name = 'Another name' WHERE product_id = $1`, [
          productId,
        ]),
    ],
    [
      'a text in the language of the market',
      async () => {
        await sql(`UPDATE market.market SET default_locale = 'de-DE'`);
        await sql(
          `INSERT INTO catalog.product_text (product_id, locale, name, description)
           VALUES ($1, 'de', 'Ein Name', 'Ein Text')`,
          [productId],
        );
      },
    ],
    ['the language of a market', () => sql(`UPDATE market.market SET default_locale = 'en-GB'`)],
    ['a brand', () => sql(`UPDATE catalog.product SET brand = 'Redmi' WHERE id = $1`, [productId])],
    [
      'a part number',
      () => sql(`UPDATE catalog.variant SET mpn = 'MPN-OTHER' WHERE id = $1`, [shop.a]),
    ],
    [
      'specs',
      async () => {
        const definitionId = await addSpecDefinition(portal.db, {
          code: 'COLOUR',
          type: 'TEXT',
          isFacet: true,
        });
        await addSpec(portal.db, shop.a, definitionId, 'silver');
      },
    ],
    ['a value of a spec', () => sql(`UPDATE catalog.variant_spec SET text_value = 'black'`)],
    [
      'the name of a spec',
      () => sql(`UPDATE catalog.spec_definition SET name = 'Colour of the lid'`),
    ],
    ['a certificate that is asked for', () => requireCertificate(portal.db, 'DE', 'LAPTOP', 'CE')],
    [
      'a certificate',
      () => addCertificate(portal.db, { productId, marketCode: 'DE', scheme: 'CE' }),
    ],
    ['its number', () => sql(`UPDATE catalog.certificate SET number = 'CE-2'`)],
    ['its deletion', () => sql('DELETE FROM catalog.certificate')],
    ['what is asked for', () => sql('DELETE FROM catalog.required_certificate')],
    [
      'a technology',
      async () => {
        await sql(
          `INSERT INTO catalog.technology (id, code, name) VALUES (gen_random_uuid(), 'CORTANA', 'Cortana')`,
        );
        await sql(
          `INSERT INTO catalog.technology_availability (product_id, market_code, technology_code, status)
           VALUES ($1, 'DE', 'CORTANA', 'AVAILABLE')`,
          [productId],
        );
      },
    ],
    [
      'where it works',
      () =>
        sql(`UPDATE catalog.technology_availability SET status = 'LIMITED', note = 'In English.'`),
    ],
    ['its name', () => sql(`UPDATE catalog.technology SET name = 'Cortana, the assistant'`)],
    ['its availability', () => sql('DELETE FROM catalog.technology_availability')],
    [
      'a product that is new',
      async () => {
        const id = await addProduct(portal.db, { handle: 'new-one' });
        const variantId = await addVariant(portal.db, { productId: id, sku: 'SKU-NEW' });
        await addListing(portal.db, { variantId, marketCode: 'DE' });
      },
    ],
    [
      'its listing',
      () =>
        sql(
          `DELETE FROM catalog.listing WHERE variant_id = (SELECT id FROM catalog.variant WHERE sku = 'SKU-NEW')`,
        ),
    ],
    ['the state of the market', () => sql(`UPDATE market.market SET state = 'PAUSED'`)],
    ['it again', () => sql(`UPDATE market.market SET state = 'OPEN'`)],
  ])('%s', async (_, work) => {
    await changes(work);
  });

  it('the own price list of a reseller that had none; others keep their page', async () => {
    const reseller = await addShopReseller(portal);
    const { token } = await addPerson(portal, { resellerId: reseller.id, role: 'BUYER' });
    await changes(
      () =>
        addPriceList(portal.db, {
          marketCode: 'DE',
          code: 'DE-ITS-OWN',
          resellerId: reseller.id,
          entries: { [shop.a]: 11_100 },
        }),
      { ...request, token },
    );
    const { text } = await readPage(portal, request);
    expect(text).not.toContain('DE-ITS-OWN');
    expect(text).toBe((await readPage(plain, request)).text);
  });

  it('what concerns no market: a page of none changes too', async () => {
    const ofNone = { query: PAGE, variables: {}, token: shop.buyer.token };
    await changes(
      () => addCertificate(portal.db, { productId, marketCode: 'DE', scheme: 'UKCA' }),
      ofNone,
    );
    await changes(
      () => sql(`UPDATE catalog.product SET brand = 'Poco' WHERE id = $1`, [productId]),
      ofNone,
    );
    await changes(() => sql(`UPDATE market.market SET state = 'CLOSED'`), ofNone);
    await sql(`UPDATE market.market SET state = 'OPEN'`);
  });
});

describe('a period', () => {
  const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();

  it('that opens and ends with no write changes the page', async () => {
    await addPriceList(portal.db, {
      marketCode: 'DE',
      code: 'DE-FLASH',
      tier: 'PREMIER',
      priority: 50,
      validFrom: inSeconds(2),
      validUntil: inSeconds(4),
      entries: { [shop.a]: 12_300 },
    });
    await warm(portal, request);
    const seen = new Set<string>();
    let hits = 0;
    for (const until = Date.now() + 6000; Date.now() < until; await sleep(100)) {
      hits += await hitsOf(portal, async () => {
        // A page may be of the moment before or after the other one was read, never of an earlier one.
        const earlier = (await readPage(plain, request)).text;
        const { text } = await readPage(portal, request);
        const later = (await readPage(plain, request)).text;
        expect([earlier, later]).toContain(text);
        seen.add(text.includes('"amount":"123.00"') ? 'flash' : 'usual');
      });
    }
    expect([...seen].sort()).toEqual(['flash', 'usual']);
    expect((await readPage(portal, request)).text).not.toContain('"amount":"123.00"');
    expect(hits).toBeGreaterThan(10);
  });

  it('of any day ends at the next quarter of an hour at the latest', async () => {
    const [row] = await portal.rows<{ late: boolean }>(
      `SELECT bool_or(d <> date_bin('15 minutes', d, 'epoch')) AS late FROM (
         SELECT (day::date)::timestamp AT TIME ZONE z.name AS d
         FROM pg_timezone_names z, generate_series('2020-01-01', '2026-12-31', interval '7 days') day
         WHERE z.name NOT LIKE 'posix%'
       ) days`,
    );
    expect(row?.late).toBe(false);
  });
});

describe('stock', () => {
  const STATE = /"availability":\{"state":"(\w+)"\}/;
  let cRequest: PageRequest;
  let c: string;
  let locationId: string;

  const stateOf = async () => STATE.exec((await readPage(portal, cRequest)).text)?.[1];

  beforeAll(async () => {
    await sql('UPDATE catalog.listing SET minimum_quantity = 1');
    const id = await addProduct(portal.db, { handle: 'device-c' });
    c = await addVariant(portal.db, { productId: id, sku: 'SKU-C' });
    await addListing(portal.db, { variantId: c, marketCode: 'DE' });
    await addPriceList(portal.db, { marketCode: 'DE', code: 'DE-C', entries: { [c]: 100 } });
    locationId = await addLocation(portal.db, { code: 'HAM', markets: { DE: { preference: 2 } } });
    cRequest = {
      query:
        '{ product(handle: "device-c", marketCode: "DE") { variants { availability { state } } } }',
      token: shop.buyer.token,
    };
  });

  it('that comes, goes by orders, and is given back', async () => {
    await warm(portal, cRequest);
    expect(await stateOf()).toBe('BACKORDER');
    await putStock(portal.db, c, shop.locationId, 12);
    await putStock(portal.db, c, locationId, 13);
    expect(await stateOf()).toBe('IN_STOCK');
    const states: unknown[] = [];
    for (const quantity of [9, 7, 8]) {
      const line = { sku: 'SKU-C', quantity, expectedUnitPrice: null };
      const { order, userErrors } = await submit(shop, { lines: [line] });
      expect(userErrors).toEqual([]);
      expect(order.state).toBe('CONFIRMED');
      const state = await stateOf();
      expect(STATE.exec((await readPage(plain, cRequest)).text)?.[1]).toBe(state);
      states.push(state);
      expect(await hitsOf(portal, stateOf)).toBe(1);
    }
    expect(states).toEqual(['IN_STOCK', 'LOW_STOCK', 'LOW_STOCK']);
    await submit(shop, { lines: [{ sku: 'SKU-C', quantity: 1 }] });
    expect(await stateOf()).toBe('BACKORDER');
    await sql('UPDATE inventory.stock_level SET allocated = 0 WHERE variant_id = $1', [c]);
    expect(await stateOf()).toBe('IN_STOCK');
  });

  it('of a location that begins or ends to serve the market', async () => {
    await warm(portal, cRequest);
    await sql(
      'UPDATE inventory.stock_level SET allocated = on_hand WHERE variant_id = $1 AND location_id = $2',
      [c, shop.locationId],
    );
    await sql(`DELETE FROM inventory.location_market WHERE location_id = $1`, [locationId]);
    expect(await stateOf()).toBe('BACKORDER');
    await sql(
      `INSERT INTO inventory.location_market (location_id, market_code, preference, lead_days) VALUES ($1, 'DE', 2, 2)`,
      [locationId],
    );
    expect(await stateOf()).toBe('IN_STOCK');
  });

  it('of which there is much raises nothing when an order takes some', async () => {
    const revisions = () =>
      portal.rows('SELECT scope, revision FROM market.shown_revision ORDER BY scope');
    const before = await revisions();
    const { order } = await submit(shop, { lines: [{ sku: 'SKU-A', quantity: 5 }] });
    expect(order.state).toBe('CONFIRMED');
    expect(await revisions()).toEqual(before);
    expect(await portal.rows('SELECT * FROM market.shown_change')).toEqual([]);
  });

  it('in pieces: a page that shows them changes with every order, receipt and arrival that is told', async () => {
    const pieces = {
      query: `{ variant(sku: "SKU-A", marketCode: "DE") {
        availability { state available nextInboundOn nextInboundQuantity } } }`,
      token: shop.buyer.token,
    };
    const order = async () => {
      const { order: made } = await submit(shop, { lines: [{ sku: 'SKU-A', quantity: 3 }] });
      expect(made.state).toBe('CONFIRMED');
    };
    await changes(order, pieces);
    await changes(() => putStock(portal.db, shop.a, shop.locationId, 40), pieces);
    await changes(
      () =>
        addInbound(portal.db, {
          variantId: shop.a,
          locationId: shop.locationId,
          quantity: 7,
          expectedOn: daysFromToday(5),
        }),
      pieces,
    );
    await changes(() => sql('UPDATE inventory.inbound_stock SET quantity = 8'), pieces);
    await changes(() => sql('DELETE FROM inventory.inbound_stock'), pieces);
    await Promise.all([order(), order(), order()]);
    await changes(order, pieces);
  });

  it('is not stored where an order takes more at least than is watched for', async () => {
    await sql('UPDATE catalog.listing SET minimum_quantity = 30 WHERE variant_id = $1', [shop.b]);
    await warm(portal, cRequest);
    expect(await hitsOf(portal, stateOf)).toBe(0);
    await sql('UPDATE catalog.listing SET minimum_quantity = 20 WHERE variant_id = $1', [shop.b]);
    await warm(portal, cRequest);
    expect(await hitsOf(portal, stateOf)).toBe(1);
  });

  it('within a filter counts like that on the page', async () => {
    const query = `query ($filter: ProductFilter) {
      products(marketCode: "DE", filter: $filter) { nodes { handle } } }`;
    const variables = { filter: { inStock: true } };
    await sql('UPDATE inventory.stock_level SET allocated = 0 WHERE variant_id = $1', [c]);
    await changes(
      () => sql('UPDATE inventory.stock_level SET allocated = on_hand WHERE variant_id = $1', [c]),
      { query, variables, token: shop.buyer.token },
    );
    const written =
      '{ products(marketCode: "DE", filter: { inStock: true }) { nodes { handle } } }';
    await changes(
      () => sql('UPDATE inventory.stock_level SET allocated = 0 WHERE variant_id = $1', [c]),
      {
        query: written,
        token: shop.buyer.token,
      },
    );
  });
});
