import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { makeSigningKeys } from '../../src/platform/config/index.js';
import { BuiltServer, killServers } from '../support/built-server.js';
import { tally } from '../support/parallel.js';
import { openPortal } from '../support/portal.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { openShop, orderInput, SUBMIT, type Shop } from '../support/world/shop.world.js';

const ROUNDS = 3;
const CLIENTS = 16;

let database: TestDatabase;
let shop: Shop;
let variables: Record<string, string>;
let admin: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase('shutdown');
  const secrets = { SIGNING_KEYS: JSON.stringify(makeSigningKeys()) };
  const portal = await openPortal(database, secrets);
  shop = await openShop(portal);
  await portal.stop();
  variables = { ...secrets, DATABASE_URL: database.url };
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

it(`${ROUNDS} × SIGTERM under load: no accepted request fails`, async () => {
  const outcomes: string[] = [];
  const seconds: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const server = await BuiltServer.start(variables);
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
  const { rows } = await admin.query<{ orders: number }>(
    'SELECT count(*)::int AS orders FROM orders.sales_order',
  );
  expect(rows).toEqual([{ orders: confirmed }]);
  expect((await admin.query('SELECT * FROM platform.invariants()')).rows).toEqual([]);
  process.stdout.write(
    `SIGTERM under load: ${confirmed} orders, none broken; the server ended in ` +
      `${seconds.map((time) => time.toFixed(1)).join(', ')} s.\n`,
  );
}, 120_000);
