import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { fillCatalog } from '../../bench/catalog-content.js';
import { addOrdersOfNow, fillSales, withFillers } from '../../bench/sales-content.js';
import type { SalesSize } from '../../bench/sales-orders.sql.js';
import { createTestDatabase, runAsAdmin, type TestDatabase } from '../support/test-database.js';

const CATALOG = { products: 20, variants: 3, markets: 5 };
const SIZE: SalesSize = {
  orders: 300,
  linesPerOrder: 3,
  resellers: 20,
  variants: 60,
  from: '2024-11-20',
  days: 40,
  seed: 7,
};

interface Sums {
  orders: number;
  lines: number;
  pieces: number;
  cancelled: number;
  net: string;
  hash: string;
}

const databases: TestDatabase[] = [];

/** A database with the catalog and these sales, without facts. */
async function filled(size: SalesSize, workers: number, pending = false): Promise<TestDatabase> {
  const database = await createTestDatabase('sales_content');
  databases.push(database);
  const client = new pg.Client({ connectionString: database.adminUrl });
  await client.connect();
  await fillCatalog(client, CATALOG);
  await client.end();
  const options = { url: database.adminUrl, workers, pending, chunk: 70, report: () => undefined };
  await fillSales(size, options);
  return database;
}

/** Every event with all that it says, but for its own id and key, as one hash; and the sums of the order lines. */
async function sumsOf(database: TestDatabase): Promise<Sums | undefined> {
  const [row] = await runAsAdmin<Sums & pg.QueryResultRow>(
    database,
    `SELECT (SELECT count(*)::int FROM orders.sales_order) AS orders, count(*)::int AS lines, sum(quantity)::int AS pieces,
       sum(cancelled)::int AS cancelled, sum(net_minor - cancelled * unit_price_minor)::text AS net,
       (SELECT md5(string_agg(concat_ws(' ', kind, at, day, order_id, market_code, region_id, reseller_id, tier,
          partner_of_record_id, line_ids, variant_ids, categories, quantities, net_minor), ',' ORDER BY order_id, kind))
        FROM sales.event) AS hash
     FROM orders.order_line`,
  );
  return row;
}

async function factsOf(database: TestDatabase) {
  const [row] = await runAsAdmin(
    database,
    `SELECT (SELECT sum(booked_units)::int FROM reporting.fact_sales) AS pieces,
       (SELECT sum(cancelled_units)::int FROM reporting.fact_sales) AS cancelled,
       (SELECT sum(orders)::int FROM sales.day_category WHERE category_key = 0) AS orders,
       (SELECT sum(booked_minor - cancelled_minor)::text FROM sales.day_category WHERE category_key = 0) AS net`,
  );
  return row;
}

async function differencesOf(database: TestDatabase): Promise<object[]> {
  return runAsAdmin(database, `SELECT * FROM sales.differences('-infinity', 'infinity')`);
}

let rebuilt: TestDatabase;

beforeAll(async () => {
  rebuilt = await filled(SIZE, 1);
});

afterAll(async () => {
  for (const database of databases) await database.drop();
});

describe('the data of the sales bench', () => {
  it('has facts and rollups that say what its order lines say, once they are rebuilt', async () => {
    expect(await factsOf(rebuilt)).toEqual({
      pieces: null,
      cancelled: null,
      orders: null,
      net: null,
    });
    await runAsAdmin(
      rebuilt,
      `SELECT sales.make_partitions('2025-01-31');
       SELECT sales.rebuild_month(m) FROM unnest(ARRAY['2024-11-01', '2024-12-01', '2025-01-01']::date[]) m`,
    );
    const sums = await sumsOf(rebuilt);
    expect(sums).toMatchObject({ orders: 300, lines: 900, cancelled: 30 });
    const { pieces, cancelled, orders, net } = sums ?? {};
    expect(await factsOf(rebuilt)).toEqual({ pieces, cancelled, orders, net });
    expect(await differencesOf(rebuilt)).toEqual([]);
  });

  it('is the same for the same seed, whoever makes it, and another for another seed', async () => {
    const sums = await sumsOf(rebuilt);
    expect(await sumsOf(await filled(SIZE, 3))).toEqual(sums);
    const other = await sumsOf(await filled({ ...SIZE, seed: 8 }, 3));
    expect(other).toMatchObject({ orders: 300, lines: 900, cancelled: 30 });
    expect(other?.hash).not.toBe(sums?.hash);
    expect(other?.net).not.toBe(sums?.net);
  });

  it('can wait for the relay, and so do orders of now', async () => {
    const waiting = await filled(SIZE, 2, true);
    await withFillers(waiting.adminUrl, 1, (client) =>
      addOrdersOfNow(client, SIZE, { first: 301, count: 25 }),
    );
    const [before] = await runAsAdmin(waiting, 'SELECT count(*)::int AS n FROM sales.pending');
    // A booking for each order, and a cancellation for each tenth of those that are not of now.
    expect(before).toEqual({ n: 300 + 30 + 25 });
    await runAsAdmin(waiting, `SELECT sales.make_partitions(now()::date)`);
    const [moved] = await runAsAdmin(waiting, 'SELECT sales.relay(1000) AS n');
    expect(moved).toEqual({ n: 355 });
    const sums = await sumsOf(waiting);
    expect(sums).toMatchObject({ orders: 325, lines: 975, cancelled: 30 });
    const { pieces, cancelled, orders, net } = sums ?? {};
    expect(await factsOf(waiting)).toEqual({ pieces, cancelled, orders, net });
    expect(await differencesOf(waiting)).toEqual([]);
  });
});
