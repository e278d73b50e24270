/**
 * How long the server as built takes to refuse each attack of test/access/attack-list.ts, sent one at a time by a buyer
 * who is signed in. The goal is 50 ms at most (an attack of 5 MB is read before it is refused).
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ATTACKS, JSON_TYPE, type Attack } from '../test/access/attack-list.js';
import { BuiltServer } from '../test/support/built-server.js';

const ROUNDS = 15;
const GOAL_MS = 50;

interface SignIn {
  role: string;
  email: string;
  password: string;
}

async function tokenOf(url: string, folder: string): Promise<string> {
  const demo = JSON.parse(readFileSync(join(folder, 'demo.json'), 'utf8')) as { users: SignIn[] };
  const buyer = demo.users.find(({ role }) => role === 'BUYER');
  const query = 'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }';
  const input = { email: buyer?.email, password: buyer?.password };
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: JSON_TYPE,
    body: JSON.stringify({ query, variables: { input } }),
  });
  const { data } = (await response.json()) as { data: { signIn: { accessToken: string } } };
  return data.signIn.accessToken;
}

/** Sends it once; gives the status and the milliseconds until the answer was read. */
async function send(url: string, token: string, attack: Attack): Promise<[number, number]> {
  const { method = 'POST', path = '', headers = JSON_TYPE, body } = attack;
  const sent = Object.entries({
    accept: 'application/graphql-response+json',
    authorization: `Bearer ${token}`,
    ...headers,
  }).filter(([, value]) => value !== '');
  const started = performance.now();
  const response = await fetch(`${url}/graphql${path}`, {
    method,
    headers: sent,
    ...(body !== undefined && { body: typeof body === 'string' ? body : new Uint8Array(body) }),
  });
  await response.arrayBuffer();
  return [response.status, performance.now() - started];
}

const ms = (value: number): string => value.toFixed(1).padStart(8);

async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'portal-bench-'));
  const server = await BuiltServer.start({ DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'fatal' });
  try {
    const token = await tokenOf(server.url, folder);
    const attacks = ATTACKS.map(([name, make]) => ({
      name,
      attack: make(),
      times: [] as number[],
    }));
    const statuses = new Map<string, number>();
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const { name, attack, times } of attacks) {
        const [status, time] = await send(server.url, token, attack);
        statuses.set(name, status);
        // The first round warms the server up.
        if (round > 0) times.push(time);
      }
    }
    process.stdout.write(`${'attack'.padEnd(48)}status  median ms   max ms  of ${ROUNDS}\n`);
    for (const { name, times } of attacks) {
      const sorted = times.toSorted((a, b) => a - b);
      const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
      const late = median > GOAL_MS ? '  over the goal' : '';
      process.stdout.write(
        `${name.padEnd(48)}${String(statuses.get(name)).padStart(6)} ${ms(median)}   ${ms(sorted.at(-1) ?? 0)}${late}\n`,
      );
    }
  } finally {
    // Asked to end, it also ends its database.
    server.terminate();
    await server.exit;
    rmSync(folder, { recursive: true, force: true });
  }
}

await run();
