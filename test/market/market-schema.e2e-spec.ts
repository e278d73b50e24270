import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CURRENCIES, newId } from '../../src/kernel/index.js';
import { createTestDatabase, runAsAdmin, type TestDatabase } from '../support/test-database.js';
import { addMarket, addRegion } from '../support/world/market.world.js';
import type { WorldDatabase } from '../support/world/world-database.js';

describe('the market schema', () => {
  let database: TestDatabase;
  let db: WorldDatabase;
  let emea: string;
  let apac: string;

  beforeAll(async () => {
    database = await createTestDatabase('market-schema');
    db = { query: (text, values) => runAsAdmin(database, text, values) };
    emea = await addRegion(db, { code: 'EMEA' });
    apac = await addRegion(db, { code: 'APAC' });
    await addMarket(db, { code: 'DE', regionId: emea });
    await addMarket(db, { code: 'JP', timeZone: 'Asia/Tokyo', currencyCode: 'JPY', taxRate: '10' });
  });
  afterAll(() => database.drop());

  const value = async (text: string, values: unknown[] = []) => {
    const [row] = await runAsAdmin<{ value: unknown }>(database, text, values);
    return row?.value;
  };

  it('has the currencies of the kernel, with their minor digits', async () => {
    const rows = await runAsAdmin<{ code: string; minor_digits: number }>(
      database,
      'SELECT code, minor_digits FROM market.currency',
    );
    const stored = Object.fromEntries(rows.map((row) => [row.code, row.minor_digits]));
    expect(stored).toEqual(CURRENCIES);
  });

  it('knows the rate and the region of a day', async () => {
    await db.query(
      `INSERT INTO market.tax_rate (market_code, valid_from, rate) VALUES ('DE', '2020-07-01', 16), ('DE', '2021-01-01', 19)`,
    );
    const rateOn = (day: string) => value(`SELECT market.tax_rate_on('DE', $1) AS value`, [day]);
    expect(await rateOn('2019-12-31')).toBeNull();
    expect(await rateOn('2020-06-30')).toBe('19');
    expect(await rateOn('2020-07-01')).toBe('16');
    expect(await rateOn('2020-12-31')).toBe('16');
    expect(await rateOn('2021-01-01')).toBe('19');

    await db.query(
      `UPDATE market.region_membership SET valid_until = '2024-01-01' WHERE market_code = 'DE'`,
    );
    await db.query(
      `INSERT INTO market.region_membership (id, market_code, region_id, valid_from) VALUES ($1, 'DE', $2, '2024-01-01')`,
      [newId(), apac],
    );
    const regionOn = (day: string) => value(`SELECT market.region_on('DE', $1) AS value`, [day]);
    expect(await regionOn('2019-12-31')).toBeNull();
    expect(await regionOn('2023-12-31')).toBe(emea);
    expect(await regionOn('2024-01-01')).toBe(apac);
  });

  it.each([
    ['DE', '2026-01-31T22:59:59Z', '2026-01-31'],
    ['DE', '2026-01-31T23:00:00Z', '2026-02-01'],
    ['JP', '2026-01-31T14:59:59Z', '2026-01-31'],
    ['JP', '2026-01-31T15:00:00Z', '2026-02-01'],
  ])('counts the days of %s: %s is %s', async (market, at, day) => {
    expect(await value('SELECT market.day_in($1, $2)::text AS value', [market, at])).toBe(day);
  });

  it('raises the revision of one market, or of all', async () => {
    const revisions = () =>
      runAsAdmin(database, 'SELECT code, catalog_revision FROM market.market ORDER BY code');
    await db.query(`SELECT market.raise_revision('DE')`);
    expect(await revisions()).toEqual([
      { code: 'DE', catalog_revision: '1' },
      { code: 'JP', catalog_revision: '0' },
    ]);
    await db.query('SELECT market.raise_revision(NULL)');
    expect(await revisions()).toEqual([
      { code: 'DE', catalog_revision: '2' },
      { code: 'JP', catalog_revision: '1' },
    ]);
  });

  it.each([
    ['market_code_check', { code: 'D' }],
    ['market_currency_fkey', { code: 'XX', currencyCode: 'XXX' }],
    ['market_time_zone_check', { code: 'XX', timeZone: 'Europe/Berlim' }],
    ['market_time_zone_check', { code: 'XX', timeZone: 'FOO3' }],
    ['market_default_locale_check', { code: 'XX', locale: 'german' }],
    ['tax_rate_rate_check', { code: 'XX', taxRate: '-1' }],
  ])('refuses with %s: %j', async (constraint, options) => {
    await expect(addMarket(db, options)).rejects.toMatchObject({ constraint });
    await db.query(`DELETE FROM market.market WHERE code = 'XX'`);
  });

  it('refuses two regions at a time', async () => {
    const overlap = db.query(
      `INSERT INTO market.region_membership (id, market_code, region_id, valid_from) VALUES ($1, 'DE', $2, '2025-01-01')`,
      [newId(), emea],
    );
    await expect(overlap).rejects.toMatchObject({ constraint: 'region_membership_overlap_excl' });
  });
});
