import { once } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ResponseStore } from '../../src/platform/response-store/index.js';
import { hitsOf, readPage, warm, type PageRequest } from '../support/page-reader.js';
import { openPortal, type Portal } from '../support/portal.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { addPriceList } from '../support/world/pricing.world.js';
import {
  addPerson,
  addShopReseller,
  addStaff,
  openShop,
  type Person,
  type Shop,
} from '../support/world/shop.world.js';

const PAGE = `query Page($market: String, $first: Int) {
  products(marketCode: $market, first: $first) {
    totalCount
    nodes { handle name variants { sku price { unitPrice { amount } explanation { losers { priceListCode reason } } }
      availability { state } listing { stage orderable } } }
    pageInfo { hasNextPage endCursor }
  }
}`;
const ORIGIN = 'https://shop.example.com';

let database: TestDatabase;
let portal: Portal;
/** On the same database, with no store. */
let plain: Portal;
let shop: Shop;

beforeAll(async () => {
  database = await createTestDatabase('stored-pages');
  portal = await openPortal(database, { CORS_ORIGINS: ORIGIN });
  plain = await openPortal(database, { CORS_ORIGINS: ORIGIN, RESPONSE_STORE_MB: '0' });
  shop = await openShop(portal);
});
afterAll(async () => {
  await portal.stop();
  await plain.stop();
  await database.drop();
});

function page(token?: string, headers?: Record<string, string>): PageRequest {
  return {
    query: PAGE,
    variables: { market: 'DE', first: 50 },
    token,
    ...(headers && { headers }),
  };
}

describe('a page that is asked again', () => {
  it.each([
    ['of application/json', { accept: 'application/json' }],
    ['of the response type', { accept: 'application/graphql-response+json' }],
    ['of anything', { accept: '*/*' }],
    ['from another origin', { origin: ORIGIN }],
    ['from an origin that may not read it', { origin: 'https://other.example.com' }],
    ['that names the operation', { 'x-apollo-operation-name': 'Page' }],
  ])('is the same byte for byte: %s', async (_, headers) => {
    const request = page(shop.buyer.token, headers);
    const expected = await readPage(plain, request);
    expect(expected.status).toBe(200);
    expect(JSON.parse(expected.text).data.products.totalCount).toBe(2);
    await warm(portal, request);
    const hits = await hitsOf(portal, async () => {
      expect(await readPage(portal, request)).toEqual(expected);
      expect(await readPage(portal, request)).toEqual(expected);
    });
    expect(hits).toBe(2);
  });

  it('has a request id of its own, or the one that was sent', async () => {
    const request = page(shop.buyer.token);
    await warm(portal, request);
    const ids = new Set<string | null>();
    const hits = await hitsOf(portal, async () => {
      for (const sent of [undefined, undefined, 'sent-by-the-client']) {
        const response = await fetch(`${portal.url}/graphql`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            authorization: `Bearer ${shop.buyer.token}`,
            ...(sent && { 'x-request-id': sent }),
          },
          body: JSON.stringify({ query: request.query, variables: request.variables }),
        });
        ids.add(response.headers.get('x-request-id'));
        await response.text();
      }
    });
    expect(hits).toBe(3);
    expect(ids.size).toBe(3);
    expect(ids).toContain('sent-by-the-client');
  });

  it('is read to its end, so that nothing of the request waits for it', async () => {
    const request = page(shop.buyer.token);
    await warm(portal, request);
    const server: Server = portal.app.getHttpServer();
    const ended: Promise<unknown>[] = [];
    const note = (asked: IncomingMessage) => void ended.push(once(asked, 'end'));
    server.on('request', note);
    const hits = await hitsOf(portal, async () => {
      for (let times = 0; times < 3; times += 1) await readPage(portal, request);
    });
    server.off('request', note);
    expect(hits).toBe(3);
    expect((await Promise.all(ended)).length).toBe(3);
  });

  it('counts in the metrics like any other, and the store shows itself there', async () => {
    const request = page(shop.buyer.token);
    await warm(portal, request);
    const counted = async (name: RegExp) => {
      const text = await (await fetch(`${portal.url}/metrics`)).text();
      return Number(name.exec(text)?.[1]);
    };
    const operations =
      /^portal_graphql_operation_seconds_count\{type="query",field="products",code="OK"\} (\d+)/m;
    const requests =
      /^portal_http_request_seconds_count\{method="POST",path="\/graphql",status="200"\} (\d+)/m;
    const before = [await counted(operations), await counted(requests)];
    await readPage(portal, request);
    expect([await counted(operations), await counted(requests)]).toEqual(
      before.map((count) => count + 1),
    );
    expect(await counted(/^portal_response_store_hits (\d+)/m)).toBeGreaterThan(0);
    expect(await counted(/^portal_response_store_checks (\d+)/m)).toBeGreaterThan(0);
    expect(await counted(/^portal_response_store_bytes (\d+)/m)).toBeGreaterThan(500);
  });
});

describe('an audience', () => {
  let other: Person;
  let favoured: Person;
  let authorized: Person;

  beforeAll(async () => {
    const personOf = async (tier: 'PREMIER' | 'AUTHORIZED', role: 'BUYER' | 'APPROVER') => {
      const reseller = await addShopReseller(portal, { tier });
      const person = await addPerson(portal, { resellerId: reseller.id, role });
      return { ...person, resellerId: reseller.id };
    };
    other = await personOf('PREMIER', 'APPROVER');
    authorized = await personOf('AUTHORIZED', 'BUYER');
    const own = await personOf('PREMIER', 'BUYER');
    favoured = own;
    await addPriceList(portal.db, {
      marketCode: 'DE',
      code: 'DE-FAVOUR',
      resellerId: own.resellerId,
      entries: { [shop.a]: 40_000 },
    });
  });

  it('shares its pages, and no other sees them', async () => {
    const desk = shop.desk;
    for (const person of [undefined, shop.buyer, other, favoured, authorized, desk]) {
      await warm(portal, page(person?.token));
    }
    for (const person of [shop.buyer, undefined, favoured, authorized, other, desk]) {
      const request = page(person?.token);
      const expected = await readPage(plain, request);
      const hits = await hitsOf(portal, async () => {
        expect(await readPage(portal, request)).toEqual(expected);
      });
      expect(hits).toBe(person === desk ? 0 : 1);
    }
    const amounts = async (token?: string) => {
      const { text } = await readPage(portal, page(token));
      return /"unitPrice":\{"amount":"([\d.]+)"/.exec(text)?.[1] ?? null;
    };
    expect(await amounts(shop.buyer.token)).toBe('540.00');
    expect(await amounts(favoured.token)).toBe('400.00');
    expect(await amounts(authorized.token)).toBe('600.00');
    expect(await amounts()).toBeNull();
  });

  it('of one tier needs no page of its own for each reseller', async () => {
    const request = { ...page(shop.buyer.token), query: PAGE.replace('Page', 'Shared') };
    await warm(portal, request);
    expect(await hitsOf(portal, () => readPage(portal, { ...request, token: other.token }))).toBe(
      1,
    );
  });
});

describe('what is never stored', () => {
  const cases: [string, PageRequest][] = [
    ['an error', { query: '{ product(handle: "nothing-like-it", marketCode: "DE") { name } }' }],
    [
      'an answer in part',
      {
        query: `{ products(marketCode: "DE") { totalCount } product(handle: "nothing-like-it") { name } }`,
      },
    ],
    ['introspection', { query: '{ __schema { queryType { name } } products { totalCount } }' }],
    ['a field that was not declared', { query: '{ viewer { id } products { totalCount } }' }],
    [
      'what only staff read',
      { query: '{ products(marketCode: "DE") { nodes { texts { name } } } }' },
    ],
    [
      'a mutation',
      {
        query:
          'mutation { signIn(input: { email: "a@example.com", password: "x" }) { accessToken } }',
      },
    ],
  ];

  it.each(cases)('%s', async (_, request) => {
    const asked = { ...request, token: shop.buyer.token };
    const store = portal.app.get(ResponseStore, { strict: false });
    const misses = store.misses;
    const hits = await hitsOf(portal, async () => {
      for (let times = 0; times < 4; times += 1) await readPage(portal, asked);
    });
    expect(hits).toBe(0);
    // None was even waited for, but where the same operation may pass another time.
    expect(store.misses - misses).toBe(0);
  });

  it('a request whose body is not JSON, is empty or too long goes the usual way', async () => {
    const query = `{ products { totalCount } } # ${'x'.repeat(20_000)}`;
    const hits = await hitsOf(portal, async () => {
      for (let times = 0; times < 3; times += 1) {
        expect((await readPage(portal, { query })).status).toBe(200);
        for (const [body, type, status] of [
          ['{"query":', 'application/json', 400],
          ['', 'application/json', 400],
          ['{"query":"{products{totalCount}}"}', 'text/plain', 415],
        ] as const) {
          const headers = { 'content-type': type };
          const response = await fetch(`${portal.url}/graphql`, { method: 'POST', headers, body });
          expect(response.status).toBe(status);
        }
      }
    });
    expect(hits).toBe(0);
  });
});

describe('who has ended', () => {
  const SIGN_OUT = 'mutation { signOut { signedOut } }';

  it('is refused like everywhere, at once', async () => {
    const person = await addPerson(portal, { resellerId: shop.reseller.id, role: 'BUYER' });
    const request = page(person.token);
    await warm(portal, request);
    expect(await hitsOf(portal, () => readPage(portal, request))).toBe(1);
    await readPage(portal, { query: SIGN_OUT, token: person.token });
    const refused = await readPage(portal, request);
    expect(refused.status).toBe(401);
    expect(JSON.parse(refused.text).errors[0].extensions.code).toBe('UNAUTHENTICATED');
  });

  it.each([
    ['the session', `UPDATE identity.session SET revoked_at = now() WHERE user_id = $1`],
    ['the account', `UPDATE identity.user_account SET state = 'DISABLED' WHERE id = $1`],
    ['the membership', `UPDATE identity.membership SET state = 'REVOKED' WHERE user_id = $1`],
  ])('%s', async (_, end) => {
    const person = await addPerson(portal, { resellerId: shop.reseller.id, role: 'BUYER' });
    const request = page(person.token);
    await warm(portal, request);
    expect(await hitsOf(portal, () => readPage(portal, request))).toBe(1);
    await portal.db.query(end, [person.userId]);
    const answer = await readPage(portal, request);
    expect(answer.status).toBe((await readPage(plain, request)).status);
    expect(answer.status).toBe(401);
  });

  it('is told so with a token that is none', async () => {
    await warm(portal, page(shop.buyer.token));
    expect((await readPage(portal, page('no-token-at-all'))).status).toBe(401);
    const request = page(undefined, { authorization: 'Basic abc' });
    expect((await readPage(portal, request)).status).toBe(401);
  });

  it('moved to another tier: sees the prices of that one', async () => {
    const reseller = await addShopReseller(portal);
    const person = await addPerson(portal, { resellerId: reseller.id, role: 'BUYER' });
    const request = page(person.token);
    await warm(portal, request);
    expect(await hitsOf(portal, () => readPage(portal, request))).toBe(1);
    await portal.db.query(`UPDATE reseller.reseller SET tier = 'REGISTERED' WHERE id = $1`, [
      reseller.id,
    ]);
    const answer = await readPage(portal, request);
    expect(answer).toEqual(await readPage(plain, request));
    expect(answer.text).toContain('"amount":"600.00"');
  });
});

it('staff see their own pages, whatever others have stored', async () => {
  const manager = await addStaff(portal, 'CATALOG_MANAGER');
  await warm(portal, page());
  const request = page(manager.token);
  await warm(portal, request);
  expect(await hitsOf(portal, () => readPage(portal, request))).toBe(0);
});

it('counts what it answers among the requests that a caller may send in a minute', async () => {
  const limited = await openPortal(database, { RATE_LIMIT_PER_MINUTE: '5' });
  try {
    const person = await addPerson(portal, { resellerId: shop.reseller.id, role: 'BUYER' });
    const query = '{ product(handle: "device-sku-a", marketCode: "DE") { name } }';
    for (const token of [person.token, undefined]) {
      const left: (string | undefined)[] = [];
      const statuses: number[] = [];
      const hits = await hitsOf(limited, async () => {
        for (let times = 0; times < 6; times += 1) {
          const { status, headers } = await readPage(limited, { query, token });
          statuses.push(status);
          left.push(headers['ratelimit-remaining']);
        }
      });
      expect(hits).toBeGreaterThan(2);
      expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
      expect(left).toEqual(['4', '3', '2', '1', '0', '0']);
    }
  } finally {
    await limited.stop();
  }
});
