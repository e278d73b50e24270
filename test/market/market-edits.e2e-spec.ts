import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { contentOf } from '../support/database-content.js';
import { startPortal, type Portal } from '../support/portal.js';
import { addMarket, addRegion } from '../support/world/market.world.js';
import { addBid, addPriceList } from '../support/world/pricing.world.js';
import { saveDraft } from '../support/world/order.world.js';
import { addStaff, openShop, type Person, type Shop } from '../support/world/shop.world.js';
import {
  auditSince,
  change,
  dayInBerlin,
  lastAudit,
  refusal,
  revisionOf,
  staffOfReseller,
} from './market-mutations.js';

let portal: Portal;
let shop: Shop;
let apac: string;
let manager: Person;
let emeaManager: Person;

beforeAll(async () => {
  portal = await startPortal('market_edits');
  shop = await openShop(portal);
  apac = await addRegion(portal.db, { code: 'APAC' });
  manager = await addStaff(portal, 'CHANNEL_MANAGER');
  emeaManager = await addStaff(portal, 'CHANNEL_MANAGER', [shop.regionId]);
}, 60_000);

afterAll(() => portal?.stop());

const draft = (code: string, changes: object = {}) => ({
  code,
  name: 'Switzerland',
  currencyCode: 'CHF',
  defaultLocale: 'de-CH',
  timeZone: 'Europe/Zurich',
  taxName: 'MWST',
  taxRate: '8.10',
  regionId: shop.regionId,
  ...changes,
});

async function versionOf(code: string): Promise<number> {
  const [row] = await portal.rows<{ version: number }>(
    'SELECT version FROM market.market WHERE code = $1',
    [code],
  );
  return row?.version ?? 0;
}

describe('marketCreate', () => {
  it('makes a planned market with its rate and its region, and says so in the trail', async () => {
    const seq = await lastAudit(portal);
    const payload = await change(
      portal,
      emeaManager.token,
      'marketCreate',
      draft('CH', { name: ' Switzerland ', taxRateFrom: '2024-01-01' }),
    );
    expect(payload).toEqual({
      market: {
        code: 'CH',
        name: 'Switzerland',
        state: 'PLANNED',
        version: 1,
        pausedReason: null,
        taxRate: '8.1',
        region: { code: 'EMEA' },
      },
      userErrors: [],
    });
    const today = await dayInBerlin(portal, 0);
    expect(await auditSince(portal, seq)).toEqual([
      {
        entity: 'MARKET',
        operation: 'CREATE',
        from: null,
        to: 'PLANNED',
        version: 1,
        old: null,
        new: {
          code: 'CH',
          name: 'Switzerland',
          currencyCode: 'CHF',
          defaultLocale: 'de-CH',
          timeZone: 'Europe/Zurich',
          taxName: 'MWST',
          taxRate: '8.1',
          taxRateFrom: '2024-01-01',
          regionFrom: today,
          regionId: shop.regionId,
        },
        marketCode: 'CH',
        actor: emeaManager.email,
      },
    ]);
    expect((await portal.ask('{ market(code: "CH") { code } }')).data.market).toBeNull();
    const { data } = await portal.ask(
      '{ market(code: "CH") { currencyCode defaultLocale timeZone taxName regionMemberships { region { code } from until } taxRates { rate from until version } } }',
      {},
      { token: emeaManager.token },
    );
    expect(data.market).toEqual({
      currencyCode: 'CHF',
      defaultLocale: 'de-CH',
      timeZone: 'Europe/Zurich',
      taxName: 'MWST',
      regionMemberships: [{ region: { code: 'EMEA' }, from: today, until: null }],
      taxRates: [{ rate: '8.1', from: '2024-01-01', until: null, version: 1 }],
    });
  });

  it.each([
    ['a code that is taken', 'DE', {}, 'ALREADY_EXISTS', 'code'],
    ['a code that is no country', 'XX', {}, 'INVALID_VALUE', 'code'],
    [
      'a region that nobody has',
      'LI',
      { regionId: 'ffffffff-0000-4000-8000-000000000000' },
      'NOT_FOUND',
      'regionId',
    ],
    ['a rate of 100 %', 'LI', { taxRate: '100' }, 'INVALID_VALUE', 'taxRate'],
    ['a zone that is none', 'LI', { timeZone: 'Europe/Berlim' }, 'INVALID_VALUE', 'timeZone'],
    ['a name of blanks', 'LI', { name: '  ' }, 'REQUIRED', 'name'],
  ])('refuses %s, and changes nothing', async (_, code, changes, problem, field) => {
    const before = await contentOf(portal);
    const { market, userErrors } = await change(
      portal,
      manager.token,
      'marketCreate',
      draft(code, changes),
    );
    expect(market).toBeNull();
    expect(userErrors).toEqual([
      expect.objectContaining({ code: problem, path: ['input', field] }),
    ]);
    expect(await contentOf(portal)).toEqual(before);
  });

  it('refuses a region of others, and a day until which the maker would not see the market', async () => {
    const before = await contentOf(portal);
    const tomorrow = await dayInBerlin(portal, 2);
    for (const [changes, code, field] of [
      [{ regionId: apac }, 'NOT_FOUND', 'regionId'],
      [{ regionFrom: tomorrow }, 'INVALID_VALUE', 'regionFrom'],
    ] as const) {
      const { userErrors } = await change(
        portal,
        emeaManager.token,
        'marketCreate',
        draft('LI', changes),
      );
      expect(userErrors).toEqual([expect.objectContaining({ code, path: ['input', field] })]);
    }
    expect(await contentOf(portal)).toEqual(before);
  });

  it('lets one of several at once make it', async () => {
    const answers = await Promise.all(
      Array.from({ length: 4 }, () =>
        change(portal, manager.token, 'marketCreate', draft('LI', { currencyCode: 'CHF' })),
      ),
    );
    expect(answers.filter(({ market }) => market !== null)).toHaveLength(1);
    const codes = answers.flatMap(({ userErrors }) =>
      userErrors.map(({ code }: { code: string }) => code),
    );
    expect(codes).toEqual(['ALREADY_EXISTS', 'ALREADY_EXISTS', 'ALREADY_EXISTS']);
    expect(
      await portal.rows(`SELECT 1 FROM market.region_membership WHERE market_code = 'LI'`),
    ).toHaveLength(1);
  });

  it('is not for those who speak for a reseller', async () => {
    const token = await staffOfReseller(portal, shop.reseller.id);
    expect(await refusal(portal, token, 'marketCreate', draft('NO'))).toEqual(['FORBIDDEN']);
    expect(
      await refusal(portal, token, 'marketUpdate', { marketCode: 'DE', expectedVersion: 1 }),
    ).toEqual(['FORBIDDEN']);
  });
});

describe('marketUpdate', () => {
  it('changes what is given and records only that; what is left out stays', async () => {
    const [seq, revision] = [await lastAudit(portal), await revisionOf(portal, 'DE')];
    const version = await versionOf('DE');
    const payload = await change(portal, emeaManager.token, 'marketUpdate', {
      marketCode: 'DE',
      expectedVersion: version,
      name: ' Deutschland ',
      taxName: 'VAT',
      defaultLocale: 'de-DE',
    });
    expect(payload.userErrors).toEqual([]);
    expect(payload.market).toMatchObject({ name: 'Deutschland', version: version + 1 });
    expect(await auditSince(portal, seq)).toEqual([
      {
        entity: 'MARKET',
        operation: 'UPDATE',
        from: null,
        to: null,
        version: version + 1,
        old: { name: 'Germany', defaultLocale: 'en' },
        new: { name: 'Deutschland', defaultLocale: 'de-DE' },
        marketCode: 'DE',
        actor: emeaManager.email,
      },
    ]);
    expect(await revisionOf(portal, 'DE')).toBe(revision + 1);
  });

  it('that changes nothing writes nothing', async () => {
    const before = await contentOf(portal);
    const version = await versionOf('DE');
    for (const same of [
      {},
      { name: 'Deutschland', currencyCode: 'EUR', timeZone: 'Europe/Berlin' },
    ]) {
      const { market, userErrors } = await change(portal, manager.token, 'marketUpdate', {
        marketCode: 'DE',
        expectedVersion: version,
        ...same,
      });
      expect([market.version, userErrors]).toEqual([version, []]);
    }
    expect(await contentOf(portal)).toEqual(before);
  });

  it('refuses null, a stale version and a market of others, and changes nothing', async () => {
    const before = await contentOf(portal);
    const version = await versionOf('DE');
    const far = await addStaff(portal, 'CATALOG_MANAGER', [apac]);
    const cleared = {
      name: null,
      currencyCode: null,
      defaultLocale: null,
      timeZone: null,
      taxName: null,
    };
    const ask = (token: string, input: object) =>
      change(portal, token, 'marketUpdate', {
        marketCode: 'DE',
        expectedVersion: version,
        ...input,
      });
    const withStaff = await contentOf(portal);
    expect(withStaff).not.toEqual(before);
    const nulls = await ask(manager.token, cleared);
    expect(nulls.userErrors.map((error: { code: string }) => error.code)).toEqual([
      'REQUIRED',
      'REQUIRED',
      'REQUIRED',
      'REQUIRED',
      'REQUIRED',
    ]);
    const stale = await ask(manager.token, { expectedVersion: version - 1, name: 'Other' });
    expect(stale.userErrors).toEqual([expect.objectContaining({ code: 'CONFLICT', version })]);
    const foreign = await ask(far.token, { name: 'Other' });
    expect(foreign.userErrors).toEqual([expect.objectContaining({ code: 'UNKNOWN_MARKET' })]);
    expect(await contentOf(portal)).toEqual(withStaff);
  });

  it('changes the currency only while nothing uses it, and says what does', async () => {
    const { db } = portal;
    for (const code of ['FR', 'ES', 'IT', 'NL'])
      await addMarket(db, { code, regionId: shop.regionId });
    await addPriceList(db, { marketCode: 'FR' });
    await addBid(db, {
      resellerId: shop.reseller.id,
      marketCode: 'ES',
      variantId: shop.a,
      unitPriceMinor: 1,
      quantity: 1,
    });
    await saveDraft(shop, { marketCode: 'IT' });
    const users = { FR: 'price lists', ES: 'special bids', IT: 'orders', DE: 'price lists' };
    for (const [marketCode, what] of Object.entries(users)) {
      const before = await contentOf(portal);
      const { userErrors } = await change(portal, manager.token, 'marketUpdate', {
        marketCode,
        expectedVersion: await versionOf(marketCode),
        currencyCode: 'USD',
      });
      expect(userErrors).toEqual([
        expect.objectContaining({
          code: 'INVALID_VALUE',
          rule: 'IN_USE',
          path: ['input', 'currencyCode'],
          message: expect.stringContaining(what),
        }),
      ]);
      expect(await contentOf(portal)).toEqual(before);
    }
    const free = await change(portal, manager.token, 'marketUpdate', {
      marketCode: 'NL',
      expectedVersion: 1,
      currencyCode: 'USD',
    });
    expect(free.userErrors).toEqual([]);
    const { data } = await portal.ask('{ market(code: "NL") { currencyCode version } }');
    expect(data.market).toEqual({ currencyCode: 'USD', version: 2 });
  });
});

describe('a new time zone', () => {
  // The two are 25 hours apart, so that it is never the same day in both.
  const EAST = 'Pacific/Kiritimati';
  const WEST = 'Pacific/Pago_Pago';

  it('is refused while it would take the market back to a day without its region or its tax', async () => {
    const { market } = await change(
      portal,
      manager.token,
      'marketCreate',
      draft('KI', { timeZone: EAST, taxRateFrom: '2024-01-01' }),
    );
    expect(market.region).toEqual({ code: 'EMEA' });
    const before = await contentOf(portal);
    const westward = { marketCode: 'KI', expectedVersion: 1, timeZone: WEST };
    const { userErrors } = await change(portal, manager.token, 'marketUpdate', westward);
    expect(userErrors).toEqual([
      expect.objectContaining({
        code: 'INVALID_VALUE',
        rule: 'ANOTHER_DAY',
        path: ['input', 'timeZone'],
      }),
    ]);
    expect(await contentOf(portal)).toEqual(before);
  });

  it('is taken where both days are alike', async () => {
    await change(
      portal,
      manager.token,
      'marketCreate',
      draft('TV', { timeZone: EAST, taxRateFrom: '2024-01-01', regionFrom: '2024-01-01' }),
    );
    const westward = { marketCode: 'TV', expectedVersion: 1, timeZone: WEST };
    const { market, userErrors } = await change(portal, manager.token, 'marketUpdate', westward);
    expect([market.version, userErrors]).toEqual([2, []]);
  });
});

describe('regions', () => {
  let catalog: Person;
  let emeaCatalog: Person;

  beforeAll(async () => {
    catalog = await addStaff(portal, 'CATALOG_MANAGER');
    emeaCatalog = await addStaff(portal, 'CATALOG_MANAGER', [shop.regionId]);
  });

  it('are listed to staff, as far as they look after them', async () => {
    const codes = async (token: string) =>
      (await portal.ask('{ regions { code version } }', {}, { token })).data.regions;
    expect(await codes(catalog.token)).toEqual([
      { code: 'APAC', version: 1 },
      { code: 'EMEA', version: 1 },
    ]);
    expect(await codes(emeaCatalog.token)).toEqual([{ code: 'EMEA', version: 1 }]);
  });

  it('are added and renamed, with a record each', async () => {
    const seq = await lastAudit(portal);
    const made = await change(portal, catalog.token, 'regionCreate', {
      code: 'LATAM',
      name: ' Latin America ',
    });
    expect(made).toEqual({
      region: { id: expect.any(String), code: 'LATAM', name: 'Latin America', version: 1 },
      userErrors: [],
    });
    const regionId = made.region.id;
    const named = await change(portal, catalog.token, 'regionUpdate', {
      regionId,
      expectedVersion: 1,
      name: 'The Americas',
    });
    expect(named.region).toEqual({ id: regionId, code: 'LATAM', name: 'The Americas', version: 2 });
    const same = await change(portal, catalog.token, 'regionUpdate', {
      regionId,
      expectedVersion: 2,
      name: 'The Americas',
    });
    expect(same.region.version).toBe(2);
    const rest = { from: null, to: null, marketCode: null, actor: catalog.email };
    expect(await auditSince(portal, seq)).toEqual([
      {
        entity: 'REGION',
        operation: 'CREATE',
        version: 1,
        old: null,
        new: { code: 'LATAM', name: 'Latin America' },
        ...rest,
      },
      {
        entity: 'REGION',
        operation: 'UPDATE',
        version: 2,
        old: { name: 'Latin America' },
        new: { name: 'The Americas' },
        ...rest,
      },
    ]);
  });

  it('are not changed by others, on stale versions, or twice', async () => {
    const before = await contentOf(portal);
    const codesOf = async (token: string, name: string, input: object) =>
      (await change(portal, token, name, input)).userErrors.map(
        (e: { code: string; path: string[] }) => [e.code, e.path.at(-1)],
      );
    expect(await codesOf(catalog.token, 'regionCreate', { code: 'APAC', name: 'Again' })).toEqual([
      ['ALREADY_EXISTS', 'code'],
    ]);
    expect(await codesOf(catalog.token, 'regionCreate', { code: 'a', name: '' })).toEqual([
      ['INVALID_VALUE', 'code'],
      ['REQUIRED', 'name'],
    ]);
    expect(
      await codesOf(catalog.token, 'regionUpdate', {
        regionId: apac,
        expectedVersion: 7,
        name: 'X',
      }),
    ).toEqual([['CONFLICT', 'expectedVersion']]);
    expect(
      await codesOf(catalog.token, 'regionUpdate', {
        regionId: apac,
        expectedVersion: 1,
        name: null,
      }),
    ).toEqual([['REQUIRED', 'name']]);
    expect(
      await codesOf(emeaCatalog.token, 'regionUpdate', {
        regionId: apac,
        expectedVersion: 1,
        name: 'X',
      }),
    ).toEqual([['NOT_FOUND', 'regionId']]);
    expect(
      await codesOf(catalog.token, 'regionUpdate', {
        regionId: 'x',
        expectedVersion: 1,
        name: 'X',
      }),
    ).toEqual([['NOT_FOUND', 'regionId']]);
    expect(
      await refusal(portal, emeaCatalog.token, 'regionCreate', { code: 'NORTH', name: 'X' }),
    ).toEqual(['FORBIDDEN']);
    for (const name of ['regionCreate', 'regionUpdate']) {
      const input =
        name === 'regionCreate'
          ? { code: 'NORTH', name: 'X' }
          : { regionId: apac, expectedVersion: 1 };
      expect(await refusal(portal, manager.token, name, input)).toEqual(['FORBIDDEN']);
    }
    expect(await contentOf(portal)).toEqual(before);
  });
});
