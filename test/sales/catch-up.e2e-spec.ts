import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { openAppSession } from '../support/app-session.js';
import { startPortal, type Portal } from '../support/portal.js';
import { place } from '../support/world/order.world.js';
import {
  bookOrder,
  cloneOrders,
  openSalesWorld,
  salesDifferences,
} from '../support/world/sales.world.js';
import { openShop } from '../support/world/shop.world.js';

const BACKLOG = 6000;

let portal: Portal;

beforeEach(async () => {
  portal = await startPortal('sales_catch_up', { JOBS: 'true' });
});

afterEach(() => portal?.stop());

async function metric(name: string): Promise<number> {
  const body = await (await fetch(`${portal.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(body)?.[1]);
}

/** One statement, so one snapshot: facts, rollups and lines, each with what is pending. */
async function snapshot() {
  const [row] = await portal.rows<Record<string, string>>(
    `SELECT (SELECT sum(booked_minor) FROM sales.line_now_v) AS lines,
       (SELECT sum(booked_minor) FROM sales.day_category_now_v WHERE category_key = 0) AS "all",
       (SELECT sum(booked_minor) FROM sales.day_category_now_v WHERE category_key > 0) AS categories,
       (SELECT sum(booked_minor) FROM sales.day_reseller_now_v) AS resellers,
       (SELECT sum(booked_minor) FROM sales.month_variant_now_v) AS variants,
       (SELECT sum(booked_minor) FROM sales.month_region_now_v WHERE category_key = 0) AS regions,
       (SELECT sum(orders) FROM sales.day_category_now_v WHERE category_key = 0)::text AS orders,
       (SELECT count(*) FROM sales.pending)::int AS pending`,
  );
  return row ?? {};
}

async function until(ready: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await ready())) {
    if (Date.now() > deadline) throw new Error('It did not happen.');
    await sleep(20);
  }
}

it('the relay of a server takes what comes by itself: from an order, and from SQL', async () => {
  const shop = await openShop(portal);
  await place(shop, { lines: [{ sku: 'SKU-A', quantity: 12 }] });
  await until(async () => (await portal.rows('SELECT FROM sales.pending')).length === 0);
  expect(await portal.rows('SELECT net_amount FROM reporting.fact_sales')).toEqual([
    { net_amount: '6300.0000' },
  ]);
  expect(await metric('portal_sales_pending_events')).toBe(0);
  expect(await metric('portal_sales_lag_seconds')).toBe(0);
});

it(`${BACKLOG} orders at once: the lag is told, every snapshot is exact, and it catches up`, async () => {
  const world = await openSalesWorld(portal);
  const order = await bookOrder(world, {
    marketCode: 'JP',
    at: new Date(Date.now() - 60_000).toISOString(),
    lines: [
      { sku: 'BOOK-1', quantity: 2, unitMinor: 100 },
      { sku: 'BAND-1', quantity: 1, unitMinor: 10 },
    ],
  });
  // Nobody relays while this lock is held.
  const { client, end } = await openAppSession(portal);
  await client.query('SELECT pg_advisory_lock(720114003, 1)');
  await cloneOrders(world, order.id, BACKLOG);
  const before = await snapshot();
  delete before['pending'];
  expect(before).toMatchObject({ orders: String(BACKLOG + 1) });
  expect(await metric('portal_sales_pending_events')).toBeGreaterThanOrEqual(BACKLOG);
  expect(await metric('portal_sales_lag_seconds')).toBeGreaterThan(59);
  await end();
  const seen = new Set<number>();
  let left = Infinity;
  while (left > 0) {
    const { pending, ...now } = await snapshot();
    expect(now).toEqual(before);
    left = Number(pending);
    seen.add(left);
  }
  expect(seen.size).toBeGreaterThan(2);
  expect(await metric('portal_sales_pending_events')).toBe(0);
  expect(await salesDifferences(portal)).toEqual([]);
}, 60_000);
