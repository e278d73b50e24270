import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FinishedUnit } from '../../src/platform/database/index.js';
import { contentOf } from '../support/database-content.js';
import { startPortal, type Portal } from '../support/portal.js';
import { openShop, type Shop } from '../support/world/shop.world.js';
import { ATTACKS, JSON_TYPE, query, type Attack } from './attack-list.js';

/** The goal is 50 ms; the machine of the tests may be busy with other suites. */
const REFUSAL_MS_MAX = 3000;

let portal: Portal;
let shop: Shop;

beforeAll(async () => {
  portal = await startPortal('attacks');
  shop = await openShop(portal);
}, 60_000);

afterAll(() => portal?.stop());

interface Refusal {
  status: number;
  text: string;
  milliseconds: number;
  units: FinishedUnit[];
}

async function attack({ method = 'POST', path = '', headers = JSON_TYPE, body }: Attack) {
  const refusal: Refusal = { status: 0, text: '', milliseconds: 0, units: [] };
  refusal.units = await portal.unitsOf(async () => {
    const started = performance.now();
    const response = await fetch(`${portal.url}/graphql${path}`, {
      method,
      // One that is empty is left out.
      headers: Object.entries({
        accept: 'application/graphql-response+json',
        authorization: `Bearer ${shop.buyer.token}`,
        ...headers,
      }).filter(([, value]) => value !== ''),
      ...(body !== undefined && { body: typeof body === 'string' ? body : new Uint8Array(body) }),
    });
    refusal.text = await response.text();
    refusal.status = response.status;
    refusal.milliseconds = performance.now() - started;
  });
  return refusal;
}

describe('an attack on the whole server', () => {
  it.each(ATTACKS)(
    '%s is refused: 4xx, no statement, nothing changed, still alive',
    async (_name, make) => {
      const before = await contentOf(portal);
      const { status, text, milliseconds, units } = await attack(make());
      expect([Math.floor(status / 100), status, text.slice(0, 500)]).toEqual([
        4,
        status,
        text.slice(0, 500),
      ]);
      expect(units).toEqual([]);
      expect(milliseconds).toBeLessThan(REFUSAL_MS_MAX);
      // An answer is JSON, says what to do, and is no longer than what one reads; it shows nothing of the inside.
      expect(JSON.parse(text).errors.length).toBeGreaterThan(0);
      expect(text.length).toBeLessThan(20_000);
      expect(text).not.toMatch(/node_modules|\.js:|\.ts:|at Object|SELECT |INSERT |stack/);
      const { data } = await portal.ask('{ apiVersion }');
      expect(data.apiVersion).toMatch(/^\d/);
      expect(await contentOf(portal)).toEqual(before);
    },
  );

  it('pollutes no prototype', () => {
    expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('marketCode');
    expect(Object.keys({})).toEqual([]);
  });
});

describe('harmless but large', () => {
  it('a code of 100,000 characters is not repeated, in the message or beside it', async () => {
    const { status, text } = await attack(
      query('query ($code: String!) { market(code: $code) { name } }', { code: 'x'.repeat(1e5) }),
    );
    expect([status, JSON.parse(text).errors[0].extensions.code]).toEqual([200, 'NOT_FOUND']);
    expect(text.length).toBeLessThan(5000);
  });

  it('500 times the same field is answered once', async () => {
    const { status, text } = await attack(query(`{ ${'apiVersion '.repeat(500)} }`));
    expect([status, Object.keys(JSON.parse(text).data)]).toEqual([200, ['apiVersion']]);
  });
});

describe('a token that was tampered with', () => {
  const payload = (claims: object): string =>
    Buffer.from(JSON.stringify(claims)).toString('base64url');

  it.each([
    ['cut', (token: string) => token.slice(0, -10)],
    ['with another signature', (token: string) => `${token.slice(0, -6)}AAAAAA`],
    [
      'without one, by alg none',
      (token: string) => `${payload({ alg: 'none', typ: 'JWT' })}.${token.split('.')[1]}.`,
    ],
    [
      'signed as if by a shared secret',
      (token: string) =>
        `${payload({ alg: 'HS256', typ: 'JWT', kid: portal.signingKeyId })}.${token.split('.')[1]}.${token.split('.')[2]}`,
    ],
    [
      'for another user',
      (token: string) => {
        const [head, body = '', signature] = token.split('.');
        const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
        return `${head}.${payload({ ...claims, sub: shop.desk.userId })}.${signature}`;
      },
    ],
    ['twice', (token: string) => `${token} ${token}`],
    ['in 60 kB', () => 'a'.repeat(12_000)],
    ['an empty one', () => ''],
    ['an SQL one', () => `' OR 1=1; --`],
    ['a key that is none', () => `cpp_live_AAAAAAAA_${'A'.repeat(43)}`],
  ])('%s is 401 and reads nothing', async (_name, change) => {
    const { status, text } = await attack({
      ...query('{ viewer { user { id } } }'),
      headers: { ...JSON_TYPE, authorization: `Bearer ${change(shop.buyer.token)}` },
    });
    const { errors, data } = JSON.parse(text);
    expect([status, data ?? null, errors[0].extensions.code]).toEqual([
      401,
      null,
      'UNAUTHENTICATED',
    ]);
  });
});
