import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { CuttingProxy } from '../support/cutting-proxy.js';
import { inParallel, outcomeOf, seededRandom, tally } from '../support/parallel.js';
import { openPortal, type Portal } from '../support/portal.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import {
  breaches,
  openShop,
  orderInput,
  submitRaw,
  type Shop,
} from '../support/world/shop.world.js';

const CUTS = Number(process.env['PORTAL_CUTS'] ?? 50);
const SEED = Number(process.env['PORTAL_SEED'] ?? Date.now() % 1_000_000);

let database: TestDatabase;
let proxy: CuttingProxy;
let portal: Portal;
let shop: Shop;

beforeAll(async () => {
  database = await createTestDatabase('broken-wire');
  proxy = await CuttingProxy.start(database.url);
  portal = await openPortal(
    { ...database, url: proxy.url },
    { DATABASE_POOL_SIZE: '4', LOG_LEVEL: 'silent' },
  );
  shop = await openShop(portal);
}, 60_000);

afterAll(async () => {
  await portal.stop();
  await proxy.stop();
  await database.drop();
});

beforeEach(() => {
  proxy.cuts = 0;
});

interface Sent {
  key: string;
  outcome: string;
}

async function send(): Promise<Sent> {
  const input = orderInput(shop);
  const outcome = outcomeOf(await submitRaw(shop, input), 'orderSubmit');
  return { key: String(input['idempotencyKey']), outcome };
}

/** How many orders there may be, by what the client was told. */
const ALLOWED: Record<string, number[]> = {
  CONFIRMED: [1],
  'CONFIRMED replayed': [1],
  // "Nothing was changed."
  '503 UNAVAILABLE': [0],
  // "Nobody knows whether it was saved."
  '200 CONFLICT': [0, 1],
};

/** Each order exists as its client was told; gives how often each was told. */
async function expectTruth(sent: Sent[]): Promise<Record<string, number>> {
  const rows = await portal.rows<{ key: string; orders: number }>(
    `SELECT key, count(o.id)::int AS orders FROM unnest($1::text[]) AS key
     LEFT JOIN orders.sales_order o ON o.idempotency_key = key GROUP BY key`,
    [sent.map(({ key }) => key)],
  );
  const found = new Map(rows.map(({ key, orders }) => [key, orders]));
  const lies = sent.filter(
    ({ key, outcome }) => !(ALLOWED[outcome] ?? []).includes(found.get(key) ?? -1),
  );
  expect([SEED, lies]).toEqual([SEED, []]);
  expect(await breaches(portal)).toEqual([]);
  return tally(sent.map(({ outcome }) => outcome));
}

it(`${CUTS} orders whose connection to the database breaks at some byte: each is placed once`, async () => {
  await send();
  const before = proxy.bytes;
  await send();
  const exchange = proxy.bytes - before;
  const random = seededRandom(SEED);
  const sent: Sent[] = [];
  for (let n = 0; n < CUTS; n += 1) {
    // Over the whole exchange, and at a random byte of each part of it.
    proxy.cutAfterBytes(1 + Math.floor(((n + random()) / CUTS) * (exchange - 1)));
    sent.push(await send());
  }
  const told = await expectTruth(sent);
  process.stdout.write(
    `Seed ${SEED}: ${proxy.cuts} cuts in exchanges of ${exchange} bytes: ${JSON.stringify(told)}.\n`,
  );
  expect(Object.keys(told).every((outcome) => outcome.startsWith('CONFIRMED'))).toBe(true);
  expect(proxy.cuts).toBe(CUTS);
}, 60_000);

it('orders whose connection breaks around the message that writes them: each is placed once', async () => {
  const sent: Sent[] = [];
  for (let skip = 0; ; skip += 1) {
    const before = proxy.cuts;
    for (const when of ['before', 'after'] as const) {
      proxy.cutOnce('order_place', when, skip);
      sent.push(await send());
    }
    if (proxy.cuts === before) break;
  }
  const { 'CONFIRMED replayed': replayed, ...others } = await expectTruth(sent);
  // The one whose message had arrived when the connection broke.
  expect(replayed).toBe(1);
  expect(Object.keys(others)).toEqual(['CONFIRMED']);
}, 60_000);

it('sessions that the administrator ends at random: no client is told what is not so', async () => {
  let going = true;
  let ended = 0;
  const ending = (async () => {
    while (going) {
      const rows = await portal.rows(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'portal' ORDER BY random() LIMIT 1`,
      );
      ended += rows.length;
      await new Promise((done) => setTimeout(done, 40));
    }
  })();
  const sent = await inParallel(100, send, 8);
  going = false;
  await ending;
  const told = await expectTruth(sent);
  process.stdout.write(`${ended} sessions ended under 100 orders: ${JSON.stringify(told)}.\n`);
}, 60_000);
