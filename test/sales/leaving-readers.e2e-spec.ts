import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPortal, type Portal } from '../support/portal.js';
import { bookOrder, openSalesWorld } from '../support/world/sales.world.js';
import { addStaff, type Person } from '../support/world/shop.world.js';
import { addressOf } from './report-reader.js';

const DAYS = { from: '2026-01-01', to: '2026-01-31' };
const TEXT = 'query ($input: SalesInput!) { sales(input: $input) { totalCount } }';
/** Months of regions answer the one, and variants the other. */
const SHORT = { ...DAYS, groupBy: ['REGION'] };
const LONG = { ...DAYS, groupBy: ['VARIANT'] };
const WAITING_OF_ONE = 16;

let portal: Portal;
let analyst: Person;
let other: Person;

beforeAll(async () => {
  // One question that takes long at a time, of all callers.
  portal = await startPortal('leaving_readers', { DATABASE_POOL_SIZE: '8' });
  const world = await openSalesWorld(portal);
  analyst = await addStaff(portal, 'ANALYST');
  other = await addStaff(portal, 'ANALYST');
  const lines = [{ sku: 'PHONE-1', quantity: 1, unitMinor: 100 } as const];
  await bookOrder(world, { marketCode: 'DE', at: '2026-01-20T10:00:00Z', lines });
  // Whoever reads variants stands still for half a minute; nothing here takes as long when it is ended.
  await portal.db.query(`CREATE POLICY slow ON sales.variant_key FOR SELECT TO portal_app
    USING (pg_sleep(30)::text IS NOT NULL)`);
  await portal.db.query('ALTER TABLE sales.variant_key ENABLE ROW LEVEL SECURITY');
});

afterAll(() => portal?.stop());

const requests: ClientRequest[] = [];

/** Whatever still waits, goes. */
afterEach(async () => {
  for (const sent of requests.splice(0)) sent.destroy();
  await sleepersBecome(0);
});

interface Sent {
  answer: Promise<{ status: number; retryAfter: string | undefined; text: string }>;
  leave: () => void;
}

function send(path: string, token: string, body?: object): Sent {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const method = body === undefined ? 'GET' : 'POST';
  const sent = request(`${portal.url}${path}`, { method, headers, agent: false });
  requests.push(sent);
  const answer = new Promise<IncomingMessage>((done, fail) => {
    sent.on('response', done).on('error', fail);
  }).then(async (response) => {
    let text = '';
    for await (const part of response) text += String(part);
    const { statusCode: status = 0, headers: got } = response;
    return { status, retryAfter: got['retry-after'], text };
  });
  answer.catch(() => undefined);
  sent.end(body === undefined ? undefined : JSON.stringify(body));
  return { answer, leave: () => sent.destroy() };
}

const ask = (token: string, input: object) =>
  send('/graphql', token, { query: TEXT, variables: { input } });
const report = (token: string, input: object) => send(addressOf('csv', { ...input }), token);

/** How many statements of the server stand still. */
async function sleepers(): Promise<number> {
  const [row] = await portal.rows<{ count: number }>(
    `SELECT count(*)::integer FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = 'portal' AND wait_event = 'PgSleep'`,
  );
  return row?.count ?? 0;
}

async function sleepersBecome(count: number): Promise<void> {
  for (let tries = 0; tries < 200 && (await sleepers()) !== count; tries++) await sleep(50);
  expect(await sleepers()).toBe(count);
}

describe.each([
  ['a question', ask],
  ['a report', report],
])('%s that nobody waits for any more', (_, start) => {
  it('ends in the database at once, and makes room for the next', async () => {
    const gone = start(analyst.token, LONG);
    await sleepersBecome(1);
    gone.leave();
    await expect(gone.answer).rejects.toThrow('socket hang up');
    await sleepersBecome(0);
    start(other.token, LONG);
    await sleepersBecome(1);
  });

  it('is forgotten while it waits for its turn', async () => {
    start(analyst.token, LONG);
    await sleepersBecome(1);
    start(other.token, LONG).leave();
    requests[0]?.destroy();
    await sleepersBecome(0);
  });
});

describe('questions that take long', () => {
  it('wait for each other, while short ones and everybody else are answered', async () => {
    const waiting = [ask(analyst.token, LONG), report(other.token, LONG), ask(other.token, LONG)];
    await sleepersBecome(1);
    const short = await ask(other.token, SHORT).answer;
    expect([short.status, short.text]).toEqual([200, '{"data":{"sales":{"totalCount":1}}}']);
    const markets = await portal.ask('{ markets { code } }', {}, { token: other.token });
    expect(markets.errors).toEqual([]);
    expect(await sleepers()).toBe(1);
    expect(waiting).toHaveLength(3);
  });

  it('are refused when too many of one caller wait, with a time to come again', async () => {
    ask(analyst.token, LONG);
    await sleepersBecome(1);
    const sent = Array.from({ length: WAITING_OF_ONE + 1 }, () => ask(analyst.token, LONG));
    const refused = await Promise.race(sent.map(({ answer }) => answer));
    expect([refused.status, refused.retryAfter]).toEqual([429, '5']);
    expect(JSON.parse(refused.text).errors).toEqual([
      {
        message: `${WAITING_OF_ONE} questions of yours about sales are waiting already. Ask again when some of them are answered.`,
        locations: [{ line: 1, column: 31 }],
        path: ['sales'],
        extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 5, requestId: expect.any(String) },
      },
    ]);
  });
});
