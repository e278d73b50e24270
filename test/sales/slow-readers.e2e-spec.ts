import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPortal, type Portal } from '../support/portal.js';
import {
  bookOrder,
  openSalesWorld,
  relaySales,
  type SalesWorld,
} from '../support/world/sales.world.js';
import { addStaff, type Person } from '../support/world/shop.world.js';
import { addressOf, fetchReport, readCsv, type AskedSales } from './report-reader.js';

const SKUS = ['BOOK-1', 'PHONE-1', 'PHONE-2', 'BAND-1'] as const;
const many: AskedSales = {
  from: '2026-01-01',
  to: '2026-12-31',
  groupBy: ['VARIANT', 'MARKET', 'RESELLER', 'TIER'],
  timeGrain: 'DAY',
};

let portal: Portal;
let world: SalesWorld;
let analyst: Person;
let other: Person;

beforeAll(async () => {
  portal = await startPortal('slow_readers', { DATABASE_POOL_SIZE: '12' });
  world = await openSalesWorld(portal);
  analyst = await addStaff(portal, 'ANALYST');
  other = await addStaff(portal, 'ANALYST');
  for (const marketCode of ['DE', 'GB', 'KW', 'JP', 'AT'] as const) {
    const lines = SKUS.map((sku) => ({ sku, quantity: 2, unitMinor: 100_001 }));
    await bookOrder(world, { marketCode, at: '2026-01-20T10:00:00Z', lines });
  }
  await portal.db.query(
    `WITH added AS (
       INSERT INTO sales.event (kind, at, day, order_id, market_code, region_id, currency_code, reseller_id, tier,
         partner_of_record_id, line_ids, variant_ids, product_ids, categories, quantities, net_minor)
       SELECT e.kind, e.at + make_interval(days => d), e.day + d, e.order_id, e.market_code, e.region_id, e.currency_code,
         r.id, t.tier, NULL, e.line_ids, e.variant_ids, e.product_ids,
         e.categories, e.quantities, e.net_minor
       FROM sales.event e, generate_series(1, 200) d, unnest($1::uuid[]) r (id),
         unnest('{REGISTERED,AUTHORIZED,PREMIER}'::text[]) t (tier)
       WHERE e.kind = 'BOOKING' AND e.day < '2026-02-01'
       RETURNING id
     ) INSERT INTO sales.pending (event_id) SELECT id FROM added`,
    [[world.direct, world.distributor, world.partner]],
  );
  // More bytes than the buffers of a connection take.
  await portal.db.query(`UPDATE reseller.reseller SET legal_name = rpad(legal_name, 200, 'x')`);
  await relaySales(portal);
}, 120_000);

afterAll(() => portal?.stop());

const address = addressOf('csv', many);

function open(token: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` };
    get(`${portal.url}${address}`, { headers, agent: false }, resolve).on('error', reject);
  });
}

/** How many connections stand in the middle of a transaction. */
async function held(): Promise<number> {
  const [row] = await portal.rows<{ count: number }>(
    `SELECT count(*)::integer FROM pg_stat_activity
     WHERE datname = current_database() AND query LIKE 'FETCH%' AND state = 'idle in transaction'`,
  );
  return row?.count ?? 0;
}

/** And stays so: between two fetches it looks for a moment as if somebody waited. */
async function heldBecomes(count: number): Promise<void> {
  let same = 0;
  for (let tries = 0; tries < 600 && same < 10; tries++) {
    same = (await held()) === count ? same + 1 : 0;
    await sleep(50);
  }
  expect([same, await held()]).toEqual([10, count]);
}

it('holds one connection while it waits, and none when it has gone', async () => {
  const reader = await open(analyst.token);
  expect(reader.statusCode).toBe(200);
  await heldBecomes(1);
  reader.destroy();
  await heldBecomes(0);
}, 120_000);

it('two at once for one caller, no more; others have theirs', async () => {
  const readers = [await open(analyst.token), await open(analyst.token)];
  const third = await open(analyst.token);
  expect([third.statusCode, third.headers['retry-after']]).toEqual([429, '10']);
  third.destroy();
  const others = await open(other.token);
  expect(others.statusCode).toBe(200);
  for (const reader of [...readers, others]) reader.destroy();
  await heldBecomes(0);
  const { status, bytes, headers } = await fetchReport(portal, analyst.token, address);
  expect(status).toBe(200);
  const rows = readCsv(bytes);
  expect(rows.length).toBeGreaterThan(30_000);
  expect(String(rows.length)).toBe(headers.get('x-sales-rows'));
}, 120_000);

it('reads one snapshot, whatever is booked meanwhile', async () => {
  const before = await fetchReport(portal, analyst.token, address);
  const reader = await open(analyst.token);
  await bookOrder(world, {
    marketCode: 'JP',
    at: '2026-12-30T10:00:00Z',
    lines: [{ sku: 'BOOK-2', quantity: 1, unitMinor: 1 }],
  });
  await relaySales(portal);
  const chunks: Buffer[] = [];
  for await (const chunk of reader) chunks.push(chunk as Buffer);
  expect(Buffer.concat(chunks).equals(before.bytes)).toBe(true);
  const after = await fetchReport(portal, analyst.token, address);
  expect(after.bytes.includes('BOOK-2')).toBe(true);
}, 120_000);
