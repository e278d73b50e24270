import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { contentOf } from '../support/database-content.js';
import { startPortal, type Portal } from '../support/portal.js';
import {
  addCertificate,
  addListing,
  daysFromToday,
  requireCertificate,
} from '../support/world/catalog.world.js';
import { addMarket, addRegion } from '../support/world/market.world.js';
import { addPriceList } from '../support/world/pricing.world.js';
import { addAgreement } from '../support/world/reseller.world.js';
import { addStaff, openShop, type Person, type Shop } from '../support/world/shop.world.js';
import { change, staffOfReseller } from './market-mutations.js';

const READINESS =
  'query ($code: String!) { market(code: $code) { readiness { code isBlocking isGreen message } } }';

interface Check {
  code: string;
  isBlocking: boolean;
  isGreen: boolean;
  message: string;
}

let portal: Portal;
let shop: Shop;
let manager: Person;
let version = 1;

beforeAll(async () => {
  portal = await startPortal('market_readiness');
  shop = await openShop(portal);
  await addMarket(portal.db, { code: 'AT', state: 'PREPARING', taxRate: null });
  manager = await addStaff(portal, 'CHANNEL_MANAGER');
}, 60_000);

afterAll(() => portal?.stop());

async function checks(): Promise<Check[]> {
  const { data, errors } = await portal.ask(READINESS, { code: 'AT' }, { token: manager.token });
  expect(errors).toEqual([]);
  return data.market.readiness;
}

async function messageOf(code: string): Promise<string> {
  return (await checks()).find((check) => check.code === code)?.message ?? '';
}

const redOf = (list: Check[]) => list.filter(({ isGreen }) => !isGreen).map(({ code }) => code);

/** What is red after each step; the refusal of marketMarkReady names the same, but for what does not block. */
async function expectRed(...codes: string[]): Promise<void> {
  const list = await checks();
  expect(redOf(list)).toEqual(codes);
  const red = list.filter(({ isGreen, isBlocking }) => !isGreen && isBlocking);
  if (red.length === 0) return;
  const before = await contentOf(portal);
  const payload = await change(portal, manager.token, 'marketMarkReady', {
    marketCode: 'AT',
    expectedVersion: version,
  });
  expect(payload).toEqual({
    market: null,
    userErrors: red.map(({ code, message }) => ({
      code: 'INVALID_VALUE',
      path: ['input', 'marketCode'],
      message,
      rule: code,
      state: null,
      operation: null,
      version: null,
    })),
  });
  expect(await contentOf(portal)).toEqual(before);
}

describe('a market in preparation', () => {
  it('turns green check by check, and only then becomes ready', async () => {
    const { db } = portal;
    expect((await checks()).map(({ code, isBlocking }) => [code, isBlocking])).toEqual([
      ['TAX_RATE', true],
      ['REGION', true],
      ['AGREEMENT', true],
      ['LISTINGS', true],
      ['CERTIFICATES', true],
      ['PRICES', true],
      ['STOCK_LOCATION', true],
      ['RESELLERS', false],
    ]);
    const rest = ['LISTINGS', 'STOCK_LOCATION', 'RESELLERS'];
    await expectRed('TAX_RATE', 'REGION', 'AGREEMENT', ...rest);

    await db.query(
      `INSERT INTO market.tax_rate (market_code, valid_from, rate) VALUES ('AT', '2020-01-01', 20)`,
    );
    await expectRed('REGION', 'AGREEMENT', ...rest);
    await change(
      portal,
      (await addStaff(portal, 'CATALOG_MANAGER')).token,
      'regionMembershipSchedule',
      {
        marketCode: 'AT',
        regionId: shop.regionId,
        from: (
          await portal.rows<{ day: string }>(
            `SELECT (now() AT TIME ZONE 'Europe/Berlin')::date::text AS day`,
          )
        )[0]?.day,
      },
    );
    await expectRed('AGREEMENT', ...rest);
    await addAgreement(db, { regionId: shop.regionId, title: 'The deal of EMEA' });
    await expectRed(...rest);
    expect(await messageOf('AGREEMENT')).toContain('"The deal of EMEA"');

    // One that is past its end of sale counts for nothing.
    await addListing(db, {
      variantId: shop.a,
      marketCode: 'AT',
      onSaleFrom: '2020-01-01',
      endOfSaleOn: '2021-01-01',
    });
    await expectRed(...rest);
    const listingId = await addListing(db, {
      variantId: shop.b,
      marketCode: 'AT',
      onSaleFrom: daysFromToday(30),
    });
    await expectRed('PRICES', 'STOCK_LOCATION', 'RESELLERS');
    expect(await messageOf('PRICES')).toContain('1 of 1, such as SKU-B');

    // A price of one reseller, of another market, of the past or of the future is none.
    const price = { entries: { [shop.b]: 10_000 } };
    await addPriceList(db, { marketCode: 'AT', resellerId: shop.reseller.id, ...price });
    await addPriceList(db, { marketCode: 'AT', validUntil: daysFromToday(-1), ...price });
    await addPriceList(db, { marketCode: 'AT', validFrom: daysFromToday(2), ...price });
    await expectRed('PRICES', 'STOCK_LOCATION', 'RESELLERS');
    await addPriceList(db, { marketCode: 'AT', tier: 'REGISTERED', ...price });
    await expectRed('STOCK_LOCATION', 'RESELLERS');

    await db.query(
      `INSERT INTO inventory.location_market (location_id, market_code, preference, lead_days) VALUES ($1, 'AT', 1, 2)`,
      [shop.locationId],
    );
    await expectRed('RESELLERS');
    expect(await messageOf('STOCK_LOCATION')).toBe('Stock locations that serve it: RTM.');

    // What is only planned needs no certificate yet; what is on sale needs all, or a pause.
    await requireCertificate(db, 'AT', 'LAPTOP', 'CE');
    await expectRed('RESELLERS');
    await db.query(`UPDATE catalog.listing SET on_sale_from = '2020-01-01' WHERE id = $1`, [
      listingId,
    ]);
    await expectRed('CERTIFICATES', 'RESELLERS');
    expect(await messageOf('CERTIFICATES')).toContain('1 of 1, such as SKU-B');
    await db.query(`UPDATE catalog.listing SET paused_reason = 'Waiting' WHERE id = $1`, [
      listingId,
    ]);
    await expectRed('RESELLERS');
    await db.query('UPDATE catalog.listing SET paused_reason = NULL WHERE id = $1', [listingId]);
    const [variant] = await portal.rows<{ productId: string }>(
      'SELECT product_id AS "productId" FROM catalog.variant WHERE id = $1',
      [shop.b],
    );
    const certificate = { productId: variant?.productId ?? '', marketCode: 'AT', scheme: 'CE' };
    await addCertificate(db, { ...certificate, validUntil: daysFromToday(-2) });
    await expectRed('CERTIFICATES', 'RESELLERS');
    await addCertificate(db, certificate);
    await expectRed('RESELLERS');

    const ready = await change(portal, manager.token, 'marketMarkReady', {
      marketCode: 'AT',
      expectedVersion: version,
    });
    expect(ready).toMatchObject({ market: { state: 'READY' }, userErrors: [] });
    version += 1;
  });

  it('counts the active resellers that are authorised today', async () => {
    const authorize = (from: string, until: string | null) =>
      portal.db.query(
        `INSERT INTO reseller.market_authorization (id, reseller_id, market_code, valid_from, valid_until)
         VALUES (gen_random_uuid(), $1, 'AT', $2, $3)`,
        [shop.reseller.id, from, until],
      );
    await authorize('2020-01-01', daysFromToday(-2));
    expect(redOf(await checks())).toEqual(['RESELLERS']);
    await authorize(daysFromToday(-2), null);
    expect(redOf(await checks())).toEqual([]);
    expect(await messageOf('RESELLERS')).toBe(
      'Active resellers that are authorised for it today: 1.',
    );
  });
});

describe('readiness', () => {
  it('is null for all but those who change the market', async () => {
    const far = await addRegion(portal.db, { code: 'APAC' });
    const nobody = [
      undefined,
      shop.buyer.token,
      shop.admin.token,
      shop.desk.token,
      (await addStaff(portal, 'ANALYST')).token,
      (await addStaff(portal, 'CHANNEL_MANAGER', [far])).token,
      await staffOfReseller(portal, shop.reseller.id),
    ];
    const ask = async (token: string | undefined) => {
      const fields = 'readiness { code } regionMemberships { from } taxRates { rate }';
      const query = `{ market(code: "DE") { ${fields} } }`;
      return (await portal.ask(query, {}, token === undefined ? {} : { token })).data;
    };
    for (const token of nobody) {
      expect(await ask(token)).toEqual({
        market: { readiness: null, regionMemberships: null, taxRates: [{ rate: '19' }] },
      });
    }
    for (const role of ['CATALOG_MANAGER', 'CHANNEL_MANAGER', 'ADMIN'] as const) {
      const { token } = await addStaff(portal, role, [shop.regionId]);
      const { market } = await ask(token);
      expect(market.readiness).toHaveLength(8);
      expect(market.regionMemberships).toEqual([{ from: '2020-01-01' }]);
    }
  });

  it('of many markets is read on one connection', async () => {
    const codes = ['FR', 'ES', 'IT', 'NL', 'BE'];
    for (const code of codes) await addMarket(portal.db, { code, regionId: shop.regionId });
    const units = await portal.unitsOf(() =>
      portal.ask('{ markets { code readiness { code } } }', {}, { token: manager.token }),
    );
    // One for the markets, one for all that is looked at.
    expect(units.filter(({ kind }) => kind === 'read')).toHaveLength(2);
  });
});
