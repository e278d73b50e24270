import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fillDemo, type DemoSignIn } from '../../src/cli/demo/fill-demo.js';
import { startPortal, type Portal } from '../support/portal.js';
import { LosingProxy } from './losing-proxy.js';

const SLOW = 180_000;
const folder = join(import.meta.dirname, '../../examples');
const EXAMPLES = readdirSync(folder).sort();

let portal: Portal;
let signIns: DemoSignIn[];

beforeAll(async () => {
  portal = await startPortal('examples');
  signIns = await fillDemo(portal.app, portal.config, () => undefined);
}, SLOW);

afterAll(async () => {
  await portal.stop();
  rmSync(portal.config.dataDir, { recursive: true, force: true });
});

/** Starts an example as its README says, in its own folder and process. */
async function run(name: string, variables: Record<string, string>): Promise<string[]> {
  const [program, args]: [string, string[]] =
    name === 'curl' ? ['bash', ['order.sh']] : ['npm', ['start', '--silent']];
  const child = spawn(program, args, {
    cwd: join(folder, name),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...variables },
  });
  let [output, complaints] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const code = await new Promise((done) => child.once('close', done));
  if (code !== 0) throw new Error(`${name} ended with ${String(code)}:\n${output}${complaints}`);
  return output.trim().split('\n');
}

const tokenOf = (role: string): Promise<string> =>
  portal.signIn(signIns.find((signIn) => signIn.role === role)!);

async function orders() {
  const { data } = await portal.ask(
    '{ orders(first: 1) { totalCount nodes { number state total { amount } lines { sku quantity } } } }',
    {},
    { token: await tokenOf('BUYER') },
  );
  return data.orders;
}

/** What every example prints, and the order that came of it. */
async function expectOrder(lines: string[], before: { totalCount: number }): Promise<void> {
  const told = lines.slice(-5);
  expect(told[0]).toMatch(/^Found Xiaomi Book S .*: XBS12-8-256$/);
  expect(told[1]).toMatch(/^12 for 525\.00 EUR each, \d+ in stock$/);
  expect(told[2]).toMatch(/^Refused: UNKNOWN_SKU( at input\.lines\.0\.sku)?: There is no SKU/);
  const [, number] = /^Order (SO-\d{4}-\d{6}) CONFIRMED 7497\.00 EUR$/.exec(told[3]!) ?? [];
  expect(told[4]).toBe(`Sent again: ${number}, replayed: true`);
  const after = await orders();
  expect(after.totalCount).toBe(before.totalCount + 1);
  expect(after.nodes[0]).toEqual({
    number,
    state: 'CONFIRMED',
    total: { amount: '7497.00' },
    lines: [{ sku: 'XBS12-8-256', quantity: 12 }],
  });
}

describe('the examples', () => {
  it('are there for curl, four clients, and each says how to start it', () => {
    expect(EXAMPLES).toEqual(['apollo-client', 'codegen', 'curl', 'graphql-request', 'urql']);
    for (const name of EXAMPLES) {
      const readme = readFileSync(join(folder, name, 'README.md'), 'utf8');
      expect(readme).toContain(
        `PORTAL_URL=http://localhost:4000 ${name === 'curl' ? './order.sh' : 'npm start'}`,
      );
    }
  });

  it.each(EXAMPLES)(
    '%s signs in and orders once, although the first answer to its order is lost',
    async (name) => {
      const before = await orders();
      let losses = 0;
      const proxy = await LosingProxy.start(portal.url, (body) => {
        const orders12 = /"quantity":\s*12/.test(body) && body.includes('orderSubmit');
        if (orders12) losses += 1;
        return orders12 && losses === 1;
      });
      try {
        const lines = await run(name, { PORTAL_URL: proxy.url });
        // A client that generates its code prints that, too.
        expect(lines.at(-6)).toBe('Signed in as Berta Buyer');
        await expectOrder(lines, before);
        expect(proxy.seen.filter(({ lost }) => lost)).toHaveLength(1);
        const queries = new Set(
          proxy.seen.filter(({ body }) => !body.includes('mutation')).map(({ method }) => method),
        );
        if (name === 'urql') expect([...queries]).toEqual(['GET']);
      } finally {
        await proxy.stop();
      }
    },
    SLOW,
  );

  it.each(EXAMPLES)(
    '%s orders with an API key',
    async (name) => {
      const before = await orders();
      const token = await tokenOf('RESELLER_ADMIN');
      const input = {
        name: `Example ${name}`,
        scopes: ['CATALOG_READ', 'ORDERS_READ', 'ORDERS_WRITE'],
        expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
        idempotencyKey: `example-${name}`,
      };
      const made = await portal.ask(
        'mutation ($input: ApiKeyCreateInput!) { apiKeyCreate(input: $input) { secret userErrors { message } } }',
        { input },
        { token },
      );
      const { data } = await portal.ask(
        '{ viewer { reseller { addresses { id countryCode } } } }',
        {},
        { token },
      );
      const address = data.viewer.reseller.addresses.find(
        ({ countryCode }: { countryCode: string }) => countryCode === 'DE',
      );
      const lines = await run(name, {
        PORTAL_URL: portal.url,
        PORTAL_API_KEY: made.data.apiKeyCreate.secret,
        PORTAL_ADDRESS_ID: address.id,
      });
      expect(lines.join('\n')).not.toContain('Signed in');
      await expectOrder(lines, before);
    },
    SLOW,
  );
});
