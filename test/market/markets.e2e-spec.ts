import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPortal, type Portal } from '../support/portal.js';
import { addMembership, addUser } from '../support/world/identity.world.js';
import { addMarket, addRegion } from '../support/world/market.world.js';
import { addReseller } from '../support/world/reseller.world.js';

const MARKETS = '{ markets { code state } }';
const MARKET = `query ($code: String!) {
  market(code: $code) {
    code name currencyCode defaultLocale timeZone taxName taxRate state region { id code name }
  }
}`;

describe('markets', () => {
  let portal: Portal;
  let emea: string;
  let apac: string;

  beforeAll(async () => {
    portal = await startPortal('markets');
    emea = await addRegion(portal.db, { code: 'EMEA', name: 'Europe, Middle East, Africa' });
    apac = await addRegion(portal.db, { code: 'APAC', name: 'Asia and Pacific' });
    await addMarket(portal.db, {
      code: 'CH',
      name: 'Switzerland',
      currencyCode: 'CHF',
      locale: 'de-CH',
      timeZone: 'Europe/Zurich',
      taxRate: '8.1',
      regionId: emea,
    });
    await addMarket(portal.db, { code: 'DE', state: 'PAUSED', regionId: emea });
    await addMarket(portal.db, { code: 'FR', state: 'PLANNED', regionId: emea });
    await addMarket(portal.db, { code: 'IN', state: 'WIND_DOWN', regionId: apac });
    await addMarket(portal.db, { code: 'JP', state: 'READY', regionId: apac, taxRate: null });
    await addMarket(portal.db, { code: 'KR', state: 'CLOSED', regionId: apac });
    await addMarket(portal.db, { code: 'US', state: 'PREPARING' });
  });
  afterAll(() => portal.stop());

  async function tokenOf(options: Parameters<typeof addUser>[1]): Promise<string> {
    return portal.signIn(await addUser(portal.db, options));
  }

  async function codesSeenWith(token?: string): Promise<string[]> {
    const answer = await portal.ask(MARKETS, {}, { token });
    expect(answer.errors).toEqual([]);
    return answer.data.markets.map((market: { code: string }) => market.code);
  }

  it('shows everybody the public ones, by code', async () => {
    const answer = await portal.ask(MARKETS);
    expect(answer.data).toEqual({
      markets: [
        { code: 'CH', state: 'OPEN' },
        { code: 'DE', state: 'PAUSED' },
        { code: 'IN', state: 'WIND_DOWN' },
      ],
    });
  });

  it('shows the others to the staff of their regions, and to staff of all regions', async () => {
    const forEmea = await tokenOf({ staffRoles: ['CATALOG_MANAGER'], regionIds: [emea] });
    expect(await codesSeenWith(forEmea)).toEqual(['CH', 'DE', 'FR', 'IN']);
    const forAll = await tokenOf({ staffRoles: ['ANALYST'] });
    expect(await codesSeenWith(forAll)).toEqual(['CH', 'DE', 'FR', 'IN', 'JP', 'KR', 'US']);
  });

  it('shows a reseller no more than everybody', async () => {
    const user = await addUser(portal.db);
    const resellerId = await addReseller(portal.db);
    await addMembership(portal.db, { userId: user.id, resellerId, role: 'RESELLER_ADMIN' });
    expect(await codesSeenWith(await portal.signIn(user))).toEqual(['CH', 'DE', 'IN']);
  });

  it('shows one with all it has', async () => {
    const answer = await portal.ask(MARKET, { code: 'CH' });
    expect(answer.data).toEqual({
      market: {
        code: 'CH',
        name: 'Switzerland',
        currencyCode: 'CHF',
        defaultLocale: 'de-CH',
        timeZone: 'Europe/Zurich',
        taxName: 'VAT',
        taxRate: '8.1',
        state: 'OPEN',
        region: { id: emea, code: 'EMEA', name: 'Europe, Middle East, Africa' },
      },
    });
  });

  it('says what is missing with null', async () => {
    const token = await tokenOf({ staffRoles: ['ADMIN'] });
    const rateless = await portal.ask(MARKET, { code: 'JP' }, { token });
    expect(rateless.data.market).toMatchObject({ taxRate: null, region: { code: 'APAC' } });
    const regionless = await portal.ask(MARKET, { code: 'US' }, { token });
    expect(regionless.data.market).toMatchObject({ taxRate: '19', region: null });
  });

  it('gives the day that it is there', async () => {
    const [row] = await portal.rows<{ today: string }>(
      `SELECT (now() AT TIME ZONE 'Europe/Zurich')::date::text AS today`,
    );
    const answer = await portal.ask('{ market(code: "CH") { today } }');
    expect(answer.data.market.today).toBe(row?.today);
  });

  it.each(['XX', 'FR', 'ch', '', 'C\u0000', 'CHE', '🇨🇭'])('knows nothing of %j', async (code) => {
    const answer = await portal.ask(MARKET, { code });
    expect(answer.data).toEqual({ market: null });
    expect(answer.errors).toHaveLength(1);
    expect(answer.errors[0]).toMatchObject({
      path: ['market'],
      extensions: { code: 'NOT_FOUND', problem: 'UNKNOWN_MARKET' },
    });
  });
});
