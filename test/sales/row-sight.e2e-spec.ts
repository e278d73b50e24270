import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { openAppSession, outcomeOf, type AppSession } from '../support/app-session.js';
import { startPortal, type Portal } from '../support/portal.js';
import {
  bookOrder,
  openSalesWorld,
  relaySales,
  type SalesWorld,
} from '../support/world/sales.world.js';

const OF_RESELLERS = [
  'reporting.fact_sales',
  'sales.day_reseller',
  'sales.line_now_v',
  'sales.day_reseller_now_v',
];
const OF_NO_RESELLER = ['sales.day_category', 'sales.month_variant', 'sales.month_region'];
const REFUSED = '42501';

let portal: Portal;
let world: SalesWorld;
let session: AppSession;

beforeAll(async () => {
  portal = await startPortal('sales_row_sight');
  world = await openSalesWorld(portal);
  const line = { sku: 'BAND-1', quantity: 1, unitMinor: 1000 } as const;
  const book = (changes: object) =>
    bookOrder(world, { marketCode: 'DE', at: '2026-02-10T10:00:00Z', lines: [line], ...changes });
  await book({});
  await book({ resellerId: world.distributor, partnerId: world.partner });
  await relaySales(portal);
  await book({});
  await book({ resellerId: world.distributor });
  session = await openAppSession(portal);
});

afterAll(async () => {
  await session?.end();
  await portal?.stop();
});

const keysSeen = (resellerId: string | null, relation: string) =>
  session.within(resellerId, async (client) => {
    const { rows } = await client.query<{ id: string }>(
      `SELECT DISTINCT k.reseller_id AS id FROM ${relation} l LEFT JOIN sales.reseller_key k USING (reseller_key)`,
    );
    return rows.map(({ id }) => id);
  });

it.each(OF_RESELLERS)(
  'of %s a reseller sees its own rows, with what waits, and nobody any without a scope',
  async (relation) => {
    expect(await keysSeen(world.direct, relation)).toEqual([world.direct]);
    expect(await keysSeen(world.distributor, relation)).toEqual([world.distributor]);
    expect(await keysSeen(world.partner, relation)).toEqual([]);
    expect(await keysSeen(null, relation)).toEqual([]);
  },
);

it.each(OF_NO_RESELLER)(
  'of %s, which is of all resellers together, a reseller sees nothing',
  async (relation) => {
    const count = (resellerId: string | null) =>
      session.within(resellerId, (client) => outcomeOf(client, `SELECT FROM ${relation}`));
    expect(await count(world.direct)).toBe(0);
    expect(await count(null)).toBe(0);
  },
);

it('what waits of others is not added to those sums either', async () => {
  const rows = await session.within(world.direct, async (client) => {
    const { rows: found } = await client.query(
      'SELECT sum(booked_units)::int AS n FROM sales.day_category_now_v WHERE category_key = 0',
    );
    return found;
  });
  expect(rows).toEqual([{ n: 1 }]);
});

it('a key is told of oneself and of partners that one has named', async () => {
  const seen = (resellerId: string) =>
    session.within(resellerId, async (client) => {
      const { rows } = await client.query<{ id: string }>(
        'SELECT reseller_id AS id FROM sales.reseller_key',
      );
      return rows.map(({ id }) => id).sort();
    });
  expect(await seen(world.direct)).toEqual([world.direct]);
  expect(await seen(world.distributor)).toEqual([world.distributor, world.partner].sort());
  expect(await seen(world.partner)).toEqual([world.partner]);
});

it.each([
  ...OF_RESELLERS.slice(0, 2),
  ...OF_NO_RESELLER,
  'reporting.dim_date',
  'sales.reseller_key',
  'sales.market_key',
])("the server's login writes nothing into %s, also as staff", async (relation) => {
  const outcomes = await session.within(null, async (client) => {
    await client.query(`SELECT set_config('app.scope', 'all', true)`);
    return [
      await outcomeOf(client, `DELETE FROM ${relation}`),
      await outcomeOf(client, `INSERT INTO ${relation} DEFAULT VALUES`),
    ];
  });
  expect(outcomes).toEqual([REFUSED, REFUSED]);
});

it("a partition is nobody else's way to the facts", async () => {
  const outcome = await session.within(world.direct, (client) =>
    outcomeOf(client, 'SELECT FROM sales.fact_default'),
  );
  expect(outcome).toBe(REFUSED);
});

it('moving events, rebuilding and comparing are for the system alone', async () => {
  const [rights] = await portal.rows(
    `SELECT bool_or(has_function_privilege('portal_app', f.oid, 'EXECUTE')) AS app,
       bool_and(has_function_privilege('portal_system', f.oid, 'EXECUTE')) AS system, count(*)::int AS n
     FROM pg_proc f WHERE f.pronamespace = 'sales'::regnamespace
       AND f.proname IN ('relay', 'add_facts', 'rebuild_month', 'differences', 'make_partitions')`,
  );
  expect(rights).toEqual({ app: false, system: true, n: 5 });
});
