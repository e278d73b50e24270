import type { MarketState } from '../../src/market/market.machine.js';
import { addListing } from '../support/world/catalog.world.js';
import { planMembership } from '../support/world/market.world.js';
import { addPriceList } from '../support/world/pricing.world.js';
import { EDITED_MARKET } from '../support/world/rivals.world.js';
import type { Arguments, InputWorld } from './input-world.js';

/** Inputs that the changes of markets, regions and tax rates accept. */
export const MARKET_INPUTS: Record<string, (world: InputWorld) => Arguments | Promise<Arguments>> =
  {
    marketCreate: ({ rivals }) => ({
      code: 'LI',
      name: 'Liechtenstein',
      currencyCode: 'CHF',
      defaultLocale: 'de-LI',
      timeZone: 'Europe/Vaduz',
      taxName: 'MWST',
      taxRate: '8.1',
      taxRateFrom: '2024-01-01',
      regionId: rivals.shop.regionId,
      regionFrom: '2024-01-01',
    }),
    marketUpdate: async (world) => ({
      ...(await editedMarket(world)),
      name: 'Austria (AT)',
      currencyCode: 'EUR',
      defaultLocale: 'de-AT',
      timeZone: 'Europe/Vienna',
      taxName: 'USt',
    }),
    marketPrepare: editedMarket,
    marketMarkReady: editedMarket,
    marketOpen: editedMarket,
    marketPause: async (world) => ({ ...(await editedMarket(world)), reason: 'A flood' }),
    marketResume: editedMarket,
    marketWindDown: editedMarket,
    marketClose: editedMarket,
    regionCreate: () => ({ code: 'ANTARCTICA', name: 'Antarctica' }),
    regionUpdate: async ({ rivals }) => {
      const [region] = await rivals.portal.rows<{ version: number }>(
        'SELECT version FROM market.region WHERE id = $1',
        [rivals.shop.regionId],
      );
      return { regionId: rivals.shop.regionId, expectedVersion: region?.version, name: 'Here' };
    },
    regionMembershipSchedule: ({ rivals }) => ({
      marketCode: EDITED_MARKET,
      regionId: rivals.farRegionId,
      from: '2098-01-01',
    }),
    regionMembershipCancel: ({ rivals }) => ({ membershipId: rivals.plannedMembershipId }),
    taxRateSchedule: () => ({
      marketCode: EDITED_MARKET,
      from: '2099-01-01',
      rate: '20.5',
      expectedVersion: null,
    }),
    taxRateCancel: () => ({ marketCode: EDITED_MARKET, from: '2099-01-01', expectedVersion: 1 }),
  };

/** After a change: something new for the next one to work on. */
export const MARKET_RENEWALS: Record<string, (world: InputWorld) => Promise<void>> = {
  marketCreate: forgetMarket,
  marketUpdate: (world) => resetMarket(world, 'PLANNED'),
  marketPrepare: (world) => resetMarket(world, 'PLANNED'),
  marketMarkReady: async (world) => {
    await resetMarket(world, 'PREPARING');
    await furnishMarket(world);
  },
  marketOpen: (world) => resetMarket(world, 'READY'),
  marketPause: (world) => resetMarket(world, 'OPEN'),
  marketResume: (world) => resetMarket(world, 'PAUSED'),
  marketWindDown: (world) => resetMarket(world, 'OPEN'),
  marketClose: (world) => resetMarket(world, 'WIND_DOWN'),
  regionCreate: async ({ rivals }) => {
    await rivals.portal.db.query(`DELETE FROM market.region WHERE code = 'ANTARCTICA'`);
  },
  regionMembershipSchedule: planAgain,
  regionMembershipCancel: planAgain,
  taxRateSchedule: (world) => planRate(world, null),
  taxRateCancel: (world) => planRate(world, '22'),
};

/** The market on which changes of markets are tried, as they name it. */
async function editedMarket({ rivals }: InputWorld): Promise<Arguments> {
  const [market] = await rivals.portal.rows<{ marketCode: string; expectedVersion: number }>(
    'SELECT code AS "marketCode", version AS "expectedVersion" FROM market.market WHERE code = $1',
    [EDITED_MARKET],
  );
  return { ...market };
}

/** Puts the market for changes where an operation on it can begin. */
async function resetMarket({ rivals }: InputWorld, state: MarketState): Promise<void> {
  await rivals.portal.db.query(
    `UPDATE market.market SET state = $2, paused_reason = NULL, name = 'Austria', default_locale = 'en' WHERE code = $1`,
    [EDITED_MARKET, state],
  );
}

/** Gives it what it needs to become ready. */
async function furnishMarket({ rivals }: InputWorld): Promise<void> {
  const { db } = rivals.portal;
  const { a, locationId } = rivals.shop;
  const found = await rivals.portal.rows('SELECT 1 FROM catalog.listing WHERE market_code = $1', [
    EDITED_MARKET,
  ]);
  if (found.length > 0) return;
  await addListing(db, { variantId: a, marketCode: EDITED_MARKET });
  await addPriceList(db, { marketCode: EDITED_MARKET, entries: { [a]: 60_000 } });
  await db.query(
    'INSERT INTO inventory.location_market (location_id, market_code, preference, lead_days) VALUES ($1, $2, 1, 2)',
    [locationId, EDITED_MARKET],
  );
}

/** Forgets every market that was made by trying to. */
async function forgetMarket({ rivals }: InputWorld): Promise<void> {
  const { db } = rivals.portal;
  for (const table of ['tax_rate', 'region_membership']) {
    await db.query(
      `DELETE FROM market.${table} WHERE market_code IN (SELECT code FROM market.market WHERE state = 'PLANNED')`,
    );
  }
  await db.query(`DELETE FROM market.market WHERE state = 'PLANNED'`);
}

/** The present region until 2099, and the far one from then on. */
async function planAgain({ rivals }: InputWorld): Promise<void> {
  const { portal, shop, farRegionId } = rivals;
  await portal.db.query('DELETE FROM market.region_membership WHERE market_code = $1', [
    EDITED_MARKET,
  ]);
  const marketCode = EDITED_MARKET;
  await planMembership(portal.db, { marketCode, regionId: shop.regionId, from: '2020-01-01' });
  const planned = { marketCode, regionId: farRegionId, from: '2099-01-01' };
  rivals.plannedMembershipId = await planMembership(portal.db, planned);
}

/** No rate that is to come, but the one that is given. */
async function planRate({ rivals }: InputWorld, rate: string | null): Promise<void> {
  const { db } = rivals.portal;
  await db.query('DELETE FROM market.tax_rate WHERE market_code = $1 AND valid_from > now()', [
    EDITED_MARKET,
  ]);
  if (rate === null) return;
  await db.query(
    `INSERT INTO market.tax_rate (market_code, valid_from, rate) VALUES ($1, '2099-01-01', $2)`,
    [EDITED_MARKET, rate],
  );
}
