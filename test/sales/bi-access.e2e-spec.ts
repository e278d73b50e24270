import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setReportRegions } from '../../src/platform/database/report-users.js';
import { openBiSession, type BiSession } from '../support/bi-session.js';
import { startPortal, type Portal } from '../support/portal.js';
import {
  bookOrder,
  openSalesWorld,
  relaySales,
  type SalesWorld,
} from '../support/world/sales.world.js';

let portal: Portal;
let world: SalesWorld;
let emea: BiSession;
let apac: BiSession;
let everything: BiSession;
let nothing: BiSession;

const LINES = [{ sku: 'BOOK-1' as const, quantity: 2, unitMinor: 50_000 }];

beforeAll(async () => {
  portal = await startPortal('bi_access');
  world = await openSalesWorld(portal);
  await bookOrder(world, { marketCode: 'DE', at: '2026-03-30T10:00:00Z', lines: LINES });
  await bookOrder(world, {
    marketCode: 'JP',
    at: '2026-03-30T10:00:00Z',
    lines: LINES,
    resellerId: world.distributor,
    partnerId: world.partner,
  });
  await relaySales(portal);
  // These wait.
  await bookOrder(world, { marketCode: 'DE', at: '2026-03-31T10:00:00Z', lines: LINES });
  await bookOrder(world, { marketCode: 'JP', at: '2026-03-31T10:00:00Z', lines: LINES });
  emea = await openBiSession(portal, ['EMEA']);
  apac = await openBiSession(portal, ['APAC']);
  everything = await openBiSession(portal, null);
  nothing = await openBiSession(portal, []);
}, 60_000);

afterAll(async () => {
  for (const session of [emea, apac, everything, nothing]) await session?.end();
  await portal?.stop();
});

const VIEWS = [
  'sales_by_day',
  'sales_by_market_day',
  'sales_by_reseller_day',
  'sales_by_product_month',
];

/** The markets whose sales somebody sees in a relation, and how many pieces that are. */
async function seen(session: BiSession, relation: string): Promise<string[]> {
  const rows = await session.rows<{ text: string }>(
    `SELECT m.market_code || ' ' || sum(s.net_units) AS text FROM ${relation} s
     JOIN dim_market m ON m.market_key = s.market_key GROUP BY m.market_code ORDER BY 1`,
  );
  return rows.map(({ text }) => text);
}

describe('a BI user', () => {
  it.each(['fact_sales', 'fact_sales_now', ...VIEWS])(
    'sees of %s its regions alone',
    async (name) => {
      const pieces = name === 'fact_sales' ? 2 : 4;
      expect(await seen(emea, name)).toEqual([`DE ${pieces}`]);
      expect(await seen(apac, name)).toEqual([`JP ${pieces}`]);
      expect(await seen(everything, name)).toEqual([`DE ${pieces}`, `JP ${pieces}`]);
      expect(await seen(nothing, name)).toEqual([]);
    },
  );

  it('knows the resellers with sales there alone, as buyers or partners', async () => {
    const names = async (session: BiSession) => {
      const rows = await session.rows<{ id: string }>(
        'SELECT reseller_key::text AS id FROM dim_reseller ORDER BY 1',
      );
      return rows.map(({ id }) => id);
    };
    const keys = async (...ids: string[]) => {
      const rows = await portal.rows<{ key: string }>(
        'SELECT reseller_key::text AS key FROM sales.reseller_key WHERE reseller_id = ANY ($1) ORDER BY 1',
        [ids],
      );
      return rows.map(({ key }) => key);
    };
    expect(await names(emea)).toEqual(await keys(world.direct));
    // The order of the direct reseller there waits.
    expect(await names(apac)).toEqual(await keys(world.direct, world.distributor, world.partner));
    expect(await names(everything)).toEqual(
      await keys(world.direct, world.distributor, world.partner),
    );
    expect(await names(nothing)).toEqual([]);
  });

  it('is the same after DISCARD ALL, and whatever role it puts on', async () => {
    const bound = async () => [
      await seen(emea, 'fact_sales'),
      await emea.rows(
        `SELECT current_setting('default_transaction_read_only') AS "readOnly",
           current_setting('statement_timeout') AS timeout, current_setting('search_path') AS path`,
      ),
    ];
    const before = await bound();
    expect(before).toEqual([['DE 2'], [{ readOnly: 'on', timeout: '1min', path: 'reporting' }]]);
    await emea.client.query('DISCARD ALL');
    expect(await bound()).toEqual(before);
    await emea.client.query('SET ROLE bi_reader');
    expect(await seen(emea, 'fact_sales')).toEqual(['DE 2']);
    await emea.client.query('DISCARD ALL');
    expect(await bound()).toEqual(before);
    for (const setting of ['app.scope', 'app.reseller', 'role']) {
      const value = setting === 'role' ? 'none' : 'all';
      await emea.client.query(`SELECT set_config('${setting}', '${value}', false)`);
    }
    expect(await seen(emea, 'fact_sales')).toEqual(['DE 2']);
    expect(await emea.refusal(`SET SESSION AUTHORIZATION ${everything.name}`)).toBe('42501');
    expect(await emea.refusal(`SET ROLE ${everything.name}`)).toBe('42501');
    await emea.client.query('DISCARD ALL');
  });

  it.each([
    'SELECT 1 FROM orders.sales_order',
    'SELECT 1 FROM sales.event',
    'SELECT 1 FROM sales.pending',
    'SELECT 1 FROM sales.bi_grant',
    'SELECT 1 FROM sales.fact_default',
    'SELECT 1 FROM sales.reseller_key',
    'SELECT 1 FROM sales.exchange_rate',
    'SELECT 1 FROM reseller.reseller',
    'SELECT sales.grant_bi(session_user, NULL)',
    'SELECT sales.relay(1)',
    'SELECT sales.describe_markets()',
    `SELECT sales.rebuild_month('2026-03-01')`,
    'CREATE TABLE reporting.mine (a int)',
    'CREATE TABLE public.mine (a int)',
    'CREATE TEMPORARY TABLE mine (a int)',
    'DELETE FROM reporting.fact_sales',
    `UPDATE reporting.dim_market SET market_name = 'x'`,
    'INSERT INTO reporting.dim_region VALUES (99, 1, 1)',
    'TRUNCATE reporting.fact_sales',
  ])('may not: %s', async (statement) => {
    await emea.client.query('SET default_transaction_read_only = off');
    expect(await emea.refusal(statement)).toBe('42501');
    await emea.client.query('RESET default_transaction_read_only');
  });

  it('gets other regions from its next statement on', async () => {
    const adminUrl = portal.config.database.migrationUrl ?? '';
    await setReportRegions(adminUrl, nothing.name, ['EMEA', 'APAC']);
    expect(await seen(nothing, 'fact_sales')).toEqual(['DE 2', 'JP 2']);
    await setReportRegions(adminUrl, nothing.name, ['APAC']);
    expect(await seen(nothing, 'fact_sales')).toEqual(['JP 2']);
    await setReportRegions(adminUrl, nothing.name, []);
    expect(await seen(nothing, 'fact_sales')).toEqual([]);
    await expect(setReportRegions(adminUrl, nothing.name, ['EMEA', 'MOON'])).rejects.toThrow(
      'There is no region MOON.',
    );
    expect(await seen(nothing, 'fact_sales')).toEqual([]);
  });

  it('has as many connections as it was given, and its statements end', async () => {
    const few = await openBiSession(portal, ['EMEA'], 2);
    try {
      const second = await few.connect();
      await expect(few.connect()).rejects.toMatchObject({ code: '53300' });
      await second.end();
      await few.client.query(`SET statement_timeout = '50ms'`);
      expect(await few.refusal('SELECT pg_sleep(5)')).toBe('57014');
    } finally {
      await few.end();
    }
  });

  it('asks for its regions once per statement, not once per row', async () => {
    const plan = await everything.rows<{ 'QUERY PLAN': string }>(
      'EXPLAIN SELECT sum(net_amount) FROM fact_sales',
    );
    const text = plan.map((row) => row['QUERY PLAN']).join('\n');
    expect(text.match(/^ *InitPlan/gm)).toHaveLength(1);
    expect(text).not.toMatch(/SubPlan/);
  });
});
