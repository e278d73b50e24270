import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPortal, type Portal } from '../support/portal.js';
import { planMembership } from '../support/world/market.world.js';
import {
  addEvent,
  bookOrder,
  cancelPieces,
  openSalesWorld,
  relaySales,
  salesDifferences,
  type SalesWorld,
} from '../support/world/sales.world.js';

let portal: Portal;
let world: SalesWorld;

beforeAll(async () => {
  portal = await startPortal('sales_relay');
  world = await openSalesWorld(portal);
});

afterAll(() => portal?.stop());

const MEASURES = `orders::int, booked_units::int AS booked, cancelled_units::int AS cancelled, billed_units::int AS billed,
  credited_units::int AS credited, ARRAY[booked_minor, cancelled_minor, billed_minor, credited_minor]::text[] AS minor`;

/** Rows of (a) with words instead of keys. */
function dayCategory(where = 'true', relation = 'day_category') {
  return portal.rows(
    `SELECT coalesce(c.category, 'ALL') AS category, a.day::text AS day, m.code AS market, r.code AS region, ${MEASURES}
     FROM sales.${relation} a LEFT JOIN sales.category_key c USING (category_key) JOIN sales.market_key m USING (market_key)
     JOIN sales.region_key k USING (region_key) JOIN market.region r ON r.id = k.region_id
     WHERE ${where} ORDER BY 1, 2, 3`,
  );
}

function monthRegion(where: string) {
  return portal.rows(
    `SELECT coalesce(c.category, 'ALL') AS category, a.month::text AS month, r.code AS region, u.code AS currency, ${MEASURES}
     FROM sales.month_region a LEFT JOIN sales.category_key c USING (category_key) JOIN sales.currency_key u USING (currency_key)
     JOIN sales.region_key k USING (region_key) JOIN market.region r ON r.id = k.region_id
     WHERE ${where} ORDER BY 1, 2, 3, 4`,
  );
}

describe('an order of several categories and currencies', () => {
  it('waits first, and is read with what is pending', async () => {
    await bookOrder(world, {
      marketCode: 'DE',
      at: '2026-02-10T10:00:00Z',
      lines: [
        { sku: 'BOOK-1', quantity: 2, unitMinor: 54_000 },
        { sku: 'BOOK-2', quantity: 1, unitMinor: 60_000 },
        { sku: 'BAND-1', quantity: 10, unitMinor: 2_999 },
      ],
    });
    // 2026-02-10 in Tokyo is over at 15:00 UTC.
    await bookOrder(world, {
      marketCode: 'JP',
      at: '2026-02-10T15:00:00Z',
      resellerId: world.distributor,
      tier: 'AUTHORIZED',
      partnerId: world.partner,
      lines: [{ sku: 'PHONE-1', quantity: 3, unitMinor: 80_000 }],
    });
    expect(await dayCategory()).toEqual([]);
    const waiting = await dayCategory('true', 'day_category_now_v');
    expect(waiting).toEqual([
      {
        category: 'ACCESSORY',
        day: '2026-02-10',
        market: 'DE',
        region: 'EMEA',
        orders: 1,
        booked: 10,
        cancelled: 0,
        billed: 0,
        credited: 0,
        minor: ['29990', '0', '0', '0'],
      },
      {
        category: 'ALL',
        day: '2026-02-10',
        market: 'DE',
        region: 'EMEA',
        orders: 1,
        booked: 13,
        cancelled: 0,
        billed: 0,
        credited: 0,
        minor: ['197990', '0', '0', '0'],
      },
      {
        category: 'ALL',
        day: '2026-02-11',
        market: 'JP',
        region: 'APAC',
        orders: 1,
        booked: 3,
        cancelled: 0,
        billed: 0,
        credited: 0,
        minor: ['240000', '0', '0', '0'],
      },
      {
        category: 'LAPTOP',
        day: '2026-02-10',
        market: 'DE',
        region: 'EMEA',
        orders: 1,
        booked: 3,
        cancelled: 0,
        billed: 0,
        credited: 0,
        minor: ['168000', '0', '0', '0'],
      },
      {
        category: 'SMARTPHONE',
        day: '2026-02-11',
        market: 'JP',
        region: 'APAC',
        orders: 1,
        booked: 3,
        cancelled: 0,
        billed: 0,
        credited: 0,
        minor: ['240000', '0', '0', '0'],
      },
    ]);
    await portal.db.query('SELECT sales.make_partitions(now()::date)');
    expect(await relaySales(portal)).toBe(2);
    expect(await dayCategory()).toEqual(waiting);
    expect(await dayCategory('true', 'day_category_now_v')).toEqual(waiting);
    expect(await salesDifferences(portal)).toEqual([]);
  });

  it('is a fact per line, in the units of its currency, in the partition of its month', async () => {
    expect(
      await portal.rows(
        `SELECT f.tableoid::regclass::text AS partition, f.line_no, f.date_key, f.event_at AT TIME ZONE 'UTC' = d.date + time '10:00' AS at_ten,
           f.kind, f.tier, f.booked_units, f.booked_amount, f.net_amount, u.code, s.reseller_id = $1 AS distributor, p.reseller_id = $2 AS partner
         FROM reporting.fact_sales f JOIN reporting.dim_date d USING (date_key) JOIN sales.currency_key u USING (currency_key)
         JOIN sales.reseller_key s USING (reseller_key) LEFT JOIN sales.reseller_key p ON p.reseller_key = f.partner_key
         ORDER BY event_key, line_no`,
        [world.distributor, world.partner],
      ),
    ).toEqual([
      {
        partition: 'sales.fact_2026_02',
        line_no: 1,
        date_key: 20260210,
        at_ten: true,
        kind: 'BOOKING',
        tier: 'PREMIER',
        booked_units: 2,
        booked_amount: '1080.0000',
        net_amount: '1080.0000',
        code: 'EUR',
        distributor: false,
        partner: null,
      },
      {
        partition: 'sales.fact_2026_02',
        line_no: 2,
        date_key: 20260210,
        at_ten: true,
        kind: 'BOOKING',
        tier: 'PREMIER',
        booked_units: 1,
        booked_amount: '600.0000',
        net_amount: '600.0000',
        code: 'EUR',
        distributor: false,
        partner: null,
      },
      {
        partition: 'sales.fact_2026_02',
        line_no: 3,
        date_key: 20260210,
        at_ten: true,
        kind: 'BOOKING',
        tier: 'PREMIER',
        booked_units: 10,
        booked_amount: '299.9000',
        net_amount: '299.9000',
        code: 'EUR',
        distributor: false,
        partner: null,
      },
      {
        partition: 'sales.fact_2026_02',
        line_no: 1,
        date_key: 20260211,
        at_ten: false,
        kind: 'BOOKING',
        tier: 'AUTHORIZED',
        booked_units: 3,
        booked_amount: '240000.0000',
        net_amount: '240000.0000',
        code: 'JPY',
        distributor: true,
        partner: true,
      },
    ]);
  });

  it('counts by reseller with tier and partner of record, and by variant and month', async () => {
    expect(
      await portal.rows(
        `SELECT a.day::text AS day, m.code AS market, s.reseller_id AS reseller, a.tier, p.reseller_id AS partner, ${MEASURES}
         FROM sales.day_reseller a JOIN sales.market_key m USING (market_key) JOIN sales.reseller_key s USING (reseller_key)
         LEFT JOIN sales.reseller_key p ON p.reseller_key = a.partner_key ORDER BY 1`,
      ),
    ).toEqual([
      {
        day: '2026-02-10',
        market: 'DE',
        reseller: world.direct,
        tier: 'PREMIER',
        partner: null,
        orders: 1,
        booked: 13,
        cancelled: 0,
        billed: 0,
        credited: 0,
        minor: ['197990', '0', '0', '0'],
      },
      {
        day: '2026-02-11',
        market: 'JP',
        reseller: world.distributor,
        tier: 'AUTHORIZED',
        partner: world.partner,
        orders: 1,
        booked: 3,
        cancelled: 0,
        billed: 0,
        credited: 0,
        minor: ['240000', '0', '0', '0'],
      },
    ]);
    expect(
      await portal.rows(
        `SELECT a.month::text AS month, v.variant_id AS variant, booked_units::int AS booked, booked_minor::int AS minor, orders::int
         FROM sales.month_variant a JOIN sales.variant_key v USING (variant_key) WHERE variant_id = $1`,
        [world.variants['BOOK-1']],
      ),
    ).toEqual([
      {
        month: '2026-02-01',
        variant: world.variants['BOOK-1'],
        booked: 2,
        minor: 108_000,
        orders: 1,
      },
    ]);
  });
});

it('a cancellation counts on its own day, in the region of that day, and leaves the booking as it was', async () => {
  const order = await bookOrder(world, {
    marketCode: 'AT',
    at: '2026-04-20T08:00:00Z',
    lines: [
      { sku: 'PHONE-1', quantity: 5, unitMinor: 30_000 },
      { sku: 'PHONE-2', quantity: 4, unitMinor: 20_000 },
    ],
  });
  await planMembership(portal.db, {
    marketCode: 'AT',
    regionId: world.regions.APAC,
    from: '2026-05-01',
  });
  await relaySales(portal);
  await cancelPieces(world, { order, at: '2026-05-02T08:00:00Z', quantities: [2, 0] });
  await addEvent(world, { kind: 'BILLING', order, at: '2026-05-03T08:00:00Z', quantities: [3, 4] });
  await addEvent(world, { kind: 'CREDIT', order, at: '2026-06-01T08:00:00Z', quantities: [0, 1] });
  expect(await relaySales(portal)).toBe(3);
  const zero = { orders: 0, booked: 0, cancelled: 0, billed: 0, credited: 0 };
  expect(
    await monthRegion(`a.month >= '2026-04-01' AND u.code = 'EUR' AND category_key > 0`),
  ).toEqual([
    {
      ...zero,
      category: 'SMARTPHONE',
      month: '2026-04-01',
      region: 'EMEA',
      currency: 'EUR',
      orders: 1,
      booked: 9,
      minor: ['230000', '0', '0', '0'],
    },
    {
      ...zero,
      category: 'SMARTPHONE',
      month: '2026-05-01',
      region: 'APAC',
      currency: 'EUR',
      cancelled: 2,
      billed: 7,
      minor: ['0', '60000', '170000', '0'],
    },
    {
      ...zero,
      category: 'SMARTPHONE',
      month: '2026-06-01',
      region: 'APAC',
      currency: 'EUR',
      credited: 1,
      minor: ['0', '0', '0', '20000'],
    },
  ]);
  // Net sales = bookings − cancellations − credits, and the order is one order in all of them.
  expect(
    await portal.rows(
      `SELECT sum(net_amount) AS net, sum(net_units)::int AS units, count(DISTINCT order_key)::int AS orders,
         sum(billed_amount) AS billed
       FROM reporting.fact_sales WHERE market_key = (SELECT market_key FROM sales.market_key WHERE code = 'AT')`,
    ),
  ).toEqual([{ net: '1500.0000', units: 6, orders: 1, billed: '1700.0000' }]);
  expect(await salesDifferences(portal)).toEqual([]);
});

it('an order at 2026-03-31T22:30Z is of the second quarter in Berlin and of the first in London', async () => {
  const line = { sku: 'BAND-1', quantity: 1, unitMinor: 1000 } as const;
  // London is an hour ahead of UTC on that day, too; its last half hour of March begins at 22:30.
  for (const marketCode of ['DE', 'GB', 'KW'] as const) {
    await bookOrder(world, { marketCode, at: '2026-03-31T22:30:00Z', lines: [line] });
  }
  await relaySales(portal);
  const quarters = await portal.rows(
    `SELECT m.code AS market, d.date::text AS day, d.quarter, f.booked_amount AS amount
     FROM reporting.fact_sales f JOIN reporting.dim_date d USING (date_key) JOIN sales.market_key m USING (market_key)
     WHERE f.event_at = '2026-03-31T22:30:00Z' ORDER BY 1`,
  );
  expect(quarters).toEqual([
    { market: 'DE', day: '2026-04-01', quarter: 2, amount: '10.0000' },
    { market: 'GB', day: '2026-03-31', quarter: 1, amount: '10.0000' },
    { market: 'KW', day: '2026-04-01', quarter: 2, amount: '1.0000' },
  ]);
});

it('an event that is put into pending once more counts once, and is named while it waits', async () => {
  const totals = () =>
    portal.rows(
      `SELECT sum(orders)::int AS orders, sum(booked_minor)::text AS booked FROM sales.day_category`,
    );
  const before = await totals();
  const [event] = await portal.rows<{ id: string }>(
    'SELECT id FROM sales.event ORDER BY event_key LIMIT 1',
  );
  await portal.db.query('INSERT INTO sales.pending SELECT id FROM sales.event');
  const [named] = await portal.rows(
    `SELECT entity, detail FROM sales.differences('-infinity', 'infinity') WHERE entity_id = $1`,
    [event?.id],
  );
  expect(named).toEqual({
    entity: 'SALES_EVENT',
    detail: 'in the facts and still waiting for them',
  });
  expect(await relaySales(portal)).toBeGreaterThan(5);
  expect(await totals()).toEqual(before);
  expect(await salesDifferences(portal)).toEqual([]);
});

it('a day that nobody foresaw goes to the default partition, and with the next partitions to its own', async () => {
  await bookOrder(world, {
    marketCode: 'DE',
    at: '2021-07-05T08:00:00Z',
    lines: [{ sku: 'BAND-1', quantity: 7, unitMinor: 100 }],
  });
  await relaySales(portal);
  const where = () =>
    portal.rows(
      'SELECT tableoid::regclass::text AS partition, booked_units FROM reporting.fact_sales WHERE date_key = 20210705',
    );
  expect(await where()).toEqual([{ partition: 'sales.fact_default', booked_units: 7 }]);
  await portal.db.query(`SELECT sales.make_partitions('2029-01-15')`);
  expect(await where()).toEqual([{ partition: 'sales.fact_2021_07', booked_units: 7 }]);
  const [last] = await portal.rows(
    `SELECT max(inhrelid::regclass::text) AS last, count(*)::int AS n FROM pg_inherits WHERE inhparent = 'reporting.fact_sales'::regclass
     AND inhrelid::regclass::text <> 'sales.fact_default'`,
  );
  expect(last).toEqual({ last: 'sales.fact_2029_01', n: 91 });
  expect(await salesDifferences(portal)).toEqual([]);
});
