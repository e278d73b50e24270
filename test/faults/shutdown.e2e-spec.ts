import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { makeSigningKeys } from '../../src/platform/config/index.js';
import { BuiltServer, killServers } from '../support/built-server.js';
import { tally } from '../support/parallel.js';
import { openPortal } from '../support/portal.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { putStock } from '../support/world/inventory.world.js';
import { openShop, orderInput, SUBMIT, type Shop } from '../support/world/shop.world.js';

const ROUNDS = 3;
const CLIENTS = 16;
/** How a connection to a process that is killed ends. */
const BROKEN = new Set([
  'not accepted',
  'timed out',
  'ECONNRESET',
  'EPIPE',
  'broken answer: aborted',
]);

let database: TestDatabase;
let shop: Shop;
let variables: Record<string, string>;
let admin: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase('shutdown');
  const secrets = { SIGNING_KEYS: JSON.stringify(makeSigningKeys()) };
  const portal = await openPortal(database, secrets);
  shop = await openShop(portal);
  // A fast machine takes thousands of orders meanwhile.
  await putStock(portal.db, shop.a, shop.locationId, 1_000_000);
  await portal.db.query('UPDATE reseller.credit_account SET limit_minor = 100000000000');
  await portal.stop();
  variables = {
    ...secrets,
    DATABASE_URL: database.url,
    DATABASE_POOL_SIZE: '8',
    JOB_CONCURRENCY: '1',
  };
  admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
}, 120_000);

afterAll(async () => {
  await killServers();
  await admin.end();
  await database.drop();
}, 60_000);

/** What became of it: the order's state, "not accepted", or how the connection broke. */
function order(url: string, agent: Agent): Promise<string> {
  const body = JSON.stringify({ query: SUBMIT, variables: { input: orderInput(shop) } });
  let answered = false;
  return new Promise((done) => {
    const sent = request(`${url}/graphql`, {
      method: 'POST',
      agent,
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        authorization: `Bearer ${shop.buyer.token}`,
      },
    });
    // No connection may be left with nobody to answer it.
    sent.setTimeout(10_000, () => {
      done('timed out');
      sent.destroy();
    });
    sent.on('error', (error) => {
      const code = 'code' in error ? String(error.code) : error.message;
      // The system takes connections for a server and resets those that the server had not come to when it closed.
      const refused =
        code === 'ECONNREFUSED' || (code === 'ECONNRESET' && !sent.reusedSocket && !answered);
      done(refused ? 'not accepted' : code);
    });
    sent.on('response', (response) => {
      answered = true;
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('error', (error) => {
        done(`broken answer: ${error.message}`);
      });
      response.on('end', () => {
        done(stateOf(response.statusCode, text));
      });
    });
    sent.end(body);
  });
}

function stateOf(status: number | undefined, text: string): string {
  const body: ReturnType<typeof JSON.parse> = JSON.parse(text);
  const state: string | undefined = body.data?.orderSubmit?.order?.state;
  return state ?? `${status} ${text}`;
}

it.each([1, 3])(
  `${ROUNDS} × SIGTERM under load, %d processes: no accepted request fails`,
  async (processes) => {
    const before = await countOrders();
    const outcomes: string[] = [];
    const seconds: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const server = await BuiltServer.start({ ...variables, PROCESSES: String(processes) });
      let stopped = false;
      const client = async (n: number) => {
        // Half of the clients keep their connection, the others open one for each order.
        const agent = new Agent({ keepAlive: n % 2 === 0, maxSockets: 1 });
        while (!stopped) {
          const outcome = await order(server.url, agent);
          outcomes.push(outcome);
          if (outcome !== 'CONFIRMED') break;
        }
        agent.destroy();
      };
      const clients = Array.from({ length: CLIENTS }, (_, n) => client(n));
      await sleep(600 + round * 37);
      const asked = performance.now();
      server.terminate();
      expect(await server.exit).toBe(0);
      seconds.push((performance.now() - asked) / 1000);
      stopped = true;
      await Promise.all(clients);
    }
    const { CONFIRMED: confirmed = 0, ...others } = tally(outcomes);
    expect(others).toEqual({ 'not accepted': ROUNDS * CLIENTS });
    expect((await countOrders()) - before).toBe(confirmed);
    expect((await admin.query('SELECT * FROM platform.invariants()')).rows).toEqual([]);
    process.stdout.write(
      `SIGTERM under load, ${processes} processes: ${confirmed} orders, none broken; the server ended in ` +
        `${seconds.map((time) => time.toFixed(1)).join(', ')} s.\n`,
    );
  },
  120_000,
);

it('kill -9 of one process of three under load: the others answer, and it comes back', async () => {
  const before = await countOrders();
  const server = await BuiltServer.start({ ...variables, PROCESSES: '3', LOG_LEVEL: 'info' });
  let stopped = false;
  const outcomes: string[] = [];
  const later: string[] = [];
  let killed = false;
  const client = async (n: number) => {
    const agent = new Agent({ keepAlive: n % 2 === 0, maxSockets: 1 });
    while (!stopped) {
      const outcome = await order(server.url, agent);
      (killed ? later : outcomes).push(outcome);
      // Leaves a busy machine what a starting process needs.
      await sleep(20);
    }
    agent.destroy();
  };
  const clients = Array.from({ length: CLIENTS }, (_, n) => client(n));
  while (workersOf(server).length < 3) await sleep(50);
  const pids = workersOf(server);
  process.kill(Number(pids[1]), 'SIGKILL');
  killed = true;
  while (!/portal_process_restarts_total [1-9]/.test(await metricsOf(server.url))) await sleep(100);
  while (!/portal_processes 3\n/.test(await metricsOf(server.url))) await sleep(100);
  const fresh = () => workersOf(server).filter((pid) => !pids.includes(pid));
  while (fresh().length === 0) await sleep(50);
  stopped = true;
  await Promise.all(clients);
  server.terminate();
  expect(await server.exit).toBe(0);

  expect(tally(outcomes)).toEqual({ CONFIRMED: outcomes.length });
  const { CONFIRMED: confirmed = 0, ...broken } = tally(later);
  // Only what the killed one was about: at most one order of each client.
  expect(Object.keys(broken).filter((outcome) => !BROKEN.has(outcome))).toEqual([]);
  const lost = Object.values(broken).reduce((all, count) => all + count, 0);
  expect(lost).toBeLessThanOrEqual(CLIENTS);
  expect(confirmed).toBeGreaterThan(CLIENTS);
  const orders = (await countOrders()) - before;
  expect(orders).toBeGreaterThanOrEqual(outcomes.length + confirmed);
  expect(orders).toBeLessThanOrEqual(outcomes.length + confirmed + lost);
  expect((await admin.query('SELECT * FROM platform.invariants()')).rows).toEqual([]);
  expect(fresh().length).toBeGreaterThanOrEqual(1);
  process.stdout.write(
    `kill -9 of one of three: ${outcomes.length} orders before, ${confirmed} after, ${lost} broken.\n`,
  );
}, 120_000);

async function metricsOf(url: string): Promise<string> {
  try {
    return await (await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(5000) })).text();
  } catch {
    return 'not answered';
  }
}

/** The processes that have written a line about an order. */
function workersOf(server: BuiltServer): string[] {
  const lines = server.printed.split('\n').filter((line) => line.includes('"orderSubmit"'));
  return [...new Set(lines.map((line) => /"pid":(\d+)/.exec(line)?.[1] ?? 'none'))].sort();
}

async function countOrders(): Promise<number> {
  const { rows } = await admin.query<{ orders: number }>(
    'SELECT count(*)::int AS orders FROM orders.sales_order',
  );
  return rows[0]?.orders ?? 0;
}
