import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { StarJob } from '../../src/sales/star.job.js';
import { openBiSession, type BiSession } from '../support/bi-session.js';
import { startPortal, type Portal } from '../support/portal.js';
import {
  addEvent,
  bookOrder,
  cancelPieces,
  openSalesWorld,
  relaySales,
  type SalesWorld,
} from '../support/world/sales.world.js';
import { addRates } from './rate-files.js';

let portal: Portal;
let world: SalesWorld;
let bi: BiSession;

beforeAll(async () => {
  portal = await startPortal('star');
  world = await openSalesWorld(portal);
  bi = await openBiSession(portal, null);
}, 60_000);

afterAll(async () => {
  await bi?.end();
  await portal?.stop();
});

describe('the schema reporting', () => {
  it('has no type but those that every tool reads as what they are, each with its length', async () => {
    const types = await bi.rows<{ type: string }>(
      `SELECT DISTINCT format_type(a.atttypid, a.atttypmod) AS type FROM pg_class c
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
       WHERE c.relnamespace = 'reporting'::regnamespace AND c.relkind IN ('r', 'p', 'v') ORDER BY 1`,
    );
    const strange = types
      .map(({ type }) => type)
      .filter(
        (type) =>
          !/^(integer|bigint|smallint|date|timestamp with time zone|character varying\(\d+\)|numeric\(\d+,\d+\))$/.test(
            type,
          ),
      );
    expect(strange).toEqual([]);
  });

  it('says of every table, view and column what it is, in a sentence', async () => {
    const silent = await bi.rows<{ name: string }>(
      `SELECT c.relname || coalesce('.' || a.attname, '') AS name FROM pg_class c
       LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
       CROSS JOIN LATERAL (VALUES (obj_description(c.oid, 'pg_class')), (col_description(c.oid, a.attnum))) d (text)
       WHERE c.relnamespace = 'reporting'::regnamespace AND c.relkind IN ('r', 'p', 'v')
         AND coalesce(d.text, '') !~ '^[A-Z0-9].*\\.$' AND NOT (a.attnum IS NULL AND d.text IS NULL)`,
    );
    expect(silent).toEqual([]);
  });

  it('is a star: the facts lead to every dimension by a foreign key, over integers', async () => {
    const keys = await bi.rows<{ key: string }>(
      `SELECT a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' → ' || f.confrelid::regclass AS key
       FROM pg_constraint f JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = ANY (f.conkey)
       WHERE f.conrelid = 'reporting.fact_sales'::regclass AND f.contype = 'f' ORDER BY 1`,
    );
    expect(keys.map(({ key }) => key)).toEqual([
      'category_key integer → dim_category',
      'currency_key integer → dim_currency',
      'date_key integer → dim_date',
      'market_key integer → dim_market',
      'partner_key integer → dim_reseller',
      'rate_key bigint → dim_rate',
      'region_key integer → dim_region',
      'reseller_key integer → dim_reseller',
      'variant_key integer → dim_product',
    ]);
    expect(
      await bi.rows(
        `SELECT count(*)::int AS keys FROM information_schema.referential_constraints
         WHERE constraint_schema = 'reporting' AND constraint_name LIKE 'fact\\_sales\\_%'`,
      ),
    ).toEqual([{ keys: 9 }]);
  });

  it('names these keys without checking them for each fact, where PostgreSQL can', async () => {
    const [checked] = await portal.rows(
      `SELECT current_setting('server_version_num')::integer >= 180000 AS can,
         array_agg(DISTINCT coalesce((to_jsonb(f) ->> 'conenforced')::boolean, true)) AS enforced
       FROM pg_constraint f WHERE contype = 'f' AND (conrelid = 'reporting.fact_sales'::regclass
         OR conrelid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = 'reporting.fact_sales'::regclass))`,
    );
    expect([
      { can: true, enforced: [false] },
      { can: false, enforced: [true] },
    ]).toContainEqual(checked);
  });

  it('has a date table as Power BI wants it: each day once, none left out', async () => {
    const [days] = await bi.rows(
      `SELECT count(*)::int AS rows, count(DISTINCT date)::int AS days, max(date) - min(date) + 1 AS span,
         bool_and(date_key = to_char(date, 'YYYYMMDD')::int) AS keyed FROM dim_date`,
    );
    expect(days).toEqual({ rows: 21_915, days: 21_915, span: 21_915, keyed: true });
    expect(
      await bi.rows(
        `SELECT year, quarter, month_name, day_name, iso_year, iso_week, year_month, year_quarter, week_start::text
         FROM dim_date WHERE date = '2027-01-01'`,
      ),
    ).toEqual([
      {
        year: 2027,
        quarter: 1,
        month_name: 'January',
        day_name: 'Friday',
        iso_year: 2026,
        iso_week: 53,
        year_month: '2027-01',
        year_quarter: '2027-Q1',
        week_start: '2026-12-28',
      },
    ]);
  });

  it('has the same columns in fact_sales and fact_sales_now', async () => {
    const columns = (relation: string) =>
      bi.rows(
        `SELECT attname::text AS name, format_type(atttypid, atttypmod) AS type,
           col_description(attrelid, attnum) AS comment FROM pg_attribute
         WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attname`,
        [`reporting.${relation}`],
      );
    expect(await columns('fact_sales_now')).toEqual(await columns('fact_sales'));
  });
});

describe('the dimensions', () => {
  const one = async (text: string, values: unknown[] = []) => (await bi.rows(text, values))[0];

  it('follow markets, regions and memberships', async () => {
    const jp = () =>
      one(
        `SELECT market_name AS name, market_state AS state, region_today_code AS region, currency_code AS currency
         FROM dim_market JOIN dim_currency USING (currency_key) WHERE market_code = 'JP'`,
      );
    const before = await jp();
    expect(before).toMatchObject({ region: 'APAC', currency: 'JPY', state: 'OPEN' });
    await portal.db.query(
      `UPDATE market.market SET name = 'Nippon', state = 'PAUSED' WHERE code = 'JP'`,
    );
    await portal.db.query(`UPDATE market.region SET name = 'Asia and Pacific' WHERE code = 'APAC'`);
    expect(await jp()).toMatchObject({ name: 'Nippon', state: 'PAUSED', region: 'APAC' });
    expect(await one(`SELECT region_name FROM dim_region WHERE region_code = 'APAC'`)).toEqual({
      region_name: 'Asia and Pacific',
    });
    await portal.db.query(
      `UPDATE market.region_membership SET region_id = $1 WHERE market_code = 'JP'`,
      [world.regions.EMEA],
    );
    expect(await jp()).toMatchObject({ region: 'EMEA' });
    await portal.db.query(`DELETE FROM market.region_membership WHERE market_code = 'JP'`);
    expect(await jp()).toMatchObject({ region: null });
    await portal.db.query(
      `INSERT INTO market.region_membership (id, market_code, region_id, valid_from)
       VALUES (gen_random_uuid(), 'JP', $1, '2000-01-01')`,
      [world.regions.APAC],
    );
    await portal.db.query(
      `UPDATE market.market SET state = 'OPEN', name = 'Japan' WHERE code = 'JP'`,
    );
    expect(await jp()).toMatchObject({ region: 'APAC', state: 'OPEN' });
  });

  it('are brought up to a new day by a job', async () => {
    await portal.db.query(
      `UPDATE reporting.dim_market SET region_today_key = NULL, region_today_code = NULL, region_today_name = NULL`,
    );
    await portal.app.get(StarJob, { strict: false }).run();
    expect(
      await one(
        'SELECT count(*)::int AS markets, count(region_today_code)::int AS placed FROM dim_market',
      ),
    ).toEqual({ markets: 5, placed: 5 });
  });

  it('follow products, variants and their English names', async () => {
    const phone = () =>
      one(
        `SELECT sku, mpn, product_handle AS handle, product_name AS name, brand, category_today AS category
         FROM dim_product WHERE sku = 'PHONE-1'`,
      );
    const named = await phone();
    const id = world.products['mi-phone'];
    await portal.db.query(
      `UPDATE catalog.product SET brand = 'Redmi', category = 'TABLET' WHERE id = $1`,
      [id],
    );
    await portal.db.query(`UPDATE catalog.variant SET mpn = 'M-1' WHERE sku = 'PHONE-1'`);
    await portal.db.query('DELETE FROM catalog.product_text WHERE product_id = $1', [id]);
    const changed = { ...named, brand: 'Redmi', category: 'TABLET', mpn: 'M-1', name: 'mi-phone' };
    expect(await phone()).toEqual(changed);
    await portal.db.query(
      `INSERT INTO catalog.product_text (product_id, locale, name) VALUES ($1, 'de', 'Telefon'), ($1, 'en', 'Phone')`,
      [id],
    );
    expect(await phone()).toEqual({ ...changed, name: 'Phone' });
    await portal.db.query(`UPDATE catalog.product_text SET name = 'Phone 2' WHERE locale = 'en'`);
    expect(await phone()).toMatchObject({ name: 'Phone 2' });
    expect(
      await one(`SELECT count(*)::int AS n FROM dim_category WHERE category = 'TABLET'`),
    ).toEqual({
      n: 1,
    });
    await portal.db.query(`UPDATE catalog.product SET category = 'SMARTPHONE' WHERE id = $1`, [id]);
  });

  it('follow resellers, and are not written when nothing of theirs changes', async () => {
    await bookOrder(world, {
      marketCode: 'AT',
      at: '2026-01-05T10:00:00Z',
      lines: [{ sku: 'BOOK-1', quantity: 1, unitMinor: 100 }],
    });
    await relaySales(portal);
    await portal.db.query(
      `UPDATE reseller.reseller SET legal_name = 'Another Name', tier = 'REGISTERED' WHERE id = $1`,
      [world.direct],
    );
    expect(
      await one(
        `SELECT reseller_name AS name, tier_today AS tier FROM dim_reseller WHERE reseller_name = 'Another Name'`,
      ),
    ).toEqual({ name: 'Another Name', tier: 'REGISTERED' });
    const marks = () =>
      portal.rows(
        `SELECT 'm', sum(xmin::text::bigint)::text AS mark FROM reporting.dim_market
         UNION ALL SELECT 'p', sum(xmin::text::bigint)::text FROM reporting.dim_product
         UNION ALL SELECT 'r', sum(xmin::text::bigint)::text FROM reporting.dim_reseller`,
      );
    const before = await marks();
    await portal.db.query('UPDATE market.market SET catalog_revision = catalog_revision + 1');
    await portal.db.query('UPDATE market.market SET state = state');
    await portal.db.query('UPDATE catalog.product SET version = version + 1');
    await portal.db.query('UPDATE reseller.reseller SET version = version + 1');
    expect(await marks()).toEqual(before);
  });
});

describe('sums', () => {
  const BOOK = { sku: 'BOOK-1' as const, quantity: 3, unitMinor: 50_000 };
  const BAND = { sku: 'BAND-1' as const, quantity: 5, unitMinor: 1_234 };

  beforeEach(async () => {
    await portal.db.query('DELETE FROM sales.exchange_rate');
    await addRates(portal, {
      JPY: { '2024-06-28': '171.94', '2024-07-01': '173.15' },
      GBP: { '2024-06-28': '0.84638' },
    });
  });

  beforeAll(async () => {
    // An order just before midnight in London is of the next day in Berlin and Tokyo.
    const late = '2024-06-28T22:30:00Z';
    const de = await bookOrder(world, { marketCode: 'DE', at: late, lines: [BOOK, BAND] });
    await bookOrder(world, {
      marketCode: 'GB',
      at: late,
      lines: [BOOK],
      resellerId: world.distributor,
      tier: 'AUTHORIZED',
      partnerId: world.partner,
    });
    await bookOrder(world, { marketCode: 'JP', at: late, lines: [BOOK] });
    await bookOrder(world, { marketCode: 'KW', at: late, lines: [BAND] });
    await relaySales(portal);
    // These wait, all but the first on days of their own.
    await bookOrder(world, { marketCode: 'DE', at: late, lines: [BAND] });
    await cancelPieces(world, { order: de, at: '2024-07-01T10:00:00Z', quantities: [1, 2] });
    await addEvent(world, {
      kind: 'BILLING',
      order: de,
      at: '2024-07-02T10:00:00Z',
      quantities: [2, 3],
    });
    await addEvent(world, {
      kind: 'CREDIT',
      order: de,
      at: '2024-07-03T10:00:00Z',
      quantities: [0, 1],
    });
  });

  const MONTHS = `BETWEEN '2024-06-01' AND '2024-07-31'`;

  const BY_HAND = [
    // 3 × 500.00 + 5 × 12.34 and 5 × 12.34
    '2024-06-29 DE EMEA EUR orders 2 booked 13 1623.4000 cancelled 0 0.0000 net 13 1623.4000 eur 1623.4000000000',
    // 3 × 500.00; the rate is that of the day itself, 28 June
    '2024-06-28 GB EMEA GBP orders 1 booked 3 1500.0000 cancelled 0 0.0000 net 3 1500.0000 eur 1772.2535976748',
    // 3 × 50,000 yen on Saturday 29 June, by the rate of Friday
    '2024-06-29 JP APAC JPY orders 1 booked 3 150000.0000 cancelled 0 0.0000 net 3 150000.0000 eur 872.3973479121',
    // 5 × 1.234 dinars, which nobody has a rate of
    '2024-06-29 KW EMEA KWD orders 1 booked 5 6.1700 cancelled 0 0.0000 net 5 6.1700 eur missing',
    // 500.00 + 2 × 12.34
    '2024-07-01 DE EMEA EUR orders 0 booked 0 0.0000 cancelled 3 524.6800 net -3 -524.6800 eur -524.6800000000',
    '2024-07-02 DE EMEA EUR orders 0 booked 0 0.0000 cancelled 0 0.0000 net 0 0.0000 eur 0.0000000000',
    '2024-07-03 DE EMEA EUR orders 0 booked 0 0.0000 cancelled 0 0.0000 net -1 -12.3400 eur -12.3400000000',
  ].sort();

  async function texts(sql: string): Promise<string[]> {
    const rows = await bi.rows<{ text: string }>(sql);
    return rows.map(({ text }) => text).sort();
  }

  const text = (
    orders: string,
  ) => `date || ' ' || market_code || ' ' || region_code || ' ' || currency_code || ' orders ' || ${orders}
    || ' booked ' || sum(booked_units) || ' ' || sum(booked_amount) || ' cancelled ' || sum(cancelled_units) || ' '
    || sum(cancelled_amount) || ' net ' || sum(net_units) || ' ' || sum(net_amount) || ' eur '
    || coalesce(sum(net_amount_eur)::text, 'missing') AS text`;

  const facts = (relation: string) =>
    texts(
      `SELECT ${text(`count(DISTINCT order_key) FILTER (WHERE kind = 'BOOKING')`)} FROM (
         SELECT d.date, m.market_code, g.region_code, c.currency_code,
           (f.net_amount * r.eur_per_unit)::numeric(30,10) AS net_amount_eur, f.*
         FROM ${relation} f
         JOIN dim_date d ON d.date_key = f.date_key JOIN dim_market m ON m.market_key = f.market_key
         JOIN dim_region g ON g.region_key = f.region_key JOIN dim_currency c ON c.currency_key = f.currency_key
         LEFT JOIN dim_rate r ON r.rate_key = f.rate_key
         WHERE d.date ${MONTHS}
       ) s GROUP BY date, market_code, region_code, currency_code`,
    );

  const views = (view: string, orders: string) =>
    texts(
      `SELECT ${text(orders)} FROM ${view} WHERE date ${MONTHS} GROUP BY date, market_code, region_code, currency_code`,
    );

  async function everywhere(): Promise<string[][]> {
    const withoutOrders = (rows: string[]) =>
      rows.map((row) => row.replace(/orders \d+/, 'orders ?'));
    expect(await views('sales_by_day', `'?'`)).toEqual(withoutOrders(BY_HAND));
    return [
      await views('sales_by_market_day', 'sum(orders)'),
      await views('sales_by_reseller_day', 'sum(orders)'),
    ];
  }

  it('are those made by hand while events wait, and when they do not', async () => {
    expect(await bi.rows('SELECT waiting_events FROM sales_lag')).toEqual([{ waiting_events: 4 }]);
    for (const rows of await everywhere()) expect(rows).toEqual(BY_HAND);
    // The days of what waits have no rates among the dimensions yet: amounts in euros come with the relay.
    const now = await facts('fact_sales_now');
    expect(now.map((row) => row.replace(/ eur .*/, ''))).toEqual(
      BY_HAND.map((row) => row.replace(/ eur .*/, '')),
    );
    await relaySales(portal);
    expect(await bi.rows('SELECT * FROM sales_lag')).toEqual([
      { waiting_events: 0, behind_seconds: '0.0' },
    ]);
    for (const rows of await everywhere()) expect(rows).toEqual(BY_HAND);
    expect(await facts('fact_sales')).toEqual(BY_HAND);
    expect(await facts('fact_sales_now')).toEqual(BY_HAND);
  });

  it('by product and month, by partner and by the region of today', async () => {
    await relaySales(portal);
    expect(
      await texts(
        `SELECT month_start || ' ' || sku || ' ' || currency_code || ' ' || sum(net_units) || ' ' || sum(billed_amount) AS text
         FROM sales_by_product_month WHERE month_start ${MONTHS} GROUP BY month_start, sku, currency_code`,
      ),
    ).toEqual(
      [
        '2024-06-01 BAND-1 EUR 10 0.0000',
        '2024-06-01 BAND-1 KWD 5 0.0000',
        '2024-06-01 BOOK-1 EUR 3 0.0000',
        '2024-06-01 BOOK-1 GBP 3 0.0000',
        '2024-06-01 BOOK-1 JPY 3 0.0000',
        '2024-07-01 BAND-1 EUR -3 37.0200',
        '2024-07-01 BOOK-1 EUR -1 1000.0000',
      ].sort(),
    );
    expect(
      await bi.rows(
        `SELECT s.tier, p.reseller_type AS "partnerType", s.orders::int AS orders, s.region_today_code AS today
         FROM sales_by_reseller_day s JOIN dim_reseller p ON p.reseller_key = s.partner_key WHERE s.date ${MONTHS}`,
      ),
    ).toEqual([{ tier: 'AUTHORIZED', partnerType: 'INDIRECT_RESELLER', orders: 1, today: 'EMEA' }]);
  });

  it('in euros follow the rates, which say of which day they are', async () => {
    await relaySales(portal);
    const rate = async (currency: string, day: string) =>
      (
        await bi.rows(
          `SELECT units_per_eur AS units, rate_date::text AS day, source, carried_forward AS carried, rate_missing AS missing
           FROM dim_rate JOIN dim_date USING (date_key) JOIN dim_currency USING (currency_key)
           WHERE currency_code = $1 AND date = $2`,
          [currency, day],
        )
      )[0];
    const ecb = { source: 'ECB', missing: 0 };
    expect(await rate('EUR', '2024-06-29')).toEqual({
      units: '1.000000000',
      day: '2024-06-29',
      source: 'EUR',
      carried: 0,
      missing: 0,
    });
    expect(await rate('JPY', '2024-06-29')).toEqual({
      ...ecb,
      units: '171.940000000',
      day: '2024-06-28',
      carried: 1,
    });
    expect(await rate('JPY', '2024-07-01')).toEqual({
      ...ecb,
      units: '173.150000000',
      day: '2024-07-01',
      carried: 0,
    });
    expect(await rate('KWD', '2024-06-29')).toEqual({
      units: null,
      day: null,
      source: null,
      carried: 0,
      missing: 1,
    });
    await addRates(portal, { JPY: { '2024-06-29': '170' }, KWD: { '2024-01-01': '0.33' } });
    expect(await rate('JPY', '2024-06-29')).toMatchObject({ units: '170.000000000', carried: 0 });
    expect(await rate('KWD', '2024-06-29')).toMatchObject({
      day: '2024-01-01',
      carried: 1,
      missing: 0,
    });
    await portal.db.query(`UPDATE sales.exchange_rate SET rate = 0.34 WHERE currency_code = 'KWD'`);
    expect(await rate('KWD', '2024-07-03')).toMatchObject({ units: '0.340000000' });
    await portal.db.query(`DELETE FROM sales.exchange_rate WHERE currency_code = 'KWD'`);
    expect(await rate('KWD', '2024-06-29')).toMatchObject({ units: null, carried: 0, missing: 1 });
    // A currency that nothing was sold in has its rates as well: to report in.
    await addRates(portal, { USD: { '2024-06-28': '1.0705' } });
    expect(await rate('USD', '2024-07-02')).toMatchObject({ units: '1.070500000', carried: 1 });
  });

  it('lose no rate that is written while the first fact of its day is', async () => {
    for (let day = 10; day < 18; day += 1) {
      const date = `2024-08-${day}`;
      await bookOrder(world, { marketCode: 'GB', at: `${date}T10:00:00Z`, lines: [BOOK] });
      await Promise.all([relaySales(portal), addRates(portal, { GBP: { [date]: `0.${day}` } })]);
    }
    await relaySales(portal);
    expect(
      await bi.rows(
        `SELECT count(*)::int AS days FROM dim_rate JOIN dim_date USING (date_key) JOIN dim_currency USING (currency_key)
         WHERE currency_code = 'GBP' AND date BETWEEN '2024-08-10' AND '2024-08-17' AND rate_date = date
           AND units_per_eur = extract(day FROM date) / 100`,
      ),
    ).toEqual([{ days: 8 }]);
  });
});

it('the page about it names every table, view and measure, and none that is not there', async () => {
  const page = await readFile(new URL('../../docs/bi/sales-in-sql.md', import.meta.url), 'utf8');
  const relations = await bi.rows<{ name: string }>(
    `SELECT relname::text AS name FROM pg_class
     WHERE relnamespace = 'reporting'::regnamespace AND relkind IN ('r', 'p', 'v') ORDER BY 1`,
  );
  const rows = [...page.matchAll(/^\| `((?:fact|dim|sales)_\w+)` /gm)].map(([, name]) => name);
  expect(rows.sort()).toEqual(relations.map(({ name }) => name));
  const columns = await bi.rows<{ name: string }>(
    `SELECT DISTINCT attname::text AS name FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
     WHERE relnamespace = 'reporting'::regnamespace AND relkind IN ('r', 'p', 'v') AND attnum > 0`,
  );
  const known = new Set(columns.map(({ name }) => name));
  const named = [...page.matchAll(/`([a-z]+(?:_[a-z]+)+)`/g)].map(([, name = '']) => name);
  const others = relations.map(({ name }) => name);
  expect(named.filter((name) => !known.has(name) && !others.includes(name))).toEqual([]);
  const query = /```sql\n([^`]+)```/.exec(page)?.[1] ?? '';
  const [row] = await bi.rows(query);
  expect(Object.keys(row ?? {})).toEqual(['year_quarter', 'region_code', 'eur', 'missing']);
});
