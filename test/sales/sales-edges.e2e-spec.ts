import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UnitOfWork } from '../../src/platform/database/index.js';
import { RelayRepository } from '../../src/sales/relay.repository.js';
import { startPortal, type Answer, type Portal } from '../support/portal.js';
import {
  bookOrder,
  cloneOrders,
  openSalesWorld,
  relaySales,
  salesDifferences,
  type SalesWorld,
} from '../support/world/sales.world.js';
import { addPerson, addStaff, type Person } from '../support/world/shop.world.js';

const SALES = `query ($input: SalesInput!) { sales(input: $input) {
  source totalCount asOf
  nodes { keys { dimension id code name } periodStart currencyCode values { measure value share previous change changePercent } }
  totals { currencyCode values { measure value previous } }
  pageInfo { hasNextPage endCursor }
} }`;

let portal: Portal;
let world: SalesWorld;
let analyst: Person;
let buyer: Person;

beforeAll(async () => {
  portal = await startPortal('sales_edges');
  world = await openSalesWorld(portal);
  analyst = await addStaff(portal, 'ANALYST');
  buyer = await addPerson(portal, { resellerId: world.direct, role: 'BUYER' });
});

afterAll(() => portal?.stop());

function ask(input: object, token = analyst.token): Promise<Answer> {
  return portal.ask(SALES, { input }, { token });
}

const book = (marketCode: 'DE' | 'JP' | 'GB', at: string, unitMinor: number) =>
  bookOrder(world, { marketCode, at, lines: [{ sku: 'PHONE-1', quantity: 1, unitMinor }] });

async function valuesOf(input: object): Promise<(string | null)[][]> {
  const { data, errors } = await ask(input);
  expect(errors).toEqual([]);
  return data.sales.nodes.map((row: Answer['data']) => [
    row.periodStart,
    ...row.values.flatMap((v: Answer['data']) => [v.value, v.previous, v.changePercent]),
  ]);
}

describe('days', () => {
  it('of a zone that is two days behind the market are found', async () => {
    // Half past midnight on the third of January there is late on the first in Niue.
    await portal.db.query(
      `UPDATE market.market SET time_zone = 'Pacific/Kiritimati' WHERE code = 'JP'`,
    );
    await book('JP', '2021-01-02T10:30:00Z', 700);
    await portal.db.query(`UPDATE market.market SET time_zone = 'Pacific/Niue' WHERE code = 'GB'`);
    await book('GB', '2021-02-01T10:30:00Z', 900);
    const day = { from: '2021-01-01', to: '2021-01-01' };
    expect(
      await valuesOf({ from: '2021-02-02', to: '2021-02-02', timeZone: 'Pacific/Kiritimati' }),
    ).toEqual([[null, '9.00', null, null]]);
    expect(await valuesOf(day)).toEqual([]);
    expect(await valuesOf({ ...day, timeZone: 'Pacific/Niue' })).toEqual([
      [null, '700', null, null],
    ]);
    await relaySales(portal);
    expect(await valuesOf({ ...day, timeZone: 'Pacific/Niue' })).toEqual([
      [null, '700', null, null],
    ]);
    expect(await valuesOf({ from: '2021-01-03', to: '2021-01-03' })).toEqual([
      [null, '700', null, null],
    ]);
  });

  it('a week across the year end, and the same week of the year before', async () => {
    await book('DE', '2025-12-30T11:00:00Z', 100);
    await book('DE', '2026-12-28T11:00:00Z', 200);
    await book('DE', '2027-01-03T22:59:00Z', 400);
    const weeks = { from: '2026-12-30', to: '2027-01-10', timeGrain: 'WEEK' };
    expect(
      await valuesOf({ ...weeks, filter: { marketCodes: ['DE'] }, compareTo: 'PREVIOUS_YEAR' }),
    ).toEqual([['2026-12-28', '4.00', '0.00', null]]);
    expect(
      await valuesOf({
        ...weeks,
        from: '2026-12-28',
        filter: { marketCodes: ['DE'] },
        compareTo: 'PREVIOUS_YEAR',
      }),
    ).toEqual([['2026-12-28', '6.00', '1.00', '500.00']]);
  });

  it('a leap day is of no year before, and belongs to the last of February in the year after', async () => {
    for (const [at, minor] of [
      ['2023-02-28', 100],
      ['2024-02-28', 300],
      ['2024-02-29', 500],
      ['2025-02-28', 700],
    ] as const) {
      await book('GB', `${at}T12:00:00Z`, minor);
    }
    const gb = { filter: { marketCodes: ['GB'] }, compareTo: 'PREVIOUS_YEAR', timeGrain: 'DAY' };
    expect(await valuesOf({ ...gb, from: '2024-02-28', to: '2024-02-29' })).toEqual([
      ['2024-02-28', '3.00', '1.00', '200.00'],
      ['2024-02-29', '5.00', '0.00', null],
    ]);
    expect(await valuesOf({ ...gb, from: '2025-02-01', to: '2025-02-28' })).toEqual([
      ['2025-02-28', '7.00', '8.00', '-12.50'],
    ]);
  });
});

describe('texts from outside', () => {
  const TEXTS = [
    "'; DROP TABLE sales.event; --",
    "UTC'; SELECT pg_sleep(9); --",
    '$1',
    'x\u0000y',
    '\ud800',
    '%',
    '{}',
    '{"a"}',
    'NULL',
    ' ',
    '',
    'ü'.repeat(5000),
  ];
  const places: [string, (text: string) => object][] = [
    ['timeZone', (text) => ({ timeZone: text })],
    ['after', (text) => ({ after: text })],
    ...[
      'regionCodes',
      'marketCodes',
      'categories',
      'productIds',
      'skus',
      'resellerIds',
      'partnerOfRecordIds',
      'tiers',
      'technologyCodes',
    ].map((name): [string, (text: string) => object] => [
      name,
      (text) => ({ filter: { [name]: ['DE', text].slice(1) } }),
    ]),
  ];

  it.each(places)('are values and no more: %s', async (name, input) => {
    for (const text of TEXTS) {
      const { data, errors } = await ask({
        from: '2026-01-01',
        to: '2026-01-31',
        groupBy: ['MARKET'],
        ...input(text),
      });
      expect({ text, data }).toEqual({ text, data: null });
      expect(errors).toHaveLength(1);
      const { code, problems } = errors[0].extensions;
      expect({ text, code }).toEqual({ text, code: 'BAD_USER_INPUT' });
      expect(problems[0].path).toContain(name);
      expect(problems[0].code).toMatch(/^(NOT_FOUND|INVALID_VALUE)$/);
    }
    expect(await salesDifferences(portal)).toEqual([]);
  });
});

describe('a cursor', () => {
  it.each<[string, object]>([
    ['with another order', { orderBy: [{ measure: 'NET_UNITS' }] }],
    ['of other days', { to: '2026-06-29' }],
    ['with another filter', { filter: { marketCodes: ['DE', 'GB'] } }],
    ['with another measure', { measures: ['NET_UNITS', 'BOOKINGS', 'NET_SALES'] }],
    ['by other regions', { membership: 'AS_OF_TODAY' }],
  ])('of a question %s is refused', async (_what, changes) => {
    const input = {
      from: '2022-01-01',
      to: '2026-06-30',
      groupBy: ['MARKET'],
      timeGrain: 'DAY',
      measures: ['NET_SALES', 'NET_UNITS', 'BOOKINGS'],
      orderBy: [{ measure: 'NET_SALES' }],
      first: 1,
    };
    const page = (await ask(input)).data.sales;
    expect(page.pageInfo.hasNextPage).toBe(true);
    const after = page.pageInfo.endCursor;
    const same = await ask({ ...input, after, first: 2, withTotals: true });
    expect(same.errors).toEqual([]);
    const { data, errors } = await ask({ ...input, ...changes, after });
    expect(data).toBeNull();
    expect(errors[0].extensions['problems']).toEqual([
      expect.objectContaining({ code: 'INVALID_VALUE', path: ['input', 'after'] }),
    ]);
  });
});

it('the longest names fit into a cursor', async () => {
  const longest = (end: string) => `${'𠮷'.repeat(199)}${end}`;
  for (const [id, end] of [
    [world.distributor, 'A'],
    [world.partner, 'B'],
    [world.direct, 'C'],
  ]) {
    await portal.db.query('UPDATE reseller.reseller SET legal_name = $2 WHERE id = $1', [
      id,
      longest(end ?? ''),
    ]);
  }
  for (const sku of ['PHONE-1', 'PHONE-2'] as const) {
    await bookOrder(world, {
      marketCode: 'DE',
      at: '2029-05-02T10:00:00Z',
      resellerId: world.distributor,
      partnerId: world.partner,
      lines: [{ sku, quantity: 1, unitMinor: 100 }],
    });
  }
  const input = {
    from: '2029-05-01',
    to: '2029-05-31',
    groupBy: ['RESELLER', 'PARTNER_OF_RECORD', 'PRODUCT', 'VARIANT'],
    timeGrain: 'DAY',
    measures: ['NET_SALES', 'BOOKINGS', 'NET_UNITS', 'ORDERS'],
    orderBy: ['NET_SALES', 'BOOKINGS', 'NET_UNITS', 'ORDERS'].map((measure) => ({ measure })),
    first: 1,
  };
  const { data } = await ask(input);
  expect(data.sales.totalCount).toBe(2);
  const next = await ask({ ...input, after: data.sales.pageInfo.endCursor });
  expect(next.errors).toEqual([]);
  expect(next.data.sales.nodes[0].keys[3].code).toBe('PHONE-2');
  expect(next.data.sales.nodes[0].keys[0].name).toBe(longest('A'));
});

describe('a reseller', () => {
  it('learns nothing of others by shares, totals, counts or thresholds', async () => {
    await bookOrder(world, {
      marketCode: 'DE',
      at: '2028-05-02T10:00:00Z',
      lines: [{ sku: 'BOOK-1', quantity: 1, unitMinor: 100 }],
    });
    const input = {
      from: '2028-05-01',
      to: '2028-05-31',
      groupBy: ['MARKET', 'CATEGORY'],
      measures: ['NET_SALES', 'ORDERS', 'AVERAGE_SELLING_PRICE'],
      compareTo: 'PREVIOUS_PERIOD',
      withTotals: true,
      having: [{ measure: 'NET_SALES', atLeast: '0' }],
      orderBy: [{ measure: 'NET_SALES', direction: 'DESC' }],
    };
    const shown = async (changes = {}) => {
      const { data, errors } = await ask({ ...input, ...changes }, buyer.token);
      expect(errors).toEqual([]);
      const { asOf, ...rest } = data.sales;
      expect(Date.parse(asOf)).toBeGreaterThan(0);
      return rest;
    };
    const alone = [await shown(), await shown({ timeZone: 'UTC', groupBy: ['TIER'] })];
    expect(alone[0].nodes[0].values[0].share).toBe('100.00');
    for (const [marketCode, at] of [
      ['DE', '2028-05-02T10:00:00Z'],
      ['JP', '2028-04-02T10:00:00Z'],
    ] as const) {
      await bookOrder(world, {
        marketCode,
        at,
        resellerId: world.distributor,
        partnerId: world.partner,
        lines: [{ sku: 'BOOK-1', quantity: 7, unitMinor: 12345 }],
      });
    }
    expect([await shown(), await shown({ timeZone: 'UTC', groupBy: ['TIER'] })]).toEqual(alone);
    await relaySales(portal);
    expect([await shown(), await shown({ timeZone: 'UTC', groupBy: ['TIER'] })]).toEqual(alone);
    // A rate that only others would need is not missed either.
    const converted = await ask({ ...input, reportingCurrency: 'EUR' }, buyer.token);
    expect(converted.errors).toEqual([]);
    expect((await ask({ ...input, reportingCurrency: 'EUR' })).errors).toHaveLength(1);
  });
});

describe('while the relay works', () => {
  it('every answer counts every order once, in rows and totals', async () => {
    const order = await bookOrder(world, {
      marketCode: 'DE',
      at: '2027-03-04T10:00:00Z',
      lines: [
        { sku: 'BOOK-1', quantity: 1, unitMinor: 101 },
        { sku: 'BAND-1', quantity: 2, unitMinor: 3 },
      ],
    });
    await cloneOrders(world, order.id, 299);
    const questions = [
      { groupBy: ['REGION'] },
      { groupBy: ['MARKET'], timeGrain: 'DAY' },
      { groupBy: ['TIER'] },
      { groupBy: ['REGION'], timeZone: 'UTC' },
    ].map((question) => ({
      from: '2027-03-01',
      to: '2027-03-31',
      measures: ['NET_SALES', 'ORDERS', 'NET_UNITS'],
      withTotals: true,
      ...question,
    }));
    let working = true;
    const relaying = (async () => {
      const { app } = portal;
      let moved: number;
      do {
        moved = await app
          .get(UnitOfWork)
          .runSystem('test', (tx) => app.get(RelayRepository).relay(tx, 2));
      } while (moved > 0);
      working = false;
    })();
    const sources = new Set<string>();
    let answers = 0;
    while (working) {
      for (const { data, errors } of await Promise.all(questions.map((q) => ask(q)))) {
        expect(errors).toEqual([]);
        const { nodes, totals, source } = data.sales;
        sources.add(source);
        answers += 1;
        const texts = (row: Answer['data']) => row.values.map((v: Answer['data']) => v.value);
        expect(nodes.map(texts)).toEqual([['321.00', '300', '900']]);
        expect(totals.map(texts)).toEqual([['321.00', '300', '900']]);
      }
    }
    await relaying;
    expect(answers).toBeGreaterThan(4);
    expect([...sources].sort()).toEqual(['DAY_CATEGORY', 'DAY_RESELLER', 'FACTS', 'MONTH_REGION']);
    expect(await salesDifferences(portal)).toEqual([]);
  });
});
