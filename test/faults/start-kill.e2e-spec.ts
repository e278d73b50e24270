import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgres } from '../../src/platform/database/embedded/embedded-postgres.js';
import {
  isAlive,
  readPostmasterFile,
} from '../../src/platform/database/embedded/postmaster-file.js';
import { BuiltServer, killServers } from '../support/built-server.js';
import { OrderingCrowd } from '../support/ordering-crowd.js';
import { seededRandom } from '../support/parallel.js';
import { testFolder } from '../support/test-cluster.js';

const KILLS = Number(process.env['PORTAL_START_KILLS'] ?? 4);
const SEED = Number(process.env['PORTAL_SEED'] ?? Date.now() % 1_000_000);
const CLIENTS = 4;
const SKUS = ['XBS12-8-256', 'XBS12-KEYBOARD'];

let folder: string;
let dataDir: string;
let variables: Record<string, string>;
let adminUrl = '';
let crowd: OrderingCrowd | undefined;

beforeAll(async () => {
  folder = await testFolder('start-kill');
  dataDir = join(folder, 'data');
  variables = {
    DATA_DIR: dataDir,
    EMBEDDED_POSTGRES_PORT: String(18_000 + (process.pid % 1000)),
    ACCESS_TOKEN_MINUTES: '1440',
  };
});

afterAll(async () => {
  await killServers();
  await crowd?.abandon();
  await EmbeddedPostgres.remove(dataDir, () => undefined);
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}, 60_000);

it(
  `${KILLS} × kill -9 of npm start, and of its database with it, in mid-order: the next start works, and no order is lost or doubled`,
  async () => {
    let server: BuiltServer | undefined = await start();
    const { token, addressId } = await signIn(server);
    let orders = 0;
    const clients = new OrderingCrowd({
      seed: SEED,
      token,
      adminUrl: () => adminUrl,
      input: (below) => {
        orders += 1;
        return {
          marketCode: 'DE',
          purchaseOrderNumber: `PO-${process.pid}-${orders}`,
          shipToAddressId: addressId,
          acceptBackorder: true,
          lines: SKUS.slice(below(SKUS.length)).map((sku) => ({ sku, quantity: 1 + below(3) })),
        };
      },
    });
    crowd = clients;
    let lastUrl = server.url;
    clients.start(CLIENTS, () => server?.url ?? lastUrl);
    const starts: number[] = [];
    for (let kill = 0; kill < KILLS; kill += 1) {
      await clients.nextAnswer();
      await sleep(clients.below(400));
      const postmaster = postmasterPid();
      const both = kill % 2 === 1;
      const killed: BuiltServer = server;
      lastUrl = killed.url;
      server = undefined;
      if (both) process.kill(postmaster, 'SIGKILL');
      await killed.kill();
      expect(killed.printed).not.toContain('an operation failed');
      const began = performance.now();
      server = await start();
      starts.push(Math.round(performance.now() - began));
      // The database that was left running is taken over; the one that was killed is started anew.
      expect(postmasterPid() === postmaster).toBe(!both);
      await clients.expectNoBreach();
    }
    await clients.finish();
    await clients.expectNothingLostOrDoubled();
    process.stdout.write(
      `The whole of npm start killed ${KILLS} times, ${clients.report()}; the next start took ${starts.join(', ')} ms.\n`,
    );
    const postmaster = postmasterPid();
    server.terminate();
    expect(await server.exit).toBe(0);
    expect(isAlive(postmaster)).toBe(false);
  },
  120_000 + KILLS * 15_000,
);

it('a kill -9 at any moment of the very first start leaves something that the next start works with', async () => {
  const place = join(folder, 'first');
  const settings = { ...variables, DATA_DIR: place };
  const random = seededRandom(SEED);
  const moments = [600 + random() * 1500, 1500 + random() * 3000].map(Math.round);
  process.stdout.write(`The first start killed after ${moments.join(' and ')} ms, seed ${SEED}.\n`);
  try {
    for (const milliseconds of moments) {
      await BuiltServer.killWhileStarting(settings, milliseconds);
    }
    const server = await BuiltServer.start(settings);
    expect(await signIn(server, place)).toMatchObject({ token: expect.stringContaining('.') });
    server.terminate();
    expect(await server.exit).toBe(0);
  } finally {
    await killServers();
    await EmbeddedPostgres.remove(place, () => undefined);
  }
}, 120_000);

async function start(): Promise<BuiltServer> {
  const server = await BuiltServer.start(variables);
  adminUrl = (await EmbeddedPostgres.find(dataDir, 'portal')) ?? '';
  return server;
}

function postmasterPid(): number {
  const place = ['postgres', 'pgdata'].map((name) => join(dataDir, name)).find(existsSync) ?? '';
  return readPostmasterFile(place)?.pid ?? 0;
}

/** The demo's buyer of the worked example, and an address to ship to, as the line to paste names it. */
async function signIn(
  server: BuiltServer,
  place = dataDir,
): Promise<{ token: string; addressId: string }> {
  const demo: { users: { role: string; email: string; password: string }[] } = JSON.parse(
    readFileSync(join(place, 'demo.json'), 'utf8'),
  );
  const { email, password } = demo.users.find(({ role }) => role === 'BUYER') ?? {};
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query: 'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }',
      variables: { input: { email, password } },
    }),
  });
  const { data }: ReturnType<typeof JSON.parse> = await response.json();
  const addressId = /"shipToAddressId":"([\w-]+)"/.exec(server.printed)?.[1] ?? '';
  return { token: data.signIn.accessToken, addressId };
}
