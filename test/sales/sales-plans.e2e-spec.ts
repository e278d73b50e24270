import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { questionOf } from '../../src/sales/sales-input.rules.js';
import { salesSql } from '../../src/sales/sales-query.sql.js';
import { statementOf } from '../../src/sales/sales-statement.js';
import type { SalesInput } from '../../src/sales/sales.input.js';
import { startPortal, type Portal } from '../support/portal.js';
import {
  bookOrder,
  cancelPieces,
  cloneOrders,
  openSalesWorld,
  relaySales,
  type SalesWorld,
} from '../support/world/sales.world.js';
import { addRates } from './rate-files.js';

let portal: Portal;
let world: SalesWorld;
let client: pg.Client;
/** Before 17, PostgreSQL counts each value of a list as a search of its own, which tables as small as these are not worth. */
let findsLists: boolean;

/** A few orders in each month of a year, and a table that has more resellers than these. */
beforeAll(async () => {
  portal = await startPortal('sales_plans');
  world = await openSalesWorld(portal);
  for (let month = 1; month <= 12; month += 1) {
    const at = `2026-${String(month).padStart(2, '0')}-12T10:00:00Z`;
    const order = await bookOrder(world, {
      marketCode: month % 2 === 0 ? 'DE' : 'JP',
      at,
      lines: [
        { sku: 'BOOK-1', quantity: 2, unitMinor: 50_000 },
        { sku: 'PHONE-2', quantity: 3, unitMinor: 30_000 },
      ],
    });
    await cloneOrders(world, order.id, 20);
    await cancelPieces(world, { order, at: at.replace('-12T', '-20T'), quantities: [1, 0] });
  }
  await addRates(portal, { JPY: { '2026-01-02': '160.5', '2026-05-04': '161.5' } });
  await portal.db.query(`SELECT sales.make_partitions('2026-12-31')`);
  await relaySales(portal);
  client = new pg.Client({ connectionString: portal.config.database.migrationUrl });
  await client.connect();
  const { rows } = await client.query<{ version: number }>(
    `SELECT current_setting('server_version_num')::integer AS version`,
  );
  findsLists = (rows[0]?.version ?? 0) >= 170_000;
  await client.query(`SET session_replication_role = replica;
    INSERT INTO sales.day_reseller SELECT date '2026-01-01' + d, market_key, 1000 + n, tier, partner_key, currency_key, region_key,
      orders, booked_units, cancelled_units, billed_units, credited_units, booked_minor, cancelled_minor, billed_minor, credited_minor
    FROM (SELECT * FROM sales.day_reseller LIMIT 1) r, generate_series(0, 364) d, generate_series(1, 20) n;
    SET session_replication_role = origin;
    ANALYZE`);
}, 120_000);

afterAll(async () => {
  await client?.end();
  await portal?.stop();
});

interface Node {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Index Cond'?: string;
  Plans?: Node[];
}

const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

/** Within a transaction that may use every index there is, and is undone; what was counted before is cleared away. */
async function withIndexes<Value>(work: () => Promise<Value>): Promise<Value> {
  await client.query('SELECT pg_stat_force_next_flush()');
  await client.query('BEGIN');
  try {
    await client.query(
      'SET LOCAL enable_seqscan = off; SET LOCAL max_parallel_workers_per_gather = 0',
    );
    return await work();
  } finally {
    await client.query('ROLLBACK');
  }
}

/** The tables of sales that the answer reads, each by which index, and by which of its columns. */
async function readsOf(input: Partial<SalesInput>): Promise<string[]> {
  const question = questionOf({
    from: '2026-01-01',
    to: '2026-12-31',
    groupBy: [],
    measures: ['NET_SALES'],
    membership: 'AS_BOOKED',
    having: [],
    orderBy: [],
    withTotals: false,
    ...input,
  });
  const { text, values } = salesSql(
    statementOf(question, {
      sight: { regionIds: null, resellerId: null },
      page: { cursor: undefined, fetch: 21 },
      withTotals: false,
    }),
  );
  const { rows } = await withIndexes(async () => {
    await client.query(`SET LOCAL ROLE portal_app; SET LOCAL app.scope = 'all'`);
    return client.query<{ 'QUERY PLAN': { Plan: Node }[] }>(
      `EXPLAIN (FORMAT JSON) ${text}`,
      values,
    );
  });
  const nodes = rows.flatMap((row) => row['QUERY PLAN'].flatMap(({ Plan }) => nodesOf(Plan)));
  const tables =
    /^(?:day_category|day_reseller|month_variant|month_region|fact_\w+|order_line|sales_order)$/;
  const found = nodes.flatMap((node) => {
    const table = node['Relation Name'];
    if (table === undefined || !tables.test(table)) return [];
    const [bitmap] = (node.Plans ?? [])
      .flatMap(nodesOf)
      .filter((n) => n['Index Name'] !== undefined);
    const { 'Index Name': index, 'Index Cond': condition = '' } = bitmap ?? node;
    const columns = condition.match(/\b(?:\w+_key|day|month)(?= [<>=])/g) ?? [];
    if (!findsLists) return table;
    return `${table} by ${index ?? 'nothing'} (${[...new Set(columns)].join(', ')})`;
  });
  return [...new Set(found)].sort();
}

const months = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, n) => `2026_${String(from + n).padStart(2, '0')}`);

const expected = (read: string) => (findsLists ? read : read.replace(/ by .*/, ''));

describe('questions read no more than they need', () => {
  it.each<[string, Partial<SalesInput>, string]>([
    [
      'a category by region and month',
      { groupBy: ['REGION'], timeGrain: 'MONTH', filter: { categories: ['LAPTOP'] } },
      'month_region by month_region_pkey (category_key, month)',
    ],
    [
      'a category by region, for days',
      { from: '2026-01-16', groupBy: ['REGION'], filter: { categories: ['LAPTOP'] } },
      'day_category by day_category_pkey (category_key, day)',
    ],
    [
      'all categories by market, for days',
      { from: '2026-01-16', groupBy: ['MARKET'] },
      'day_category by day_category_pkey (category_key, day)',
    ],
    [
      'resellers of a month',
      { from: '2026-03-01', to: '2026-03-31', groupBy: ['RESELLER'] },
      'day_reseller by day_reseller_pkey (day)',
    ],
    [
      'variants of a market',
      {
        from: '2026-04-01',
        to: '2026-06-30',
        groupBy: ['VARIANT'],
        filter: { marketCodes: ['DE'] },
      },
      'month_variant by month_variant_pkey (month, market_key)',
    ],
    [
      'one variant by month',
      { groupBy: ['MARKET'], timeGrain: 'MONTH', filter: { skus: ['BOOK-1'] } },
      'month_variant by month_variant_variant_idx (variant_key, month)',
    ],
  ])('%s', async (_what, input, read) => {
    expect(await readsOf(input)).toEqual([expected(read)]);
  });

  it('one reseller', async () => {
    const filter = { resellerIds: [world.direct] };
    expect(await readsOf({ groupBy: ['MARKET'], filter })).toEqual([
      expected('day_reseller by day_reseller_reseller_idx (reseller_key, day)'),
    ]);
  });

  it('facts: the months that are asked for and no others, and of those what is of the reseller', async () => {
    const input = { from: '2026-02-10', to: '2026-04-09', groupBy: ['CATEGORY'] as const };
    const names = (reads: string[]) => reads.map((read) => read.split(' ')[0]);
    const all = await readsOf({ ...input, groupBy: ['CATEGORY', 'RESELLER'] });
    expect(names(all)).toEqual(months(2, 4).map((month) => `fact_${month}`));
    const one = await readsOf({
      ...input,
      groupBy: ['CATEGORY'],
      filter: { resellerIds: [world.direct] },
    });
    expect(one).toEqual(
      months(2, 4).map((month) =>
        expected(
          `fact_${month} by fact_${month}_reseller_key_date_key_idx (reseller_key, date_key)`,
        ),
      ),
    );
  });
});

/** Which tables were read in the transaction so far, and those of them that were read from end to end. */
async function scansOf(work: string): Promise<{ read: string[]; whole: string[] }> {
  return withIndexes(async () => {
    await client.query(work);
    const { rows } = await client.query<{ name: string; whole: boolean }>(
      `SELECT relname::text AS name, seq_scan > 0 AS whole FROM pg_stat_xact_user_tables
       WHERE seq_scan + coalesce(idx_scan, 0) > 0 ORDER BY 1`,
    );
    return {
      read: rows.map(({ name }) => name),
      whole: rows.filter(({ whole }) => whole).map(({ name }) => name),
    };
  });
}

/** Tables that grow with every order. */
const GROWING =
  /^(?:event|sales_order|order_line|day_\w+|month_\w+|fact_\w+|exchange_rate|dim_rate)$/;

describe('what is done in the background reads no more than it needs', () => {
  it.each([
    ['a day', `sales.day_differences('2026-03-12', '2026-03-13')`],
    ['a month', `sales.differences('2026-03-01', '2026-04-01')`],
  ])(
    'the comparison of %s: the facts of its month, and orders and events by index',
    async (_what, asked) => {
      const { read, whole } = await scansOf(`SELECT * FROM ${asked}`);
      expect(read.filter((name) => name.startsWith('fact_'))).toEqual(['fact_2026_03']);
      expect(read).toEqual(expect.arrayContaining(['sales_order', 'order_line', 'event']));
      const grown = whole.filter((name) => GROWING.test(name) && name !== 'fact_2026_03');
      expect(grown).toEqual([]);
    },
  );

  it('the comparison of every quarter of an hour', async () => {
    const { read, whole } = await scansOf('SELECT * FROM sales.late_differences()');
    const facts = read.filter((name) => name.startsWith('fact_'));
    expect(facts.length).toBeLessThanOrEqual(3);
    expect(whole.filter((name) => GROWING.test(name) && !facts.includes(name))).toEqual([]);
  });

  it('the relay: the events that wait, and the facts of their months', async () => {
    const { read, whole } = await scansOf(`
      INSERT INTO sales.pending SELECT id FROM sales.event WHERE day = '2026-05-12';
      DELETE FROM reporting.fact_sales WHERE date_key = 20260512;
      SELECT sales.relay(500)`);
    expect(read.filter((name) => name.startsWith('fact_'))).toEqual(['fact_2026_05']);
    expect(whole.filter((name) => GROWING.test(name) && name !== 'fact_2026_05')).toEqual([]);
  });

  it('the conversion of many days: the rates of these currencies and days', async () => {
    const { read, whole } = await scansOf(`SELECT * FROM sales.conversions(
      ARRAY(SELECT 'JPY' FROM generate_series(1, 90)), ARRAY(SELECT date '2026-02-01' + i FROM generate_series(1, 90) i), 'EUR')`);
    expect(read).toContain('exchange_rate');
    expect(whole).not.toContain('exchange_rate');
  });
});
