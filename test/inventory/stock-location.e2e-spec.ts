import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startPortal, type Answer, type Portal } from '../support/portal.js';
import { contentOf } from '../support/database-content.js';
import { inParallel, tally } from '../support/parallel.js';
import { addMembership } from '../support/world/identity.world.js';
import { addInbound, addLocation, putStock } from '../support/world/inventory.world.js';
import { addMarket, addRegion } from '../support/world/market.world.js';
import {
  addShelf,
  addStaff,
  breaches,
  MARKET,
  openShop,
  type Person,
  type Shop,
} from '../support/world/shop.world.js';
import { placed } from '../support/world/order-command.world.js';
import { addPriceList } from '../support/world/pricing.world.js';
import { daysFromToday } from '../support/world/catalog.world.js';

const FIELDS = `id code name countryCode version servesOtherRegions markets { marketCode preference leadDays }`;
const LIST = `{ stockLocations { ${FIELDS} totals { skus onHand allocated available inbound } } }`;

const MUTATIONS = ['Create', 'Update', 'Serve', 'StopServing', 'Delete'] as const;
type Mutation = (typeof MUTATIONS)[number];

function documentOf(mutation: Mutation): string {
  const facts = mutation === 'StopServing' || mutation === 'Create' ? '' : 'rule';
  const version = mutation === 'Create' ? '' : 'version';
  return `mutation ($input: StockLocation${mutation}Input!) { stockLocation${mutation}(input: $input) {
    stockLocation { ${FIELDS} } userErrors { code path message ${mutation === 'Create' ? 'rule' : facts} ${version} } } }`;
}

describe('stock locations', () => {
  let portal: Portal;
  let shop: Shop;
  let admin: Person;
  let apac: string;

  beforeAll(async () => {
    portal = await startPortal('stock-location');
    shop = await openShop(portal);
    admin = await addStaff(portal, 'ADMIN');
    apac = await addRegion(portal.db, { code: 'APAC' });
    await addMarket(portal.db, { code: 'FR', regionId: shop.regionId });
    await addMarket(portal.db, { code: 'JP', currencyCode: 'JPY', regionId: apac });
  });
  afterAll(() => portal.stop());
  afterEach(async () => expect(await breaches(portal)).toEqual([]));

  const ask = (mutation: Mutation, input: object, token = shop.desk.token): Promise<Answer> =>
    portal.ask(documentOf(mutation), { input }, { token });

  async function change(
    mutation: Mutation,
    input: object,
    token?: string,
  ): Promise<Answer['data']> {
    const { data, errors } = await ask(mutation, input, token);
    expect(errors).toEqual([]);
    return data[`stockLocation${mutation}`];
  }

  /** What the refusal says; nothing was changed by it. */
  async function refusal(mutation: Mutation, input: object, token?: string): Promise<unknown[]> {
    const before = await contentOf(portal);
    const payload = await change(mutation, input, token);
    expect(payload.stockLocation).toBeNull();
    expect(await contentOf(portal)).toEqual(before);
    return payload.userErrors.map(({ code, path, rule, version }: Record<string, unknown>) =>
      [code, path, rule ?? version].filter((part) => part !== undefined && part !== null),
    );
  }

  async function made(code: string): Promise<{ id: string; code: string; version: number }> {
    const payload = await change('Create', { code, name: `Place ${code}`, countryCode: 'NL' });
    expect(payload.userErrors).toEqual([]);
    return payload.stockLocation;
  }

  const trailOf = (id: string) =>
    portal.rows(
      `SELECT operation, entity_version AS version, old, new, market_code AS market FROM platform.audit_record
       WHERE entity = 'STOCK_LOCATION' AND entity_id = $1 ORDER BY seq`,
      [id],
    );
  const revisions = async () =>
    Object.fromEntries(
      (
        await portal.rows<{ code: string; revision: string }>(
          'SELECT code, catalog_revision AS revision FROM market.market',
        )
      ).map(({ code, revision }) => [code, Number(revision)]),
    );

  it('is made, changed, serves markets, serves one no longer and goes, each with its audit record', async () => {
    const { id } = await made('ANR');
    const at = await revisions();
    const named = await change('Update', { code: 'ANR', expectedVersion: 1, name: ' Antwerp ' });
    expect(named.stockLocation).toMatchObject({ version: 2, name: 'Antwerp', countryCode: 'NL' });
    await change('Update', { code: 'ANR', expectedVersion: 2, countryCode: 'BE', name: 'Antwerp' });
    const serve = { code: 'ANR', marketCode: 'FR' };
    await change('Serve', { ...serve, expectedVersion: 3, preference: 2, leadDays: 4 });
    const faster = await change('Serve', { ...serve, expectedVersion: 4, leadDays: 1 });
    expect(faster.stockLocation).toMatchObject({
      version: 5,
      markets: [{ marketCode: 'FR', preference: 2, leadDays: 1 }],
    });
    const stopped = await change('StopServing', { ...serve, expectedVersion: 5 });
    expect(stopped.stockLocation).toMatchObject({ version: 6, markets: [] });
    expect(await revisions()).toEqual({ ...at, FR: (at['FR'] ?? 0) + 3 });
    const gone = await change('Delete', { code: 'ANR', expectedVersion: 6 });
    expect(gone.stockLocation).toMatchObject({ code: 'ANR', version: 6 });
    expect(await trailOf(id)).toEqual([
      {
        operation: 'CREATE',
        version: 1,
        old: null,
        new: { code: 'ANR', name: 'Place ANR', countryCode: 'NL' },
        market: null,
      },
      {
        operation: 'UPDATE',
        version: 2,
        old: { name: 'Place ANR' },
        new: { name: 'Antwerp' },
        market: null,
      },
      {
        operation: 'UPDATE',
        version: 3,
        old: { countryCode: 'NL' },
        new: { countryCode: 'BE' },
        market: null,
      },
      {
        operation: 'SERVE',
        version: 4,
        old: null,
        new: { marketCode: 'FR', preference: 2, leadDays: 4 },
        market: 'FR',
      },
      {
        operation: 'SERVE',
        version: 5,
        old: { marketCode: 'FR', preference: 2, leadDays: 4 },
        new: { marketCode: 'FR', preference: 2, leadDays: 1 },
        market: 'FR',
      },
      {
        operation: 'STOP_SERVING',
        version: 6,
        old: { marketCode: 'FR', preference: 2, leadDays: 1 },
        new: null,
        market: 'FR',
      },
      {
        operation: 'DELETE',
        version: 7,
        old: { code: 'ANR', name: 'Antwerp', countryCode: 'BE', markets: [] },
        new: null,
        market: null,
      },
    ]);
    const { data } = await portal.ask(LIST, {}, { token: shop.desk.token });
    expect(data.stockLocations.map(({ code }: { code: string }) => code)).not.toContain('ANR');
  });

  it('is not changed by what changes nothing', async () => {
    const { id } = await made('SAME');
    const serve = { code: 'SAME', marketCode: 'FR', preference: 1, leadDays: 2 };
    await change('Serve', { ...serve, expectedVersion: 1 });
    const before = await contentOf(portal);
    const edit = { code: 'SAME', expectedVersion: 2 };
    for (const [mutation, input] of [
      ['Update', { ...edit, name: 'Place SAME' }],
      ['Update', edit],
      ['Serve', { ...serve, ...edit }],
      ['Serve', { ...edit, marketCode: 'FR' }],
      ['StopServing', { ...edit, marketCode: 'DE' }],
    ] as const) {
      expect(await change(mutation, input)).toMatchObject({
        stockLocation: { id, version: 2 },
        userErrors: [],
      });
    }
    expect(await contentOf(portal)).toEqual(before);
  });

  it.each([
    [
      { code: '', name: ' ', countryCode: '' },
      ['REQUIRED', 'REQUIRED', 'REQUIRED'],
      ['code', 'name', 'countryCode'],
    ],
    [
      { code: 'rtm', name: 'x', countryCode: 'nl' },
      ['INVALID_VALUE', 'INVALID_VALUE'],
      ['code', 'countryCode'],
    ],
    [
      { code: '-A', name: 'x'.repeat(201), countryCode: 'NLD' },
      ['INVALID_VALUE', 'INVALID_VALUE', 'INVALID_VALUE'],
      ['code', 'name', 'countryCode'],
    ],
    [
      { code: 'A', name: 'x\u0000', countryCode: 'NL' },
      ['INVALID_VALUE', 'INVALID_VALUE'],
      ['code', 'name'],
    ],
    [{ code: 'RTM', name: 'x', countryCode: 'NL' }, ['ALREADY_EXISTS'], ['code']],
  ])('is not made of %j', async (input, codes, fields) => {
    const found = (await refusal('Create', input)) as [string, string[]][];
    expect(found.map(([code]) => code)).toEqual(codes);
    expect(found.map(([, path]) => path)).toEqual(fields.map((field) => ['input', field]));
  });

  it('is made once of many that want its code at once', async () => {
    const outcomes = await inParallel(8, async () => {
      const input = { code: 'ONE', name: 'One', countryCode: 'NL' };
      const { userErrors } = await change('Create', input);
      return userErrors[0]?.code ?? 'made';
    });
    expect(tally(outcomes)).toEqual({ made: 1, ALREADY_EXISTS: 7 });
  });

  it('refuses what is wrong with a change, with its path', async () => {
    await made('EDIT');
    const edit = { code: 'EDIT', expectedVersion: 1 };
    const path = (field: string) => ['input', field];
    expect(await refusal('Update', { ...edit, name: null, countryCode: 'x' })).toEqual([
      ['REQUIRED', path('name')],
      ['INVALID_VALUE', path('countryCode'), 'FORMAT'],
    ]);
    expect(await refusal('Serve', { ...edit, marketCode: 'FR' })).toEqual([
      ['REQUIRED', path('preference')],
      ['REQUIRED', path('leadDays')],
    ]);
    expect(
      await refusal('Serve', { ...edit, marketCode: 'FR', preference: -1, leadDays: 366 }),
    ).toEqual([
      ['INVALID_VALUE', path('preference'), 'RANGE'],
      ['INVALID_VALUE', path('leadDays'), 'RANGE'],
    ]);
    for (const marketCode of ['XX', '', 'de', 'D\u0000']) {
      const input = { ...edit, marketCode, preference: 1, leadDays: 1 };
      expect(await refusal('Serve', input)).toEqual([['UNKNOWN_MARKET', path('marketCode')]]);
      expect(await refusal('StopServing', { ...edit, marketCode })).toEqual([
        ['UNKNOWN_MARKET', path('marketCode')],
      ]);
    }
  });

  it('is not changed by who has read an older version, nor found where there is none', async () => {
    await made('OLD');
    await change('Update', { code: 'OLD', expectedVersion: 1, name: 'Newer' });
    const inputs: [Exclude<Mutation, 'Create'>, object][] = [
      ['Update', { name: 'Mine' }],
      ['Serve', { marketCode: 'FR', preference: 1, leadDays: 1 }],
      ['StopServing', { marketCode: 'FR' }],
      ['Delete', {}],
    ];
    for (const [mutation, input] of inputs) {
      expect(await refusal(mutation, { code: 'OLD', expectedVersion: 1, ...input })).toEqual([
        ['CONFLICT', ['input', 'expectedVersion'], 2],
      ]);
      for (const code of ['NONE', '', 'N\u0000']) {
        expect(await refusal(mutation, { code, expectedVersion: 1, ...input })).toEqual([
          ['NOT_FOUND', ['input', 'code']],
        ]);
      }
    }
    const outcomes = await inParallel(6, async (n) => {
      const input = { code: 'OLD', expectedVersion: 2, name: `Name ${n}` };
      return (await change('Update', input)).userErrors[0]?.code ?? 'done';
    });
    expect(tally(outcomes)).toEqual({ done: 1, CONFLICT: 5 });
  });

  it('stays once stock was moved there or is on its way, though a level of nothing does not count', async () => {
    const { id: moved } = await made('MOVED');
    await putStock(portal.db, shop.a, moved, 3);
    await portal.db.query(
      `SELECT inventory.move('ADJUSTMENT', ARRAY[$1::uuid], ARRAY[$2::uuid], ARRAY[-3], 'gone', NULL, NULL)`,
      [shop.a, moved],
    );
    const { id: coming } = await made('COMING');
    await addInbound(portal.db, {
      variantId: shop.a,
      locationId: coming,
      quantity: 5,
      expectedOn: daysFromToday(3),
    });
    for (const code of ['MOVED', 'COMING']) {
      expect(await refusal('Delete', { code, expectedVersion: 1 })).toEqual([
        ['INVALID_VALUE', ['input', 'code'], 'IN_USE'],
      ]);
    }
    const { id: empty } = await made('EMPTY');
    await portal.db.query(
      'INSERT INTO inventory.stock_level (variant_id, location_id) VALUES ($1, $2)',
      [shop.a, empty],
    );
    expect((await change('Delete', { code: 'EMPTY', expectedVersion: 1 })).userErrors).toEqual([]);
    expect(
      await portal.rows('SELECT FROM inventory.stock_level WHERE location_id = $1', [empty]),
    ).toEqual([]);
  });

  it('gives orders that wait what lies there as soon as it serves their market, and their days with it', async () => {
    const { id } = await made('HELP');
    const variantId = await addShelf(portal, 'SKU-HELP');
    await addPriceList(portal.db, { marketCode: MARKET, entries: { [variantId]: 10_000 } });
    await putStock(portal.db, variantId, id, 4);
    await addInbound(portal.db, {
      variantId,
      locationId: id,
      quantity: 9,
      expectedOn: daysFromToday(6),
    });
    const waiting = async () =>
      (
        await portal.rows(
          `SELECT allocated, backordered, promised_on::text AS day FROM orders.order_line WHERE sku = 'SKU-HELP' ORDER BY id`,
        )
      ).map((line) => Object.values(line));
    const order = { acceptBackorder: true, lines: [{ sku: 'SKU-HELP', quantity: 3 }] };
    await placed(shop, order);
    await placed(shop, order);
    expect(await waiting()).toEqual([
      [0, 3, null],
      [0, 3, null],
    ]);
    const serve = { code: 'HELP', marketCode: MARKET };
    await change('Serve', { ...serve, expectedVersion: 1, preference: 9, leadDays: 3 });
    const [soon] = await portal.rows<{ day: string }>(
      `SELECT (market.day_in('DE', now()) + 3)::text AS day`,
    );
    expect(await waiting()).toEqual([
      [3, 0, soon?.day],
      [1, 2, daysFromToday(9)],
    ]);
    await change('Serve', { ...serve, expectedVersion: 2, leadDays: 5 });
    expect((await waiting())[1]).toEqual([1, 2, daysFromToday(11)]);
    await change('StopServing', { ...serve, expectedVersion: 3 });
    expect((await waiting())[1]).toEqual([1, 2, null]);
  });

  it('leaves no order of the same moment waiting beside its stock', async () => {
    const skus = Array.from({ length: 12 }, (_, n) => `SKU-RACE-${n}`);
    const entries: Record<string, number> = {};
    for (const sku of skus) entries[await addShelf(portal, sku)] = 10_000;
    await addPriceList(portal.db, { marketCode: MARKET, entries });
    const { id } = await made('RACE');
    for (const variantId of Object.keys(entries)) await putStock(portal.db, variantId, id, 5);
    const serve = { code: 'RACE', marketCode: MARKET, preference: 9, leadDays: 3 };
    const outcomes = await inParallel(skus.length + 1, async (n) => {
      const sku = skus[n - 1];
      if (sku === undefined) {
        return (await change('Serve', { ...serve, expectedVersion: 1 })).userErrors.length;
      }
      const lines = [{ sku, quantity: 2 }];
      return (await placed(shop, { acceptBackorder: true, lines })).state;
    });
    expect(outcomes).toEqual([0, ...skus.map(() => 'CONFIRMED')]);
    expect(
      await portal.rows(
        `SELECT sku FROM orders.order_line WHERE sku LIKE 'SKU-RACE-%' AND backordered > 0`,
      ),
    ).toEqual([]);
  });

  it('shows what lies there', async () => {
    const { id } = await made('SUMS');
    await putStock(portal.db, shop.a, id, 7);
    await putStock(portal.db, shop.b, id, 5);
    await portal.db.query(
      `SELECT inventory.allocate_at(ARRAY[$1::uuid], ARRAY[$2::uuid], ARRAY[4])`,
      [shop.b, id],
    );
    const inbound = { variantId: shop.a, locationId: id, expectedOn: daysFromToday(3) };
    await addInbound(portal.db, { ...inbound, quantity: 5 });
    await addInbound(portal.db, { ...inbound, quantity: 6 });
    const units = await portal.unitsOf(async () => {
      const { data } = await portal.ask(LIST, {}, { token: shop.desk.token });
      const found = data.stockLocations.find(({ code }: { code: string }) => code === 'SUMS');
      expect(found.totals).toEqual({
        skus: 2,
        onHand: 12,
        allocated: 4,
        available: 8,
        inbound: 11,
      });
    });
    expect(units.filter(({ statements }) => statements > 2)).toEqual([]);
    await portal.db.query(`SELECT inventory.release(ARRAY[$1::uuid], ARRAY[$2::uuid], ARRAY[4])`, [
      shop.b,
      id,
    ]);
  });

  it('is for the order desk and administrators, who do not speak for a reseller', async () => {
    const inputs: Record<Mutation, object> = {
      Create: { code: 'MINE', name: 'Mine', countryCode: 'NL' },
      Update: { code: 'RTM', expectedVersion: 1, name: 'Mine' },
      Serve: { code: 'RTM', expectedVersion: 1, marketCode: 'FR', preference: 1, leadDays: 1 },
      StopServing: { code: 'RTM', expectedVersion: 1, marketCode: 'DE' },
      Delete: { code: 'RTM', expectedVersion: 1 },
    };
    const both = await addStaff(portal, 'ORDER_DESK');
    await addMembership(portal.db, {
      userId: both.userId,
      resellerId: shop.reseller.id,
      role: 'BUYER',
    });
    const switched = await portal.ask(
      `mutation ($input: SwitchResellerInput!) { switchReseller(input: $input) { accessToken } }`,
      { input: { resellerId: shop.reseller.id } },
      { token: both.token },
    );
    const strangers = [
      shop.buyer.token,
      shop.admin.token,
      switched.data.switchReseller.accessToken,
      (await addStaff(portal, 'CATALOG_MANAGER')).token,
      (await addStaff(portal, 'CHANNEL_MANAGER')).token,
      (await addStaff(portal, 'ANALYST')).token,
    ];
    const before = await contentOf(portal);
    for (const mutation of MUTATIONS) {
      for (const token of strangers) {
        const { errors } = await ask(mutation, inputs[mutation], token);
        expect(errors.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
      }
    }
    expect(await contentOf(portal)).toEqual(before);
    expect((await change('Create', inputs.Create, admin.token)).userErrors).toEqual([]);
  });

  describe('for staff of one region', () => {
    let near: Person;
    let far: Person;

    beforeAll(async () => {
      near = await addStaff(portal, 'ORDER_DESK', [shop.regionId]);
      far = await addStaff(portal, 'ADMIN', [apac]);
      await addLocation(portal.db, { code: 'TYO', markets: { JP: {} } });
      await addLocation(portal.db, { code: 'HUB', markets: { JP: { leadDays: 9 }, FR: {} } });
      await addLocation(portal.db, { code: 'NEW', markets: {} });
    });

    const seenBy = async ({ token }: Person): Promise<Answer['data'][]> =>
      (await portal.ask(LIST, {}, { token })).data.stockLocations;

    it('shows those that serve a market of theirs or none yet, with their markets alone', async () => {
      const seen = await seenBy(far);
      const codes = seen.map(({ code }) => code);
      expect(codes).toEqual(expect.arrayContaining(['HUB', 'NEW', 'TYO']));
      expect(codes).not.toContain('RTM');
      expect(seen.find(({ code }) => code === 'HUB')).toMatchObject({
        servesOtherRegions: true,
        markets: [{ marketCode: 'JP', preference: 1, leadDays: 9 }],
      });
      expect((await seenBy(near)).map(({ code }) => code)).not.toContain('TYO');
    });

    it('shows the levels of those alone', async () => {
      const levels = async ({ token }: Person, filter: object) => {
        const query = `query ($filter: StockLevelFilter) { stockLevels(filter: $filter) { totalCount nodes { location { code } } } }`;
        return (await portal.ask(query, { filter }, { token })).data.stockLevels;
      };
      expect((await levels(near, { locationCode: 'RTM' })).totalCount).toBe(2);
      expect(await levels(far, { locationCode: 'RTM' })).toEqual({ totalCount: 0, nodes: [] });
      expect((await levels(near, { marketCode: 'DE', skuPrefix: 'SKU-A' })).totalCount).toBe(1);
      expect((await levels(far, { marketCode: 'DE' })).totalCount).toBe(0);
    });

    it('treats what serves others only as if it did not exist, and their markets too', async () => {
      const edit = { code: 'RTM', expectedVersion: 1 };
      for (const [mutation, input] of [
        ['Update', { ...edit, name: 'Mine' }],
        ['Serve', { ...edit, marketCode: 'JP', preference: 1, leadDays: 1 }],
        ['StopServing', { ...edit, marketCode: 'DE' }],
        ['Delete', edit],
      ] as const) {
        expect(await refusal(mutation, input, far.token)).toEqual([
          ['NOT_FOUND', ['input', 'code']],
        ]);
      }
      const hub = { code: 'HUB', expectedVersion: 1, marketCode: 'FR' };
      for (const mutation of ['Serve', 'StopServing'] as const) {
        const input = mutation === 'Serve' ? { ...hub, preference: 5, leadDays: 5 } : hub;
        expect(await refusal(mutation, input, far.token)).toEqual([
          ['UNKNOWN_MARKET', ['input', 'marketCode']],
        ]);
      }
    });

    it('leaves what a shared location is to those who look after all of it', async () => {
      const edit = { code: 'HUB', expectedVersion: 1 };
      const refused = [['INVALID_VALUE', ['input', 'code'], 'OTHER_REGIONS']];
      expect(await refusal('Update', { ...edit, name: 'Mine' }, far.token)).toEqual(refused);
      expect(await refusal('Delete', edit, far.token)).toEqual(refused);
    });

    it('lets them serve their own market from a shared location, and stop it, which they then no longer see', async () => {
      const serve = { code: 'HUB', expectedVersion: 1, marketCode: 'JP', leadDays: 3 };
      expect((await change('Serve', serve, far.token)).stockLocation).toMatchObject({
        version: 2,
        markets: [{ marketCode: 'JP', leadDays: 3 }],
      });
      const stop = { code: 'HUB', expectedVersion: 2, marketCode: 'JP' };
      expect((await change('StopServing', stop, far.token)).stockLocation).toMatchObject({
        version: 3,
        markets: [],
        servesOtherRegions: true,
      });
      expect((await seenBy(far)).map(({ code }) => code)).not.toContain('HUB');
    });
  });
});
