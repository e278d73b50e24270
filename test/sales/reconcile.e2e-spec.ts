import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startPortal, type Answer, type Portal } from '../support/portal.js';
import {
  addEvent,
  bookOrder,
  cancelPieces,
  openSalesWorld,
  relaySales,
  type SalesWorld,
} from '../support/world/sales.world.js';
import { addPerson, addStaff, type Person } from '../support/world/shop.world.js';

const RECONCILE = `query ($input: SalesReconcileInput!) { salesReconcile(input: $input) {
  isEqual readings { source currencyCode orders values { measure value } }
  orderLines { currencyCode lineAmount factAmount lineUnits factUnits } } }`;

let portal: Portal;
let world: SalesWorld;
let analyst: Person;

beforeAll(async () => {
  portal = await startPortal('sales_reconcile');
  world = await openSalesWorld(portal);
  analyst = await addStaff(portal, 'ANALYST');
  const order = await bookOrder(world, {
    marketCode: 'DE',
    at: '2026-01-20T10:00:00Z',
    lines: [
      { sku: 'BOOK-1', quantity: 3, unitMinor: 100_000 },
      { sku: 'BAND-1', quantity: 10, unitMinor: 3_333 },
    ],
  });
  await bookOrder(world, {
    marketCode: 'JP',
    at: '2026-01-21T10:00:00Z',
    resellerId: world.distributor,
    lines: [{ sku: 'PHONE-1', quantity: 4, unitMinor: 60_000 }],
  });
  await relaySales(portal);
  await cancelPieces(world, { order, at: '2026-02-02T09:00:00Z', quantities: [1, 0] });
  await addEvent(world, { kind: 'CREDIT', order, at: '2026-02-03T09:00:00Z', quantities: [0, 2] });
});

afterAll(() => portal?.stop());

async function reconcile(input: object = {}, token = analyst.token): Promise<Answer['data']> {
  const slice = { from: '2026-01-01', to: '2026-01-31', ...input };
  const { data, errors } = await portal.ask(RECONCILE, { input: slice }, { token });
  expect(errors).toEqual([]);
  return data.salesReconcile;
}

const sourcesOf = ({ readings }: Answer['data']): string[] => [
  ...new Set<string>(readings.map(({ source }: Answer['data']) => source)),
];

it('every table and the order lines say the same of a month', async () => {
  const { isEqual, readings, orderLines } = await reconcile();
  expect(isEqual).toBe(true);
  expect(sourcesOf({ readings })).toEqual([
    'DAY_CATEGORY',
    'DAY_RESELLER',
    'FACTS',
    'MONTH_REGION',
    'MONTH_VARIANT',
  ]);
  const [facts] = readings.filter(({ source }: Answer['data']) => source === 'FACTS');
  expect(facts).toEqual({
    source: 'FACTS',
    currencyCode: 'EUR',
    orders: '1',
    values: Object.entries({
      BOOKINGS: '3333.30',
      CANCELLATIONS: '0.00',
      CREDITS: '0.00',
      BILLINGS: '0.00',
      BOOKED_UNITS: '13',
      CANCELLED_UNITS: '0',
      CREDITED_UNITS: '0',
      BILLED_UNITS: '0',
    }).map(([measure, value]) => ({ measure, value })),
  });
  // What was cancelled in February is missing from the lines that were booked in January.
  expect(orderLines).toEqual([
    {
      currencyCode: 'EUR',
      lineAmount: '2333.30',
      factAmount: '2333.30',
      lineUnits: '12',
      factUnits: '12',
    },
    {
      currencyCode: 'JPY',
      lineAmount: '240000',
      factAmount: '240000',
      lineUnits: '4',
      factUnits: '4',
    },
  ]);
});

it('a slice is compared in the tables that know it', async () => {
  expect(
    sourcesOf(await reconcile({ filter: { marketCodes: ['DE'], categories: ['LAPTOP'] } })),
  ).toEqual(['DAY_CATEGORY', 'FACTS']);
  expect(sourcesOf(await reconcile({ filter: { resellerIds: [world.distributor] } }))).toEqual([
    'DAY_RESELLER',
    'FACTS',
  ]);
  expect(sourcesOf(await reconcile({ filter: { skus: ['BAND-1'] } }))).toEqual([
    'FACTS',
    'MONTH_VARIANT',
  ]);
  expect(sourcesOf(await reconcile({ from: '2026-01-02' }))).toEqual([
    'DAY_CATEGORY',
    'DAY_RESELLER',
    'FACTS',
  ]);
  const empty = await reconcile({ from: '2026-06-01', to: '2026-06-30' });
  expect(empty).toEqual({ isEqual: true, readings: [], orderLines: [] });
});

it('counts can be larger than an Int of GraphQL', async () => {
  for (const at of ['2026-08-03T10:00:00Z', '2026-08-04T10:00:00Z']) {
    const lines = [{ sku: 'BAND-1', quantity: 2_000_000_000, unitMinor: 1 }] as const;
    await bookOrder(world, { marketCode: 'DE', at, lines: [...lines] });
  }
  const { isEqual, orderLines } = await reconcile({ from: '2026-08-01', to: '2026-08-31' });
  expect(isEqual).toBe(true);
  expect(orderLines).toMatchObject([
    { lineUnits: '4000000000', factUnits: '4000000000', factAmount: '40000000.00' },
  ]);
});

it.each([
  [
    'a rollup',
    `UPDATE sales.day_category SET booked_minor = booked_minor + 1 WHERE category_key = 0 AND day = '2026-01-20'`,
  ],
  [
    'the count of orders',
    `UPDATE sales.day_reseller SET orders = orders + 1 WHERE day = '2026-01-20'`,
  ],
  ['a row that a rollup has lost', `DELETE FROM sales.month_region WHERE month = '2026-01-01'`],
  ['a fact', `DELETE FROM reporting.fact_sales WHERE date_key = 20260121`],
  [
    'an order line',
    `UPDATE orders.order_line SET cancelled = cancelled + 1, backordered = backordered - 1 WHERE sku = 'PHONE-1'`,
  ],
])('it shows in %s', async (_what, sql) => {
  await portal.db.query(sql);
  expect((await reconcile()).isEqual).toBe(false);
  await portal.db.query(
    `UPDATE orders.order_line SET cancelled = 0, backordered = quantity WHERE sku = 'PHONE-1'`,
  );
  await portal.db.query(`SELECT sales.rebuild_month('2026-01-01')`);
  expect((await reconcile()).isEqual).toBe(true);
});

it('is for staff, of their regions, and for 13 months', async () => {
  const buyer = await addPerson(portal, { resellerId: world.direct, role: 'RESELLER_ADMIN' });
  const ask = (token: string, input: object) => portal.ask(RECONCILE, { input }, { token });
  const slice = { from: '2026-01-01', to: '2026-01-31' };
  const refused = await ask(buyer.token, slice);
  expect(refused.errors[0].extensions.code).toBe('FORBIDDEN');
  const apac = await addStaff(portal, 'ANALYST', [world.regions.APAC]);
  const { orderLines, isEqual } = await reconcile({}, apac.token);
  expect(isEqual).toBe(true);
  expect(orderLines.map(({ currencyCode }: Answer['data']) => currencyCode)).toEqual(['JPY']);
  const long = await ask(analyst.token, { from: '2025-01-01', to: '2026-02-01' });
  expect(JSON.stringify(long.errors)).toContain('FACTS_RANGE');
});
