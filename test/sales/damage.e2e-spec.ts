import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CompareSales, RebuildSales } from '../../src/sales/index.js';
import { SalesJob } from '../../src/sales/sales.job.js';
import { startPortal, type Portal } from '../support/portal.js';
import {
  addEvent,
  bookOrder,
  cancelPieces,
  openSalesWorld,
  relaySales,
  type SalesWorld,
} from '../support/world/sales.world.js';

let portal: Portal;
let world: SalesWorld;

beforeAll(async () => {
  portal = await startPortal('sales_damage');
  world = await openSalesWorld(portal);
  const order = await bookOrder(world, {
    marketCode: 'DE',
    at: '2026-01-10T10:00:00Z',
    lines: [
      { sku: 'BOOK-1', quantity: 5, unitMinor: 50_000 },
      { sku: 'BAND-1', quantity: 8, unitMinor: 3_000 },
    ],
  });
  await cancelPieces(world, { order, at: '2026-03-02T10:00:00Z', quantities: [1, 0] });
  await addEvent(world, { kind: 'BILLING', order, at: '2026-03-05T10:00:00Z', quantities: [4, 8] });
  await bookOrder(world, {
    marketCode: 'JP',
    at: '2026-02-10T10:00:00Z',
    lines: [{ sku: 'PHONE-1', quantity: 2, unitMinor: 80_000 }],
  });
  await relaySales(portal);
});

afterAll(() => portal?.stop());

const compare = () => portal.app.get(CompareSales, { strict: false }).run();
const booking = (month: string) =>
  `(SELECT event_key FROM sales.event WHERE kind = 'BOOKING' AND date_trunc('month', day) = '${month}')`;
const JANUARY = booking('2026-01-01');

interface Damage {
  what: string;
  sql: string;
  /** The entities that must be named. */
  named: string[];
  /** What the rebuild of that month alone mends. */
  months: string[];
}

const DAMAGES: Damage[] = [
  {
    what: 'a fact that is gone',
    sql: `DELETE FROM reporting.fact_sales WHERE event_key = ${JANUARY} AND line_no = 2`,
    named: ['DAY_CATEGORY', 'DAY_RESELLER', 'MONTH_REGION', 'MONTH_VARIANT', 'SALES_EVENT'],
    months: ['2026-01'],
  },
  {
    what: 'a fact with another amount',
    sql: `UPDATE reporting.fact_sales SET booked_amount = booked_amount + 0.01 WHERE event_key = ${JANUARY} AND line_no = 1`,
    named: ['DAY_CATEGORY', 'DAY_RESELLER', 'MONTH_REGION', 'MONTH_VARIANT', 'SALES_EVENT'],
    months: ['2026-01'],
  },
  {
    what: 'a fact of no event',
    sql: `INSERT INTO reporting.fact_sales (event_key, line_no, order_key, event_at, date_key, market_key, region_key, category_key,
        variant_key, reseller_key, currency_key, tier, kind, booked_units, booked_amount)
      SELECT 900000, 1, 900000, event_at, date_key, market_key, region_key, category_key, variant_key, reseller_key,
        currency_key, tier, kind, 1, 0 FROM reporting.fact_sales WHERE event_key = ${JANUARY} AND line_no = 1`,
    named: ['DAY_CATEGORY', 'DAY_RESELLER', 'MONTH_REGION', 'MONTH_VARIANT', 'SALES_FACT'],
    months: ['2026-01'],
  },
  {
    what: 'facts on a day of another month',
    sql: `UPDATE reporting.fact_sales SET date_key = 20260210 WHERE event_key = ${JANUARY}`,
    named: [
      'DAY_CATEGORY',
      'DAY_RESELLER',
      'MONTH_REGION',
      'MONTH_VARIANT',
      'SALES_EVENT',
      'SALES_FACT',
    ],
    months: ['2026-01', '2026-02'],
  },
  {
    what: 'facts whose rate is no row of its dimension',
    sql: `BEGIN; SET LOCAL session_replication_role = replica; DELETE FROM reporting.dim_rate WHERE date_key = 20260110; COMMIT`,
    named: ['SALES_FACT'],
    months: ['2026-01'],
  },
  {
    what: 'an event that was lost on the way',
    sql: `WITH gone AS (DELETE FROM reporting.fact_sales WHERE event_key = ${JANUARY} RETURNING 1),
        a AS (DELETE FROM sales.day_category WHERE day < '2026-02-01'), b AS (DELETE FROM sales.day_reseller WHERE day < '2026-02-01'),
        c AS (DELETE FROM sales.month_variant WHERE month < '2026-02-01')
      DELETE FROM sales.month_region WHERE month < '2026-02-01'`,
    named: ['SALES_EVENT'],
    months: ['2026-01'],
  },
  {
    what: 'an order counted twice',
    sql: `UPDATE sales.day_category SET orders = orders + 1 WHERE category_key = 0 AND day = '2026-01-10'`,
    named: ['DAY_CATEGORY'],
    months: ['2026-01'],
  },
  {
    what: 'another region than the facts have',
    sql: `UPDATE sales.day_reseller SET region_key = region_key + 1 WHERE day = '2026-01-10'`,
    named: ['DAY_RESELLER'],
    months: ['2026-01'],
  },
  {
    what: 'a rollup row too few',
    sql: `DELETE FROM sales.month_variant WHERE month = '2026-03-01'`,
    named: ['MONTH_VARIANT'],
    months: ['2026-03'],
  },
  {
    what: 'a rollup row too many, in a month without any sales',
    sql: `INSERT INTO sales.month_region SELECT category_key, '2026-07-01', region_key, currency_key, 0, 1, 0, 0, 0, 0, 0, 0, 0
      FROM sales.month_region WHERE category_key = 0 AND month = '2026-01-01'`,
    named: ['MONTH_REGION'],
    months: ['2026-07'],
  },
];

describe('the comparison names, and a rebuild of the month mends', () => {
  it.each(DAMAGES)('$what', async ({ sql, named, months }) => {
    expect(await compare()).toEqual([]);
    await portal.db.query(sql);
    const found = await compare();
    expect([...new Set(found.map(({ entity }) => entity))].sort()).toEqual(named);
    expect(found.every(({ detail }) => detail.length > 0)).toBe(true);
    for (const month of months) {
      const report: string[] = [];
      await portal.app.get(RebuildSales, { strict: false }).run({
        from: month,
        to: month,
        workers: 2,
        report: (done) => report.push(`${done.month} ${done.done}/${done.of}`),
      });
      expect(report).toEqual([`${month}-01 1/1`]);
    }
    expect(await compare()).toEqual([]);
  });
});

it('names order lines that events do not tell of, with the month of the booking', async () => {
  await portal.db.query(
    `UPDATE orders.order_line SET cancelled = cancelled + 1, backordered = backordered - 1 WHERE sku = 'PHONE-1'`,
  );
  const found = await compare();
  expect(found).toMatchObject([
    {
      entity: 'ORDER_LINE',
      detail: 'order lines: 1 pieces, net 80000; events: 2, net 160000',
    },
  ]);
  await portal.db.query(
    `UPDATE orders.order_line SET cancelled = cancelled - 1, backordered = backordered + 1 WHERE sku = 'PHONE-1'`,
  );
  expect(await compare()).toEqual([]);
});

it('names the line and the key of a fact that leads nowhere', async () => {
  const asUnchecked = (sql: string) =>
    portal.db.query(`BEGIN; SET LOCAL session_replication_role = replica; ${sql}; COMMIT`);
  await asUnchecked(`UPDATE reporting.fact_sales SET partner_key = 99 WHERE event_key = ${JANUARY} AND line_no = 2;
    DELETE FROM reporting.dim_category`);
  const [january] = await portal.rows<{ key: string }>(`SELECT ${JANUARY}::text AS key`);
  const found = await compare();
  expect(
    found.filter(({ entity, entityId }) => entity === 'SALES_FACT' && entityId === january?.key),
  ).toEqual([
    {
      entity: 'SALES_FACT',
      entityId: january?.key,
      detail: 'line 1 leads nowhere by category_key',
    },
    {
      entity: 'SALES_FACT',
      entityId: january?.key,
      detail: 'line 2 leads nowhere by category_key, partner_key',
    },
  ]);
  await asUnchecked(`SELECT sales.describe_products(NULL);
    UPDATE reporting.fact_sales SET partner_key = NULL WHERE event_key = ${JANUARY} AND line_no = 2`);
  expect(await compare()).toEqual([]);
});

it('tells operators by a metric', async () => {
  const metric = async () => {
    const body = await (await fetch(`${portal.url}/metrics`)).text();
    return /^portal_sales_differences (\S+)$/m.exec(body)?.[1];
  };
  const job = portal.app.get(SalesJob, { strict: false });
  expect(await metric()).toBe('Nan');
  await job.compare();
  expect(await metric()).toBe('0');
  await portal.db.query(
    `UPDATE sales.month_region SET billed_units = 0 WHERE month = '2026-03-01'`,
  );
  await job.compare();
  expect(await metric()).toBe('3');
  await portal.app
    .get(RebuildSales, { strict: false })
    .run({ workers: 3, report: () => undefined });
  await job.compare();
  expect(await metric()).toBe('0');
});
