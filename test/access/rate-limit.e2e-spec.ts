import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tally } from '../support/parallel.js';
import { startPortal, type Answer, type Portal } from '../support/portal.js';
import { loadConfig, makeSigningKeys } from '../../src/platform/config/index.js';
import {
  breaches,
  openShop,
  orderInput,
  submitRaw,
  type Shop,
} from '../support/world/shop.world.js';

const LIMIT = 20;

let portal: Portal;
let shop: Shop;

beforeAll(async () => {
  portal = await startPortal('rate_limit', { RATE_LIMIT_PER_MINUTE: String(LIMIT) });
  shop = await openShop(portal);
}, 60_000);

afterAll(() => portal?.stop());

const ask = (token?: string, query = '{ apiVersion }'): Promise<Answer> =>
  portal.ask(query, {}, token === undefined ? {} : { token });
const outcome = ({ status, errors }: Answer) => `${status} ${errors[0]?.extensions.code ?? 'OK'}`;

describe('with a limit for each caller', () => {
  it('refuses what is too much with how long to wait, and leaves others alone', async () => {
    const answers: Answer[] = [];
    for (let n = 0; n < LIMIT + 5; n += 1) answers.push(await ask(shop.buyer.token));
    expect(tally(answers.map(outcome))).toEqual({ '200 OK': LIMIT, '429 RATE_LIMITED': 5 });
    const [first] = answers;
    expect([first?.headers['ratelimit-limit'], first?.headers['ratelimit-remaining']]).toEqual([
      String(LIMIT),
      String(LIMIT - 1),
    ]);
    const { headers, errors } = answers.at(-1) ?? (await ask());
    const wait = Number(headers['retry-after']);
    expect(wait).toBeGreaterThanOrEqual(1);
    expect(wait).toBeLessThanOrEqual(60);
    expect([headers['ratelimit-remaining'], headers['ratelimit-reset']]).toEqual([
      '0',
      String(wait),
    ]);
    expect(errors[0].extensions.retryAfterSeconds).toBe(wait);
    expect(outcome(await ask(shop.approver.token))).toBe('200 OK');
  });

  it('changes nothing for who is refused', async () => {
    const before = await portal.rows('SELECT count(*) FROM orders.sales_order');
    const refused = await submitRaw(shop, orderInput(shop));
    expect(outcome(refused)).toBe('429 RATE_LIMITED');
    expect(await portal.rows('SELECT count(*) FROM orders.sales_order')).toEqual(before);
    expect(await breaches(portal)).toEqual([]);
  });

  it('counts files like requests', async () => {
    const answer = await fetch(`${portal.url}/reports/sales.csv`, {
      headers: { authorization: `Bearer ${shop.buyer.token}` },
    });
    expect([answer.status, answer.headers.get('ratelimit-remaining')]).toEqual([429, '0']);
    expect((await fetch(`${portal.url}/health/live`)).headers.get('ratelimit-limit')).toBeNull();
  });

  it('counts what costs much for more', async () => {
    const fields =
      'id name variants { id sku price { unitPrice { amount } } availability { state } }';
    const one = `products(first: 100, marketCode: "DE") { nodes { ${fields} } }`;
    const page = `{ one: ${one} two: ${one} }`;
    const answer = await ask(shop.admin.token, page);
    expect(outcome(answer)).toBe('200 OK');
    const left = Number(answer.headers['ratelimit-remaining']);
    const spent = LIMIT - 1 - left;
    expect(spent).toBeGreaterThanOrEqual(1);
    const small = await ask(shop.admin.token);
    expect(Number(small.headers['ratelimit-remaining'])).toBe(left - 1);
  });
});

it('there is a limit in production unless another is set, and none elsewhere', () => {
  const limit = (variables: Record<string, string>) =>
    loadConfig({
      DATABASE_URL: 'postgresql://portal_app@db.example/portal',
      SIGNING_KEYS: JSON.stringify(makeSigningKeys()),
      ...variables,
    }).limits.requestsPerMinute;
  expect([
    limit({}),
    limit({ NODE_ENV: 'production' }),
    limit({ NODE_ENV: 'production', RATE_LIMIT_PER_MINUTE: '0' }),
    limit({ RATE_LIMIT_PER_MINUTE: '600' }),
  ]).toEqual([0, 6000, 0, 600]);
});
