import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startPortal, type Portal } from '../support/portal.js';
import { bookOrder, openSalesWorld } from '../support/world/sales.world.js';
import { addStaff } from '../support/world/shop.world.js';

const DAYS = { from: '2026-01-01', to: '2026-01-31' };

let portal: Portal;
let token: string;

beforeAll(async () => {
  portal = await startPortal('slow_sales');
  const world = await openSalesWorld(portal);
  token = (await addStaff(portal, 'ANALYST')).token;
  const lines = [{ sku: 'PHONE-1', quantity: 1, unitMinor: 100 } as const];
  await bookOrder(world, { marketCode: 'DE', at: '2026-01-20T10:00:00Z', lines });
});

afterAll(() => portal?.stop());

/** Nobody reads currencies meanwhile. */
async function whileLocked<T>(work: () => Promise<T>): Promise<T> {
  const held = portal.db.query(
    `DO $$ BEGIN LOCK TABLE sales.currency_key IN ACCESS EXCLUSIVE MODE; PERFORM pg_sleep(1.5); END $$`,
  );
  const isLocked = async () =>
    (
      await portal.rows(
        `SELECT FROM pg_locks WHERE relation = 'sales.currency_key'::regclass AND mode = 'AccessExclusiveLock' AND granted`,
      )
    ).length > 0;
  while (!(await isLocked())) await new Promise((done) => setTimeout(done, 20));
  const working = work();
  // The statement would be ended after a minute; the database reports the same when it is ended by hand.
  let ended = 0;
  while (ended === 0) {
    ended = (
      await portal.rows(
        `SELECT pg_cancel_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%currency_key%'`,
      )
    ).length;
  }
  const answer = await working;
  await held;
  return answer;
}

it.each([
  ['sales', 'query ($input: SalesInput!) { sales(input: $input) { totalCount } }'],
  [
    'salesReconcile',
    'query ($input: SalesReconcileInput!) { salesReconcile(input: $input) { isEqual } }',
  ],
])('%s says that it took too long, and answers when it can', async (field, text) => {
  const ask = () => portal.ask(text, { input: DAYS }, { token });
  const { data, errors } = await whileLocked(ask);
  expect(data).toBeNull();
  expect(errors).toHaveLength(1);
  expect(errors[0].extensions).toMatchObject({
    code: 'BAD_USER_INPUT',
    problems: [{ code: 'INVALID_VALUE', path: ['input'], rule: 'TIMEOUT' }],
  });
  expect(errors[0].message).toMatch(/ask for fewer days/);
  const later = await ask();
  expect(later.errors).toEqual([]);
  expect(later.data[field]).toBeTruthy();
});

it('a question is one statement, whatever is named, grouped, compared and added up', async () => {
  const input = {
    ...DAYS,
    groupBy: ['REGION', 'CATEGORY'],
    timeGrain: 'MONTH',
    measures: ['NET_SALES', 'ORDERS'],
    filter: { regionCodes: ['EMEA'], marketCodes: ['DE'], skus: ['PHONE-1'] },
    timeZone: 'Asia/Tokyo',
    compareTo: 'PREVIOUS_PERIOD',
    withTotals: true,
  };
  const units = await portal.unitsOf(async () => {
    const text =
      'query ($input: SalesInput!) { sales(input: $input) { nodes { values { value } } totalCount } }';
    const { data, errors } = await portal.ask(text, { input }, { token });
    expect([errors, data.sales.totalCount]).toEqual([[], 1]);
  });
  expect(units.map(({ kind, statements }) => [kind, statements])).toEqual([['read', 1]]);
});
