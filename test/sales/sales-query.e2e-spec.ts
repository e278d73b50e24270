import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPortal, type Answer, type Portal } from '../support/portal.js';
import { planMembership } from '../support/world/market.world.js';
import {
  addEvent,
  bookOrder,
  cancelPieces,
  openSalesWorld,
  relaySales,
  type SalesWorld,
} from '../support/world/sales.world.js';
import { addPerson, addStaff, type Person } from '../support/world/shop.world.js';

const SALES = `query ($input: SalesInput!) { sales(input: $input) {
  source notes totalCount rateSources rateGaps { currencyCode day rateDay } comparedWith { from to }
  nodes { keys { dimension id code name } periodStart currencyCode values { measure value share previous change changePercent } }
  totals { currencyCode values { measure value share previous } }
  pageInfo { hasNextPage endCursor }
} }`;

let portal: Portal;
let world: SalesWorld;
let analyst: Person;
let apacAnalyst: Person;
let buyer: Person;
let distributorBuyer: Person;
let partnerBuyer: Person;

beforeAll(async () => {
  portal = await startPortal('sales_query');
  world = await openSalesWorld(portal);
  analyst = await addStaff(portal, 'ANALYST');
  apacAnalyst = await addStaff(portal, 'ANALYST', [world.regions.APAC]);
  buyer = await addPerson(portal, { resellerId: world.direct, role: 'BUYER' });
  distributorBuyer = await addPerson(portal, { resellerId: world.distributor, role: 'BUYER' });
  partnerBuyer = await addPerson(portal, { resellerId: world.partner, role: 'BUYER' });
  await planMembership(portal.db, {
    marketCode: 'AT',
    regionId: world.regions.APAC,
    from: '2026-03-01',
  });
  const first = await bookOrder(world, {
    marketCode: 'DE',
    at: '2026-01-20T10:00:00Z',
    lines: [
      { sku: 'BOOK-1', quantity: 2, unitMinor: 100_000 },
      { sku: 'BAND-1', quantity: 10, unitMinor: 3_333 },
    ],
  });
  await bookOrder(world, {
    marketCode: 'AT',
    at: '2026-02-10T10:00:00Z',
    lines: [{ sku: 'PHONE-1', quantity: 3, unitMinor: 50_001 }],
  });
  await bookOrder(world, {
    marketCode: 'AT',
    at: '2026-03-31T22:30:00Z',
    lines: [{ sku: 'PHONE-2', quantity: 1, unitMinor: 40_000 }],
  });
  await bookOrder(world, {
    marketCode: 'JP',
    at: '2026-02-28T15:30:00Z',
    resellerId: world.distributor,
    tier: 'AUTHORIZED',
    partnerId: world.partner,
    lines: [{ sku: 'PHONE-1', quantity: 4, unitMinor: 60_000 }],
  });
  await relaySales(portal);
  // These wait: answers count them all the same.
  await cancelPieces(world, { order: first, at: '2026-02-02T09:00:00Z', quantities: [1, 0] });
  await addEvent(world, {
    kind: 'BILLING',
    order: first,
    at: '2026-02-05T09:00:00Z',
    quantities: [1, 10],
  });
  await addEvent(world, {
    kind: 'CREDIT',
    order: first,
    at: '2026-03-05T09:00:00Z',
    quantities: [0, 3],
  });
});

afterAll(() => portal?.stop());

function ask(input: object, token = analyst.token): Promise<Answer> {
  return portal.ask(
    SALES,
    { input: { from: '2026-01-01', to: '2026-04-30', ...input } },
    { token },
  );
}

/** Rows in short: codes or names, period, currency, values. */
async function rowsOf(input: object, token?: string): Promise<unknown[]> {
  const { data, errors } = await ask(input, token);
  expect(errors).toEqual([]);
  return data.sales.nodes.map((row: Answer['data']) =>
    [
      ...row.keys.map((key: Answer['data']) => key.code ?? key.name),
      row.periodStart,
      row.currencyCode,
      ...row.values.map((value: Answer['data']) => value.value),
    ].filter((part) => part !== null),
  );
}

async function sourceOf(input: object, token?: string): Promise<string> {
  const { data, errors } = await ask(input, token);
  expect(errors).toEqual([]);
  return data.sales.source;
}

describe('sales by region and month', () => {
  const input = {
    groupBy: ['REGION'],
    timeGrain: 'MONTH',
    measures: [
      'NET_SALES',
      'BOOKINGS',
      'CANCELLATIONS',
      'CREDITS',
      'BILLINGS',
      'NET_UNITS',
      'ORDERS',
    ],
  };
  const asBooked = [
    ['EMEA', '2026-01-01', 'EUR', '2333.30', '2333.30', '0.00', '0.00', '0.00', '12', '1'],
    ['EMEA', '2026-02-01', 'EUR', '500.03', '1500.03', '1000.00', '0.00', '1333.30', '2', '1'],
    ['APAC', '2026-03-01', 'JPY', '240000', '240000', '0', '0', '0', '4', '1'],
    ['EMEA', '2026-03-01', 'EUR', '-99.99', '0.00', '0.00', '99.99', '0.00', '-3', '0'],
    ['APAC', '2026-04-01', 'EUR', '400.00', '400.00', '0.00', '0.00', '0.00', '1', '1'],
  ];

  it('from the smallest rollup, with what waits, to the cent', async () => {
    expect(await rowsOf(input)).toEqual(asBooked);
    expect(await sourceOf(input)).toBe('MONTH_REGION');
  });

  it('with the regions of today where that is asked', async () => {
    const today = { ...input, membership: 'AS_OF_TODAY' };
    expect(await rowsOf(today)).toEqual([
      asBooked[0],
      ['APAC', '2026-02-01', 'EUR', '1500.03', '1500.03', '0.00', '0.00', '0.00', '3', '1'],
      ['EMEA', '2026-02-01', 'EUR', '-1000.00', '0.00', '1000.00', '0.00', '1333.30', '-1', '0'],
      ...asBooked.slice(2),
    ]);
    expect(await sourceOf(today)).toBe('DAY_CATEGORY');
  });

  it('the same from the facts, for a zone that has the days of the markets', async () => {
    const berlin = { ...input, filter: { marketCodes: ['DE', 'AT'] }, timeZone: 'Europe/Berlin' };
    expect(await sourceOf(berlin)).toBe('FACTS');
    expect(await rowsOf(berlin)).toEqual(asBooked.filter(([, , currency]) => currency === 'EUR'));
    const utc = await rowsOf({ ...berlin, timeZone: 'UTC' });
    expect(utc.at(-1)).toEqual([
      'EMEA',
      '2026-03-01',
      'EUR',
      '-99.99',
      '0.00',
      '0.00',
      '99.99',
      '0.00',
      '-3',
      '0',
    ]);
    expect(utc.at(-2)).toEqual([
      'APAC',
      '2026-03-01',
      'EUR',
      '400.00',
      '400.00',
      '0.00',
      '0.00',
      '0.00',
      '1',
      '1',
    ]);
  });
});

it('groups by everything else, each from the table that has it', async () => {
  const id = { direct: 'Reseller', PHONE: 'mi-phone' };
  expect(await rowsOf({ groupBy: ['CATEGORY'], measures: ['NET_SALES', 'ORDERS'] })).toEqual([
    ['ACCESSORY', 'EUR', '233.31', '1'],
    ['LAPTOP', 'EUR', '1000.00', '1'],
    ['SMARTPHONE', 'EUR', '1900.03', '2'],
    ['SMARTPHONE', 'JPY', '240000', '1'],
  ]);
  expect(await rowsOf({ groupBy: ['PRODUCT', 'VARIANT'] })).toEqual([
    ['mi-band', 'BAND-1', 'EUR', '233.31'],
    ['mi-book', 'BOOK-1', 'EUR', '1000.00'],
    [id.PHONE, 'PHONE-1', 'EUR', '1500.03'],
    [id.PHONE, 'PHONE-1', 'JPY', '240000'],
    [id.PHONE, 'PHONE-2', 'EUR', '400.00'],
  ]);
  expect(await sourceOf({ groupBy: ['PRODUCT'] })).toBe('MONTH_VARIANT');
  expect(await sourceOf({ groupBy: ['PRODUCT'], measures: ['ORDERS'] })).toBe('FACTS');
  expect(await rowsOf({ groupBy: ['PRODUCT'], measures: ['ORDERS'] })).toEqual([
    ['mi-band', 'EUR', '1'],
    ['mi-book', 'EUR', '1'],
    [id.PHONE, 'EUR', '2'],
    [id.PHONE, 'JPY', '1'],
  ]);
  const parties = { groupBy: ['TIER', 'PARTNER_OF_RECORD'], timeGrain: 'QUARTER' };
  const { data } = await ask(parties);
  expect(data.sales.source).toBe('DAY_RESELLER');
  expect(
    data.sales.nodes.map(({ keys, periodStart, values }: Answer['data']) => [
      keys[0].code,
      keys[1].id,
      periodStart,
      values[0].value,
    ]),
  ).toEqual([
    ['AUTHORIZED', world.partner, '2026-01-01', '240000'],
    ['PREMIER', null, '2026-01-01', '2733.34'],
    ['PREMIER', null, '2026-04-01', '400.00'],
  ]);
});

it('an order of two categories counts once in the total, and shares are of the period', async () => {
  const { data } = await ask({
    to: '2026-01-31',
    groupBy: ['CATEGORY'],
    measures: ['NET_SALES', 'ORDERS', 'AVERAGE_SELLING_PRICE'],
    withTotals: true,
  });
  expect(
    data.sales.nodes.map(({ values }: Answer['data']) =>
      values.map((v: Answer['data']) => [v.value, v.share]),
    ),
  ).toEqual([
    [
      ['333.30', '14.28'],
      ['1', null],
      ['33.33', null],
    ],
    [
      ['2000.00', '85.72'],
      ['1', null],
      ['1000.00', null],
    ],
  ]);
  expect(data.sales.totals).toEqual([
    {
      currencyCode: 'EUR',
      values: [
        { measure: 'NET_SALES', value: '2333.30', share: null, previous: null },
        { measure: 'ORDERS', value: '1', share: null, previous: null },
        // 2333.30 / 12 = 194.4416…
        { measure: 'AVERAGE_SELLING_PRICE', value: '194.44', share: null, previous: null },
      ],
    },
  ]);
});

it('compares with the period before, also where one of both has nothing', async () => {
  const { data } = await ask({
    from: '2026-02-01',
    to: '2026-02-28',
    groupBy: ['CATEGORY'],
    compareTo: 'PREVIOUS_PERIOD',
    withTotals: true,
  });
  expect(data.sales.comparedWith).toEqual({ from: '2026-01-01', to: '2026-01-31' });
  const rows = data.sales.nodes.map(({ keys, values: [v] }: Answer['data']) => [
    keys[0].code,
    v.value,
    v.previous,
    v.change,
    v.changePercent,
  ]);
  expect(rows).toEqual([
    ['ACCESSORY', '0.00', '333.30', '-333.30', '-100.00'],
    ['LAPTOP', '-1000.00', '2000.00', '-3000.00', '-150.00'],
    ['SMARTPHONE', '1500.03', '0.00', '1500.03', null],
  ]);
  expect(data.sales.totals[0].values[0]).toMatchObject({ value: '500.03', previous: '2333.30' });
});

describe('in one currency', () => {
  beforeAll(async () => {
    await portal.db.query(`INSERT INTO sales.exchange_rate (currency_code, day, rate, source) VALUES
      ('JPY', '2026-02-26', 160, 'ECB'), ('USD', '2026-01-20', 1.1, 'ECB'), ('USD', '2026-02-01', 1.25, 'STAFF')`);
  });

  it('at the rate of each own day, rounded once; a day without one takes the last before it and is named', async () => {
    const { data, errors } = await ask({
      reportingCurrency: 'EUR',
      groupBy: ['REGION'],
      withTotals: true,
      measures: ['NET_SALES', 'ORDERS'],
    });
    expect(errors).toEqual([]);
    expect(data.sales.source).toBe('DAY_CATEGORY');
    expect(
      data.sales.nodes.map((row: Answer['data']) => [
        row.keys[0].code,
        row.currencyCode,
        row.values[0].value,
        row.values[1].value,
      ]),
    ).toEqual([
      ['APAC', 'EUR', '1900.00', '2'],
      ['EMEA', 'EUR', '2733.34', '2'],
    ]);
    expect(data.sales.totals[0].values[0].value).toBe('4633.34');
    expect(data.sales.rateSources).toEqual(['ECB']);
    expect(data.sales.rateGaps).toEqual([
      { currencyCode: 'JPY', day: '2026-03-01', rateDay: '2026-02-26' },
    ]);
  });

  it('totals are sums of what was sold, not of rounded rows', async () => {
    const dollars = {
      reportingCurrency: 'USD',
      filter: { currencyCodes: ['EUR'] },
      from: '2026-01-01',
      withTotals: true,
      groupBy: ['CATEGORY'],
      timeGrain: 'MONTH',
    };
    const { data } = await ask(dollars);
    // 333.30 × 1.1 = 366.63; 2000 × 1.1 = 2200; from February on at 1.25.
    expect(await rowsOf(dollars)).toEqual([
      ['ACCESSORY', '2026-01-01', 'USD', '366.63'],
      ['LAPTOP', '2026-01-01', 'USD', '2200.00'],
      // Only invoices, which are no net sales.
      ['ACCESSORY', '2026-02-01', 'USD', '0.00'],
      ['LAPTOP', '2026-02-01', 'USD', '-1250.00'],
      ['SMARTPHONE', '2026-02-01', 'USD', '1875.04'],
      ['ACCESSORY', '2026-03-01', 'USD', '-124.99'],
      ['SMARTPHONE', '2026-04-01', 'USD', '500.00'],
    ]);
    expect(data.sales.totals[0].values[0].value).toBe('3566.68');
    expect(data.sales.rateSources).toEqual(['ECB', 'STAFF']);
  });

  it('refuses a day before every rate, with the currency and the day', async () => {
    const { errors } = await ask({ reportingCurrency: 'GBP', to: '2026-01-31' });
    expect(errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(JSON.stringify(errors[0])).toContain('RATE_MISSING');
    expect(JSON.stringify(errors[0])).toContain('2026-01-20');
    const { problems } = errors[0].extensions;
    const currencies = problems.map(({ currencyCode }: { currencyCode: string }) => currencyCode);
    expect(currencies).toEqual([...new Set(currencies)]);
  });
});

describe('who sees what', () => {
  const input = { groupBy: ['RESELLER'], measures: ['NET_SALES', 'ORDERS'] };

  it('a reseller its own, whatever is asked', async () => {
    expect((await rowsOf(input, buyer.token)).map((row) => (row as unknown[]).slice(1))).toEqual([
      ['EUR', '3133.34', '3'],
    ]);
    expect(
      (await rowsOf(input, distributorBuyer.token)).map((row) => (row as unknown[]).slice(1)),
    ).toEqual([['JPY', '240000', '1']]);
    expect(await rowsOf(input, partnerBuyer.token)).toEqual([]);
    expect(await rowsOf({ groupBy: ['CATEGORY'] }, distributorBuyer.token)).toEqual([
      ['SMARTPHONE', 'JPY', '240000'],
    ]);
    expect(await sourceOf({ groupBy: ['CATEGORY'] }, distributorBuyer.token)).toBe('FACTS');
  });

  it('a distributor the partner for which it bought, by name', async () => {
    const { data } = await ask({ groupBy: ['PARTNER_OF_RECORD'] }, distributorBuyer.token);
    expect(data.sales.nodes[0].keys[0]).toMatchObject({
      id: world.partner,
      name: expect.stringMatching(/^Reseller/),
    });
  });

  it('a foreign reseller is refused as one that does not exist', async () => {
    const foreign = await ask({ filter: { resellerIds: [world.distributor] } }, buyer.token);
    const nobody = await ask(
      { filter: { resellerIds: ['01890000-0000-7000-8000-000000000000'] } },
      buyer.token,
    );
    expect(foreign.errors[0].message).toBe(nobody.errors[0].message);
    expect(JSON.stringify(foreign.errors[0])).toContain('NOT_FOUND');
    expect(foreign.data).toBeNull();
  });

  it('staff of a region its sales, by the membership that is asked for', async () => {
    expect(await rowsOf({ groupBy: ['MARKET'] }, apacAnalyst.token)).toEqual([
      ['AT', 'EUR', '400.00'],
      ['JP', 'JPY', '240000'],
    ]);
    expect(
      await rowsOf({ groupBy: ['MARKET'], membership: 'AS_OF_TODAY' }, apacAnalyst.token),
    ).toEqual([
      ['AT', 'EUR', '1900.03'],
      ['JP', 'JPY', '240000'],
    ]);
    const { errors } = await ask({ filter: { regionCodes: ['EMEA'] } }, apacAnalyst.token);
    expect(JSON.stringify(errors[0])).toContain('NOT_FOUND');
  });
});

describe('by technology', () => {
  beforeAll(async () => {
    await portal.db.query(
      `INSERT INTO catalog.technology (code, name) VALUES ('WINDOWS', 'Windows'), ('CORTANA', 'Cortana'), ('EDGE', 'Edge')`,
    );
    // The laptop has two in Germany; of the phone one works in Austria, and one does not.
    await portal.db.query(
      `INSERT INTO catalog.technology_availability (product_id, market_code, technology_code, status) VALUES
         ($1, 'DE', 'WINDOWS', 'AVAILABLE'), ($1, 'DE', 'CORTANA', 'LIMITED'), ($1, 'AT', 'EDGE', 'AVAILABLE'),
         ($2, 'AT', 'EDGE', 'AVAILABLE'), ($2, 'AT', 'CORTANA', 'NOT_AVAILABLE')`,
      [world.products['mi-book'], world.products['mi-phone']],
    );
  });

  it('rows overlap: they say so, have no shares and no totals', async () => {
    const input = { groupBy: ['TECHNOLOGY'], measures: ['BOOKINGS', 'ORDERS'], withTotals: true };
    expect(await rowsOf(input)).toEqual([
      ['EUR', '333.30', '1'],
      ['JPY', '240000', '1'],
      ['CORTANA', 'EUR', '2000.00', '1'],
      ['EDGE', 'EUR', '1900.03', '2'],
      ['WINDOWS', 'EUR', '2000.00', '1'],
    ]);
    const { data } = await ask(input);
    expect(data.sales.totals).toBeNull();
    expect(data.sales.notes[0]).toContain('overlap');
    expect(data.sales.nodes.at(-1).keys).toEqual([
      { dimension: 'TECHNOLOGY', id: null, code: 'WINDOWS', name: 'Windows' },
    ]);
    expect(data.sales.nodes.every(({ values }: Answer['data']) => values[0].share === null)).toBe(
      true,
    );
    expect(await sourceOf({ groupBy: ['TECHNOLOGY'] })).toBe('MONTH_VARIANT');
  });

  it('a filter of several counts nothing twice', async () => {
    const filter = { technologyCodes: ['WINDOWS', 'CORTANA'] };
    expect(await rowsOf({ filter, measures: ['BOOKINGS', 'BOOKED_UNITS'] })).toEqual([
      ['EUR', '2000.00', '2'],
    ]);
    expect(await rowsOf({ filter, groupBy: ['TECHNOLOGY'], measures: ['BOOKINGS'] })).toEqual([
      ['CORTANA', 'EUR', '2000.00'],
      ['WINDOWS', 'EUR', '2000.00'],
    ]);
    const { errors } = await ask({ filter: { technologyCodes: ['TELEX'] } });
    expect(JSON.stringify(errors)).toContain('technologyCodes');
  });
});

it('compares weeks with those 52 weeks before', async () => {
  const { data, errors } = await ask({
    from: '2027-02-01',
    to: '2027-02-14',
    timeGrain: 'WEEK',
    compareTo: 'PREVIOUS_YEAR',
    filter: { marketCodes: ['AT'] },
  });
  expect(errors).toEqual([]);
  expect(data.sales.comparedWith).toEqual({ from: '2026-02-02', to: '2026-02-15' });
  expect(
    data.sales.nodes.map(({ periodStart, values: [v] }: Answer['data']) => [
      periodStart,
      v.value,
      v.previous,
    ]),
  ).toEqual([['2027-02-08', '0.00', '1500.03']]);
});

describe('pages, order and thresholds', () => {
  const input = {
    groupBy: ['MARKET', 'VARIANT'],
    measures: ['NET_SALES', 'NET_UNITS', 'AVERAGE_SELLING_PRICE'],
    timeGrain: 'MONTH',
  };

  it.each([
    [],
    [{ measure: 'NET_SALES', direction: 'DESC' }],
    [{ measure: 'AVERAGE_SELLING_PRICE', direction: 'ASC' }],
    [
      { measure: 'AVERAGE_SELLING_PRICE', direction: 'DESC' },
      { dimension: 'VARIANT', direction: 'DESC' },
    ],
    [{ period: true, direction: 'DESC' }, { measure: 'NET_UNITS' }],
  ])('page by page comes to the same as at once: %j', async (...orderBy) => {
    const all = await rowsOf({ ...input, orderBy, first: 100 });
    expect(all).toHaveLength(8);
    const paged: unknown[] = [];
    let after: string | null = null;
    do {
      const { data, errors } = await ask({ ...input, orderBy, first: 2, after });
      expect(errors).toEqual([]);
      expect(data.sales.totalCount).toBe(8);
      paged.push(...data.sales.nodes);
      after = data.sales.pageInfo.hasNextPage ? data.sales.pageInfo.endCursor : null;
    } while (after !== null);
    expect(paged).toEqual((await ask({ ...input, orderBy, first: 100 })).data.sales.nodes);
  });

  it('leaves out what is too small, but not from totals', async () => {
    const having = [{ measure: 'NET_SALES', atLeast: '400', atMost: '2000' }];
    const { data } = await ask({
      groupBy: ['MARKET'],
      having,
      withTotals: true,
      filter: { currencyCodes: ['EUR'] },
    });
    expect(data.sales.nodes.map(({ keys }: Answer['data']) => keys[0].code)).toEqual(['AT', 'DE']);
    expect(data.sales.totals[0].values[0].value).toBe('3133.34');
    const none = await ask({
      groupBy: ['MARKET'],
      having: [{ measure: 'NET_SALES', atLeast: '99999999' }],
    });
    expect(none.data.sales).toMatchObject({ nodes: [], totalCount: 0 });
  });
});

describe('bad input', () => {
  const ID = '01890000-0000-7000-8000-000000000000';
  it.each([
    ['from after to', { from: '2026-05-01' }, 'from', 'ORDER'],
    [
      'too many groups',
      { groupBy: ['REGION', 'MARKET', 'TIER', 'CATEGORY', 'VARIANT'] },
      'groupBy',
      'COUNT',
    ],
    ['a group twice', { groupBy: ['REGION', 'REGION'] }, 'groupBy', 'UNIQUE'],
    ['no measure', { measures: [] }, 'measures', 'COUNT'],
    ['an unknown zone', { timeZone: 'Mars/Olympus' }, 'timeZone', 'TIME_ZONE'],
    ['eleven years', { from: '2016-01-01' }, 'to', 'RANGE'],
    [
      'facts of two years',
      { from: '2025-01-01', groupBy: ['CATEGORY', 'RESELLER'] },
      'to',
      'FACTS_RANGE',
    ],
    ['days before all sales', { from: '1999-12-31', to: '2000-01-02' }, 'from', 'FIRST_DAY'],
    ['a threshold of nothing', { having: [{ measure: 'NET_SALES' }] }, 'having', 'REQUIRED'],
    [
      'a threshold of something else',
      { having: [{ measure: 'ORDERS', atLeast: '1' }] },
      'having',
      'MEASURE',
    ],
    ['an order by something else', { orderBy: [{ dimension: 'TIER' }] }, 'orderBy', 'DIMENSION'],
    [
      'an order by two things',
      { orderBy: [{ measure: 'NET_SALES', period: true }] },
      'orderBy',
      'ONE_OF',
    ],
    ['an order by no period', { orderBy: [{ period: true }] }, 'orderBy', 'PERIOD'],
    ['an unknown market', { filter: { marketCodes: ['DE', 'XX'] } }, 'marketCodes', 'NOT_FOUND'],
    ['an unknown product', { filter: { productIds: [ID] } }, 'productIds', 'NOT_FOUND'],
    ['no id', { filter: { resellerIds: ['x'] } }, 'resellerIds', 'UUID'],
    ['an unknown tier', { filter: { tiers: ['GOLD'] } }, 'tiers', 'NOT_FOUND'],
    ['a foreign cursor', { groupBy: ['REGION'], after: 'WzEsIngiXQ' }, 'after', 'INVALID_VALUE'],
    ['a page of nothing', { first: 0 }, 'first', 'INVALID_VALUE'],
  ])('%s', async (_what, input, at, rule) => {
    const { data, errors } = await ask(input);
    expect(data).toBeNull();
    expect(errors[0].extensions.code).toBe('BAD_USER_INPUT');
    const text = JSON.stringify(errors);
    expect(text).toContain(at);
    expect(text).toContain(rule);
  });
});
