import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { makeSigningKeys } from '../../src/platform/config/index.js';
import { SalesRelay } from '../../src/sales/sales-relay.js';
import { BuiltServer, killServers } from '../support/built-server.js';
import { CuttingProxy } from '../support/cutting-proxy.js';
import { openPortal, type Portal } from '../support/portal.js';
import { Random } from '../support/random.js';
import { createTestDatabase, runAsAdmin, type TestDatabase } from '../support/test-database.js';
import {
  bookOrder,
  cloneOrders,
  openSalesWorld,
  type SalesWorld,
  type SoldOrder,
} from '../support/world/sales.world.js';

const SEED = Number(process.env['PORTAL_SEED'] ?? Date.now() % 1_000_000);
const KILLS = Number(process.env['PORTAL_KILLS'] ?? 3);
/** What waits before each kill. */
const BACKLOG = 2500;
/** Every statement of a batch, and the end of its transaction; each is cut before and after it has run. */
const CUTS = ['SET LOCAL ROLE', 'sales.relay', 'COMMIT'].flatMap((text) =>
  (['before', 'after'] as const).map((when) => ({ text, when })),
);
/** What the relay writes, one after the other. */
const WRITTEN = [
  'sales.pending',
  'reporting.fact_sales',
  'sales.day_category',
  'sales.day_reseller',
  'sales.month_variant',
  'sales.month_region',
];

const random = new Random(SEED);
let database: TestDatabase;
let proxy: CuttingProxy;
let portal: Portal;
let world: SalesWorld;
let order: SoldOrder;

beforeAll(async () => {
  database = await createTestDatabase('sales_kill');
  proxy = await CuttingProxy.start(database.url);
  portal = await openPortal({ ...database, url: proxy.url });
  world = await openSalesWorld(portal);
  order = await bookOrder(world, {
    marketCode: 'DE',
    at: '2026-05-04T10:00:00Z',
    lines: [
      { sku: 'BOOK-1', quantity: 2, unitMinor: 54_000 },
      { sku: 'BAND-1', quantity: 3, unitMinor: 2_999 },
    ],
  });
}, 60_000);

afterAll(async () => {
  await killServers();
  await portal?.stop();
  await proxy?.stop();
  await database?.drop();
}, 60_000);

async function pending(): Promise<number> {
  const [row] = await portal.rows<{ n: number }>('SELECT count(*)::int AS n FROM sales.pending');
  return row?.n ?? 0;
}

/** With what is pending, everything is there once: whatever was cut or killed. */
async function expectExact(orders: number): Promise<void> {
  const [now] = await portal.rows(
    `SELECT (SELECT sum(orders)::int FROM sales.day_category_now_v WHERE category_key = 0) AS orders,
       (SELECT sum(booked_minor)::float8 FROM sales.line_now_v) AS minor`,
  );
  expect(now).toEqual({ orders, minor: orders * (108_000 + 8_997) });
  expect(await portal.rows(`SELECT * FROM sales.differences('-infinity', 'infinity')`)).toEqual([]);
}

it.each(CUTS)(
  'the connection cut $when $text: nothing is lost, nothing counts twice',
  async ({ text, when }) => {
    await cloneOrders(world, order.id, 3);
    const cuts = proxy.cuts;
    proxy.cutOnce(text, when);
    const relay = portal.app.get(SalesRelay);
    // Whether COMMIT came through, nobody can tell: the next look does.
    const moved = await relay.drain().catch(() => undefined);
    expect(proxy.cuts).toBe(cuts + 1);
    const orders = await countOrders();
    await expectExact(orders);
    if (moved === undefined) expect(text).toBe('COMMIT');
    await relay.drain();
    expect(await pending()).toBe(0);
    await expectExact(orders);
  },
);

async function countOrders(): Promise<number> {
  const [row] = await portal.rows<{ n: number }>(
    'SELECT count(*)::int AS n FROM orders.sales_order',
  );
  return row?.n ?? 0;
}

it.each(WRITTEN)(
  'its session killed while it writes %s: the events wait, and nothing of them is written',
  async (table) => {
    await cloneOrders(world, order.id, 2);
    const orders = await countOrders();
    const before = await pending();
    const locker = new pg.Client({ connectionString: database.adminUrl });
    locker.on('error', () => undefined);
    await locker.connect();
    await locker.query(`BEGIN; LOCK TABLE ${table} IN EXCLUSIVE MODE`);
    const running = portal.app.get(SalesRelay).drain();
    const victim = await waitingFor(table);
    await runAsAdmin(database, 'SELECT pg_terminate_backend($1)', [victim]);
    await locker.query('ROLLBACK');
    await locker.end();
    // The unit of work begins anew on another connection.
    expect(await running).toBe(before);
    expect(await pending()).toBe(0);
    await expectExact(orders);
  },
);

/** The process that waits for a lock on the table, in the statement of the relay. */
async function waitingFor(table: string): Promise<number> {
  for (let tries = 0; tries < 500; tries += 1) {
    const [row] = await runAsAdmin<{ pid: number }>(
      database,
      `SELECT l.pid FROM pg_locks l WHERE l.relation = $1::regclass AND NOT l.granted`,
      [table],
    );
    if (row) return row.pid;
    await sleep(10);
  }
  throw new Error(`Nobody waits for ${table}.`);
}

it(
  `${KILLS} × kill -9 of a server that relays (seed ${SEED}): exact after each, and the next one goes on`,
  async () => {
    const variables = {
      SIGNING_KEYS: JSON.stringify(makeSigningKeys()),
      DATABASE_URL: database.url,
    };
    let inTheMiddle = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      await cloneOrders(world, order.id, BACKLOG);
      const orders = await countOrders();
      const server = await BuiltServer.start(variables);
      const target = random.below(BACKLOG);
      while ((await pending()) > target) await sleep(1);
      await sleep(random.below(20));
      await server.kill();
      expect(server.printed).not.toContain('could not be moved');
      await expectExact(orders);
      if ((await pending()) > 0) inTheMiddle += 1;
    }
    process.stdout.write(
      `${KILLS} relays killed, ${inTheMiddle} with events left (seed ${SEED}).\n`,
    );
    expect(inTheMiddle).toBeGreaterThan(0);
    const last = await BuiltServer.start(variables);
    while ((await pending()) > 0) await sleep(20);
    await expectExact(await countOrders());
    await last.kill();
  },
  60_000 + KILLS * 20_000,
);
