import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createLogger } from '../../src/platform/observe/index.js';
import { openPortal, type Answer, type Portal } from '../support/portal.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { addDocument, openLink } from '../support/world/document.world.js';
import { addUser, signInAs, WORLD_PASSWORD } from '../support/world/identity.world.js';
import { addApplication } from '../support/world/onboarding.world.js';
import { openShop, orderInput, submitRaw, SUBMIT, type Shop } from '../support/world/shop.world.js';

let database: TestDatabase;
let portal: Portal;
let shop: Shop;
const lines: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase('request-line');
  const logger = createLogger('trace', { write: (line) => void lines.push(line) });
  portal = await openPortal(database, { LOG_LEVEL: 'trace' }, { logger });
  shop = await openShop(portal);
}, 60_000);

afterAll(async () => {
  await portal?.stop();
  rmSync(portal.config.dataDir, { recursive: true, force: true });
  await database?.drop();
});

/** The lines of requests, the last one last. */
function requests(): Answer['data'][] {
  return lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg.startsWith('request'));
}

describe('the line of a request', () => {
  beforeEach(() => {
    lines.length = 0;
  });

  it('tells who asked for what, how much it took, and why it was refused though the client asks for no code', async () => {
    const lacking = { lines: [{ sku: 'NO-SUCH', quantity: 1 }], marketCode: 'XX' };
    const query = `mutation Buy($input: OrderSubmitInput!) { done: orderSubmit(input: $input) { userErrors { message } } }`;
    const units = await portal.unitsOf(() =>
      portal.ask(query, { input: orderInput(shop, lacking) }, { token: shop.buyer.token }),
    );
    const [line, ...others] = requests();
    expect(others).toEqual([]);
    const sum = (part: 'statements' | 'rows') => units.reduce((all, unit) => all + unit[part], 0);
    expect(line).toMatchObject({
      caller: `USER ${shop.buyer.userId}`,
      operation: 'Buy',
      fields: ['orderSubmit'],
      userErrors: ['UNKNOWN_MARKET'],
      statements: sum('statements'),
      rows: sum('rows'),
      res: { status: 200 },
    });
    expect(line.codes).toBeUndefined();
    expect(line.statements).toBeGreaterThanOrEqual(1);
    const metrics = await (await fetch(`${portal.url}/metrics`)).text();
    expect(metrics).toContain(
      'portal_graphql_operation_seconds_count{type="mutation",field="orderSubmit",code="USER_ERRORS"} 1',
    );
  });

  it('counts the rows that the database answered, and none for who was refused before', async () => {
    const rows = async (skus: number) => {
      const asked = ['SKU-A', 'SKU-B']
        .slice(0, skus)
        .map((sku, n) => `v${n}: variant(sku: "${sku}") { sku }`);
      const answer = await portal.ask(`{ ${asked.join(' ')} }`, {}, { token: shop.buyer.token });
      expect(answer.errors).toEqual([]);
      return requests().at(-1).rows;
    };
    expect((await rows(2)) - (await rows(1))).toBe(1);
    await portal.ask('{ auditRecords(first: 1) { nodes { id } } }');
    const refused = requests().at(-1);
    expect([refused.codes, refused.rows, refused.statements]).toEqual([['UNAUTHENTICATED'], 0, 0]);
  });

  it('has no refusals in the line of an order that was taken', async () => {
    const answer = await submitRaw(shop, orderInput(shop));
    expect(answer.data.orderSubmit.order.state).toBe('CONFIRMED');
    expect(requests().map(({ codes, userErrors }) => [codes, userErrors])).toEqual([
      [undefined, undefined],
    ]);
  });
});

describe('at its most talkative the log', () => {
  const secrets = new Map<string, string>();
  /** The secret itself, and what is stored of it. */
  const note = (name: string, secret: string) => {
    const hash = createHash('sha256').update(secret).digest();
    secrets.set(name, secret);
    secrets.set(`${name} as hex`, hash.toString('hex'));
    secrets.set(`${name} as base64url`, hash.toString('base64url'));
  };

  it('holds no password, token, key or link, whether they are good or not', async () => {
    lines.length = 0;
    note('password', WORLD_PASSWORD);
    const user = await addUser(portal.db, { name: 'Nora Lind' });
    note('address', user.email);
    const session = await signInAs(portal, user.email);
    note('access token', session.accessToken);
    note('refresh token', session.refreshToken);
    note('wrong password', 'nobody-chose-this-password');
    const signIn = 'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }';
    await portal.ask(signIn, {
      input: { email: user.email, password: 'nobody-chose-this-password' },
    });
    const [head = '', body = ''] = session.accessToken.split('.');
    note('forged token', `${head}.${body}.forged-signature`);
    await portal.ask('{ viewer { id } }', {}, { token: `${head}.${body}.forged-signature` });

    const made = await portal.ask(
      `mutation ($input: ApiKeyCreateInput!) { apiKeyCreate(input: $input) { secret userErrors { message } } }`,
      {
        input: {
          idempotencyKey: 'their shop',
          name: 'their shop',
          scopes: ['ORDERS_WRITE', 'ORDERS_READ'],
          expiresAt: new Date(Date.now() + 86_400_000),
        },
      },
      { token: shop.admin.token },
    );
    const key: string = made.data?.apiKeyCreate.secret ?? '';
    expect(key).not.toBe('');
    note('API key', key);
    const input = orderInput(shop);
    expect((await portal.ask(SUBMIT, { input }, { token: key })).status).toBe(200);
    await portal.ask('{ orders(first: 1) { nodes { id } } }', {}, { token: `${key}x` });

    const applicationId = await addApplication(portal.db, { applicantUserId: user.id });
    const document = await addDocument(portal, session.accessToken, applicationId);
    const link = new URL(document.url, portal.url);
    for (const [name, value] of link.searchParams) note(`link's ${name}`, value);
    expect((await openLink(portal, document.url)).status).toBe(200);
    await openLink(portal, `${document.url}x`);
    await fetch(`${portal.url}/graphql?query=%7BapiVersion%7D&token=${key}`);
    await portal.ask('query ($n: Int!) { apiVersion }', { n: WORLD_PASSWORD });

    const text = lines.join('');
    expect(
      [...secrets].filter(([, secret]) => text.includes(secret)).map(([name]) => name),
    ).toEqual([]);
    expect(secrets.size).toBeGreaterThanOrEqual(24);
    expect(requests().length).toBeGreaterThanOrEqual(10);
  });
});
