import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isGtin } from '../../src/catalog/gtin.rules.js';
import { createTestDatabase, runAsAdmin, type TestDatabase } from '../support/test-database.js';
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
import { addMarket } from '../support/world/market.world.js';
import type { WorldDatabase } from '../support/world/world-database.js';

describe('the catalog schema', () => {
  let database: TestDatabase;
  let db: WorldDatabase;
  let productId: string;
  let variantId: string;

  beforeAll(async () => {
    database = await createTestDatabase('catalog-schema');
    db = { query: (text, values) => runAsAdmin(database, text, values) };
    for (const code of ['DE', 'IN', 'GB']) await addMarket(db, { code });
    productId = await addProduct(db, { handle: 'mi-air' });
    variantId = await addVariant(db, { productId, sku: 'MI-AIR' });
  });
  afterAll(() => database.drop());

  it('takes for a GTIN what the application takes for one', async () => {
    const digits = fc.stringMatching(/^[0-9]{7,15}$/);
    const texts = [
      ...fc.sample(digits, { numRuns: 2000, seed: 952 }),
      ...['4006381333931', '4006381333932', '', ' 4006381333931', '4006381333931\n', '٤٠٠٦٣٨١٣'],
    ];
    const rows = await runAsAdmin<{ text: string; valid: boolean }>(
      database,
      'SELECT text, catalog.is_gtin(text) AS valid FROM unnest($1::text[]) AS text',
      [texts],
    );
    expect(rows.map((row) => [row.text, row.valid])).toEqual(
      texts.map((text) => [text, isGtin(text)]),
    );
  });

  it.each([
    ['2026-01-31', 'PLANNED'],
    ['2026-02-01', 'PREORDER'],
    ['2026-02-28', 'PREORDER'],
    ['2026-03-01', 'ON_SALE'],
    ['2026-03-31', 'ON_SALE'],
    ['2026-04-01', 'LAST_TIME_BUY'],
    ['2026-05-01', 'END_OF_SALE'],
    ['2026-05-31', 'END_OF_SALE'],
    ['2026-06-01', 'END_OF_SERVICE'],
  ])('on %s a listing is %s', async (day, stage) => {
    const [row] = await runAsAdmin(
      database,
      `SELECT catalog.listing_stage('2026-02-01', '2026-03-01', '2026-04-01', '2026-05-01', '2026-06-01', $1) AS stage`,
      [day],
    );
    expect(row).toEqual({ stage });
  });

  it.each([
    ['2026-02-28', 'PLANNED'],
    ['2026-03-01', 'ON_SALE'],
    ['2096-03-01', 'ON_SALE'],
  ])('on %s a listing with nothing but the begin of its sale is %s', async (day, stage) => {
    const [row] = await runAsAdmin(
      database,
      `SELECT catalog.listing_stage(NULL, '2026-03-01', NULL, NULL, NULL, $1) AS stage`,
      [day],
    );
    expect(row).toEqual({ stage });
  });

  it('follows the certificates of every scheme that is asked for', async () => {
    await addListing(db, { variantId, marketCode: 'IN' });
    const offer = async () => {
      const [row] = await runAsAdmin(
        database,
        `SELECT certificate_state, certified_until::text FROM catalog.offer_v WHERE market_code = 'IN'`,
      );
      return row;
    };
    expect(await offer()).toEqual({ certificate_state: 'VALID', certified_until: null });

    await requireCertificate(db, 'IN', 'LAPTOP', 'BIS_CRS');
    await requireCertificate(db, 'IN', 'LAPTOP', 'WPC_ETA');
    await addCertificate(db, { productId, marketCode: 'IN', scheme: 'WPC_ETA' });
    await addCertificate(db, { productId, marketCode: 'GB', scheme: 'BIS_CRS' });
    const begins = daysFromToday(5);
    await addCertificate(db, { productId, marketCode: 'IN', scheme: 'BIS_CRS', validFrom: begins });
    expect(await offer()).toEqual({ certificate_state: 'MISSING', certified_until: null });

    const ended = daysFromToday(-5);
    await addCertificate(db, { productId, marketCode: 'IN', scheme: 'BIS_CRS', validUntil: ended });
    expect(await offer()).toEqual({ certificate_state: 'EXPIRED', certified_until: ended });

    const ends = daysFromToday(30);
    await addCertificate(db, { productId, marketCode: 'IN', scheme: 'BIS_CRS', validUntil: ends });
    expect(await offer()).toEqual({ certificate_state: 'VALID', certified_until: ends });
  });

  it('reckons a stage on the day that it is in the market', async () => {
    // Kiritimati is 25 hours ahead of Pago Pago: between them the date always differs.
    await addMarket(db, { code: 'KI', timeZone: 'Pacific/Kiritimati' });
    await addMarket(db, { code: 'AS', timeZone: 'Pacific/Pago_Pago' });
    const [day] = await runAsAdmin<{ today: string }>(
      database,
      `SELECT today::text FROM market.market_v WHERE code = 'KI'`,
    );
    for (const marketCode of ['KI', 'AS']) {
      await addListing(db, { variantId, marketCode, onSaleFrom: day?.today });
    }
    const rows = await runAsAdmin(
      database,
      `SELECT market_code, stage, orderable_from::text FROM catalog.offer_v
       WHERE market_code IN ('KI', 'AS') ORDER BY market_code`,
    );
    expect(rows).toEqual([
      { market_code: 'AS', stage: 'PLANNED', orderable_from: day?.today },
      { market_code: 'KI', stage: 'ON_SALE', orderable_from: null },
    ]);
  });

  it.each([
    ['variant_sku_check', { sku: 'mi-air' }],
    ['variant_sku_key', { sku: 'MI-AIR' }],
    ['variant_gtin_check', { sku: 'MI-NEW', gtin: '9520000000012' }],
  ])('refuses a variant with %s: %j', async (constraint, options) => {
    await expect(addVariant(db, { productId, ...options })).rejects.toMatchObject({ constraint });
  });

  it('refuses a GTIN that another variant has, with leading zeros too', async () => {
    await addVariant(db, { productId, sku: 'MI-UPC', gtin: '614141000036' });
    const again = addVariant(db, { productId, sku: 'MI-EAN', gtin: '0614141000036' });
    await expect(again).rejects.toMatchObject({ constraint: 'variant_gtin_key' });
  });

  it.each([
    { preorderFrom: '2026-01-01', onSaleFrom: '2026-01-01' },
    { onSaleFrom: '2026-01-01', lastTimeBuyFrom: '2026-01-01' },
    { onSaleFrom: '2026-01-01', endOfSaleOn: '2025-12-31' },
    { lastTimeBuyFrom: '2026-02-01', endOfSaleOn: '2026-02-01' },
    { endOfServiceOn: '2027-01-01' },
    { endOfSaleOn: '2026-02-01', endOfServiceOn: '2026-01-31' },
  ])('refuses dates that are out of order: %j', async (dates) => {
    const listing = addListing(db, { variantId, marketCode: 'GB', ...dates });
    await expect(listing).rejects.toMatchObject({ constraint: 'listing_dates_check' });
  });

  it('takes a spec only with the value of its type', async () => {
    const memory = await addSpecDefinition(db, { code: 'MEMORY', type: 'NUMBER', unit: 'GB' });
    const keyboard = await addSpecDefinition(db, {
      code: 'KEYBOARD',
      type: 'ENUM',
      enumValues: ['US', 'DE'],
    });
    const constraint = 'variant_spec_type_check';
    await expect(addSpec(db, variantId, memory, '16')).rejects.toMatchObject({ constraint });
    await expect(addSpec(db, variantId, memory, true)).rejects.toMatchObject({ constraint });
    await expect(addSpec(db, variantId, keyboard, 'FR')).rejects.toMatchObject({ constraint });
    await addSpec(db, variantId, memory, 16);
    await addSpec(db, variantId, keyboard, 'DE');
  });
});
