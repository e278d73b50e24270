import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPortal, type Portal } from '../support/portal.js';
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
import { addRates } from './rate-files.js';
import {
  addressOf,
  askedOfGraphql,
  asInParquet,
  asInSheet,
  fetchReport,
  readCsv,
  readParquet,
  readXlsx,
  type AskedSales,
} from './report-reader.js';

const FORMATS = ['csv', 'xlsx', 'parquet'] as const;
const ORIGIN = 'https://dashboard.example';
const YEAR = { from: '2026-01-01', to: '2026-12-31' };
const MEASURES = [
  'NET_SALES',
  'BOOKINGS',
  'CANCELLATIONS',
  'CREDITS',
  'BILLINGS',
  'NET_UNITS',
  'BOOKED_UNITS',
  'CANCELLED_UNITS',
  'CREDITED_UNITS',
  'BILLED_UNITS',
  'ORDERS',
  'AVERAGE_SELLING_PRICE',
];

let portal: Portal;
let world: SalesWorld;
let analyst: Person;
let callers: Record<string, Person>;

beforeAll(async () => {
  portal = await startPortal('sales_files', { CORS_ORIGINS: ORIGIN });
  world = await openSalesWorld(portal);
  analyst = await addStaff(portal, 'ANALYST');
  callers = {
    'an analyst': analyst,
    'an analyst of a region': await addStaff(portal, 'ANALYST', [world.regions.APAC]),
    'a buyer': await addPerson(portal, { resellerId: world.direct, role: 'BUYER' }),
    'a distributor': await addPerson(portal, { resellerId: world.distributor, role: 'BUYER' }),
    'a partner of record': await addPerson(portal, { resellerId: world.partner, role: 'BUYER' }),
  };
  await planMembership(portal.db, {
    marketCode: 'AT',
    regionId: world.regions.APAC,
    from: '2026-03-01',
  });
  const days = ['2026-01-20T10:00:00Z', '2026-03-31T22:30:00Z', '2026-06-30T15:30:00Z'];
  for (const [n, at] of days.entries()) {
    for (const marketCode of ['DE', 'GB', 'KW', 'JP', 'AT'] as const) {
      const order = await bookOrder(world, {
        marketCode,
        at,
        ...(n === 1 && {
          resellerId: world.distributor,
          tier: 'AUTHORIZED',
          partnerId: world.partner,
        }),
        lines: [
          { sku: 'BOOK-1', quantity: 2 + n, unitMinor: 100_001 },
          { sku: 'PHONE-1', quantity: 3, unitMinor: 33_333 },
          { sku: 'PHONE-2', quantity: 1, unitMinor: 7 },
          { sku: 'BAND-1', quantity: 10, unitMinor: 3_333 },
        ],
      });
      if (marketCode === 'DE') await relaySales(portal);
      await cancelPieces(world, { order, at, quantities: [1, 0, 1, 2] });
      await addEvent(world, { kind: 'BILLING', order, at, quantities: [1, 1, 0, 5] });
      await addEvent(world, { kind: 'CREDIT', order, at, quantities: [0, 2, 0, 0] });
    }
  }
  await portal.db.query(
    `UPDATE reseller.reseller SET legal_name = '=SUM(A1:A9) "Übermut", & Söhne' WHERE id = $1`,
    [world.distributor],
  );
}, 60_000);

afterAll(() => portal?.stop());

/** The problems of a refusal. */
async function refusalOf(token: string | undefined, address: string) {
  const { status, bytes } = await fetchReport(portal, token, address);
  const [{ extensions }] = JSON.parse(bytes.toString()).errors;
  return { status, code: extensions.code, problems: extensions.problems };
}

async function sameEverywhere(token: string, input: AskedSales): Promise<number> {
  const { rows, totals, sales } = await askedOfGraphql(portal, token, input);
  const files = await Promise.all(
    FORMATS.slice(0, 2).map((format) => fetchReport(portal, token, addressOf(format, input))),
  );
  files.push(await fetchReport(portal, token, addressOf('parquet', input)));
  expect(files.map(({ status }) => status)).toEqual([200, 200, 200]);
  const [csv, xlsx, parquet] = files.map(({ bytes }) => bytes) as [Buffer, Buffer, Buffer];
  expect(readCsv(csv)).toEqual(rows);
  const sheets = await readXlsx(xlsx);
  expect(sheets.Sales?.rows).toEqual(asInSheet(rows));
  expect(sheets.Totals?.rows ?? null).toEqual(totals && asInSheet(totals));
  const stored = await readParquet(parquet);
  expect(stored.rows).toEqual(asInParquet(rows));
  expect(JSON.parse(stored.notes['sales.totals'] ?? 'null')).toEqual(totals);
  expect(stored.notes['sales.source']).toBe(sales.source);
  for (const { headers } of files) {
    expect(headers.get('x-sales-source')).toBe(sales.source);
    expect(headers.get('x-sales-rows')).toBe(String(sales.totalCount));
    const tooLong = totals !== null && headers.get('x-sales-totals') === null;
    const more = 'The totals are too long for a header: the Excel and Parquet files have them.';
    expect(headers.get('x-sales-notes') ?? '').toBe(
      [...sales.notes, ...(tooLong ? [more] : [])].join(' '),
    );
    if (totals !== null && !tooLong) {
      const [names, ...sums] = JSON.parse(headers.get('x-sales-totals') ?? '');
      expect(sums).toEqual(totals.map((total) => Object.values(total)));
      for (const total of totals) expect(Object.keys(total)).toEqual(names);
    }
  }
  return rows.length;
}

describe('the same numbers in GraphQL, CSV, Excel and Parquet', () => {
  it.each<[string, AskedSales]>([
    [
      'regions and months, all measures, with totals',
      { groupBy: ['REGION'], timeGrain: 'MONTH', measures: MEASURES, withTotals: true },
    ],
    [
      'regions of today and weeks',
      { groupBy: ['REGION'], timeGrain: 'WEEK', membership: 'AS_OF_TODAY' },
    ],
    [
      'markets and categories against the quarter before',
      {
        groupBy: ['MARKET', 'CATEGORY'],
        timeGrain: 'QUARTER',
        measures: MEASURES,
        compareTo: 'PREVIOUS_PERIOD',
        withTotals: true,
        from: '2026-04-01',
        to: '2026-09-30',
      },
    ],
    ['products and variants', { groupBy: ['PRODUCT', 'VARIANT'], measures: ['ORDERS'] }],
    [
      'resellers, tiers and partners by day',
      { groupBy: ['RESELLER', 'TIER', 'PARTNER_OF_RECORD'], timeGrain: 'DAY', measures: MEASURES },
    ],
    ['technologies, which overlap', { groupBy: ['TECHNOLOGY'], withTotals: true }],
    ['everything at once, in a zone', { timeZone: 'Asia/Tokyo', measures: MEASURES }],
    [
      'the largest first, above a threshold, of some',
      {
        groupBy: ['MARKET', 'VARIANT'],
        measures: ['NET_SALES', 'NET_UNITS'],
        having: [{ measure: 'NET_SALES', atLeast: '0.5', atMost: '99999' }],
        orderBy: [{ measure: 'NET_SALES', direction: 'DESC' }, { dimension: 'MARKET' }],
        filter: { marketCodes: ['DE', 'GB', 'KW'], currencyCodes: ['EUR', 'KWD'] },
        withTotals: true,
      },
    ],
    ['nothing at all', { groupBy: ['MARKET'], from: '2020-01-01', to: '2020-12-31' }],
  ])('%s', async (_what, input) => {
    const rows = await sameEverywhere(analyst.token, { ...YEAR, ...input });
    expect(rows > 0).toBe(input.from !== '2020-01-01');
  });

  it('more rows than a page has', async () => {
    const input = {
      ...YEAR,
      groupBy: ['VARIANT', 'MARKET', 'RESELLER', 'TIER'],
      timeGrain: 'DAY',
      measures: MEASURES,
    };
    const { rows } = await askedOfGraphql(portal, analyst.token, input);
    const more = { ...input, groupBy: ['VARIANT', 'MARKET', 'RESELLER', 'PARTNER_OF_RECORD'] };
    expect(rows.length).toBeGreaterThan(50);
    expect(await sameEverywhere(analyst.token, more)).toBe(rows.length);
  });

  it.each(['an analyst of a region', 'a buyer', 'a distributor', 'a partner of record'])(
    'for %s: what they may see, and no more',
    async (name) => {
      const { token } = callers[name] as Person;
      const all = { ...YEAR, groupBy: ['MARKET', 'RESELLER'], withTotals: true };
      await sameEverywhere(token, all);
      const { rows } = await askedOfGraphql(portal, token, all);
      const { rows: seen } = await askedOfGraphql(portal, analyst.token, all);
      expect(rows.length).toBeLessThan(seen.length);
    },
  );
});

describe('a reporting currency', () => {
  const input = {
    ...YEAR,
    groupBy: ['MARKET'],
    measures: MEASURES,
    reportingCurrency: 'GBP',
    withTotals: true,
  };

  it('without a rate is refused before anything is sent, as the query refuses it', async () => {
    const { errors } = await portal.ask(
      'query ($input: SalesInput!) { sales(input: $input) { source } }',
      { input },
      { token: analyst.token },
    );
    for (const format of FORMATS) {
      expect(await refusalOf(analyst.token, addressOf(format, input))).toEqual({
        status: 400,
        code: 'BAD_USER_INPUT',
        problems: errors[0].extensions.problems,
      });
    }
    expect(errors[0].extensions.problems[0]).toMatchObject({
      code: 'RATE_MISSING',
      path: ['input', 'reportingCurrency'],
    });
  });

  it('is named with its source and the days that have no rate of their own', async () => {
    const days = ['2026-01-19', '2026-03-31', '2026-04-01', '2026-06-30', '2026-07-01'];
    const daily = (rate: string) => Object.fromEntries(days.map((day) => [day, rate]));
    await addRates(portal, {
      GBP: daily('0.86543'),
      JPY: daily('163.21'),
      KWD: daily('0.33456'),
    });
    expect(await sameEverywhere(analyst.token, input)).toBe(5);
    const { sales } = await askedOfGraphql(portal, analyst.token, input);
    const gaps: string[] = sales.rateGaps.map(
      (gap: Record<string, string>) =>
        `${gap.currencyCode} ${gap.day} at the rate of ${gap.rateDay}`,
    );
    expect(gaps).toContain('GBP 2026-01-20 at the rate of 2026-01-19');
    const { headers } = await fetchReport(portal, analyst.token, addressOf('csv', input));
    expect(headers.get('x-sales-rate-sources')).toBe(sales.rateSources.join(', '));
    expect(headers.get('x-sales-rate-gaps')).toBe(gaps.join('; '));
    const { bytes } = await fetchReport(portal, analyst.token, addressOf('parquet', input));
    const { notes } = await readParquet(bytes);
    expect(notes['sales.rateGap']).toBe(gaps.join('\n'));
    const { Notes } = await readXlsx(
      (await fetchReport(portal, analyst.token, addressOf('xlsx', input))).bytes,
    );
    expect(Notes?.rows.filter(([name]) => name === 'rateGap').map(([, gap]) => gap)).toEqual(gaps);
    expect(Notes?.rows).toContainEqual(['reportingCurrency', 'GBP']);
  });
});

describe('what a file says of itself', () => {
  it('has a name, a type and no place in a cache', async () => {
    const seen = await Promise.all(
      FORMATS.slice(0, 2).map((format) =>
        fetchReport(portal, analyst.token, addressOf(format, YEAR)),
      ),
    );
    expect(
      seen.map(({ headers }) =>
        ['content-type', 'cache-control', 'content-disposition'].map((name) => headers.get(name)),
      ),
    ).toEqual([
      [
        'text/csv; charset=utf-8',
        'no-store',
        expect.stringContaining('filename="sales-2026-01-01-2026-12-31.csv"'),
      ],
      [
        'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        'no-store',
        expect.stringContaining('filename="sales-2026-01-01-2026-12-31.xlsx"'),
      ],
    ]);
    expect(seen[0]?.bytes.subarray(0, 3)).toEqual(Buffer.from('\ufeff'));
    const address = `${addressOf('csv', YEAR)}&byteOrderMark=false`;
    const { bytes } = await fetchReport(portal, analyst.token, address);
    expect(bytes.toString()).toMatch(/^currencyCode,netSales,netSalesShare\r\n/);
  });

  it('lets scripts of another site read all of it', async () => {
    const measures = ['NET_SALES', 'ORDERS'];
    const input = {
      ...YEAR,
      groupBy: ['CATEGORY'],
      measures,
      reportingCurrency: 'GBP',
      withTotals: true,
    };
    const answer = await fetch(`${portal.url}${addressOf('csv', input)}`, {
      headers: { authorization: `Bearer ${analyst.token}`, origin: ORIGIN },
    });
    await answer.arrayBuffer();
    const sent = [...answer.headers.keys()].filter((name) => name.startsWith('x-sales-'));
    expect(sent).toHaveLength(7);
    const exposed = answer.headers.get('access-control-expose-headers')?.split(',');
    expect(exposed).toEqual(expect.arrayContaining([...sent, 'content-disposition']));
  });

  it('never lets a name become a formula', async () => {
    const input = { ...YEAR, groupBy: ['RESELLER'] };
    const { bytes } = await fetchReport(portal, analyst.token, addressOf('csv', input));
    expect(bytes.toString()).toContain(`"'=SUM(A1:A9) ""Übermut"", & Söhne"`);
  });
});

describe('bad arguments', () => {
  const inputs: AskedSales[] = [
    { from: '2026-05-01', to: '2026-04-01' },
    { ...YEAR, groupBy: ['REGION', 'MARKET', 'TIER', 'CATEGORY', 'VARIANT'] },
    { ...YEAR, groupBy: ['REGION', 'REGION'] },
    { ...YEAR, timeZone: 'Mars/Olympus' },
    { from: '2016-01-01', to: '2026-12-31' },
    { from: '2024-01-01', to: '2026-12-31', groupBy: ['CATEGORY', 'RESELLER'] },
    { ...YEAR, having: [{ measure: 'NET_SALES' }] },
    { ...YEAR, having: [{ measure: 'ORDERS', atLeast: '1' }] },
    { ...YEAR, orderBy: [{ dimension: 'TIER' }, { period: true }] },
    { ...YEAR, filter: { marketCodes: ['DE', 'XX'], resellerIds: ['x'] } },
    { ...YEAR, filter: { marketCodes: ['DE', 'XX'], skus: ['NO-SUCH'] } },
  ];

  it.each(inputs)('%j: refused as the query refuses it', async (input) => {
    const { errors } = await portal.ask(
      'query ($input: SalesInput!) { sales(input: $input) { source } }',
      { input },
      { token: analyst.token },
    );
    const { problems } = errors[0].extensions;
    expect(problems.length).toBeGreaterThan(0);
    for (const format of FORMATS) {
      expect(await refusalOf(analyst.token, addressOf(format, input))).toEqual({
        status: 400,
        code: 'BAD_USER_INPUT',
        problems,
      });
    }
  });

  it('what is none of the arguments is refused at its place, all at once', async () => {
    const address =
      '/reports/sales.csv?from=2026-02-30&groupBy=REGION,SHOE&measures=&first=5&colour=red&having=NET_SALES:1e9:' +
      '&orderBy=NET_SALES:UP&timeGrain=HOUR&timeGrain=DAY&currencyCodes=EUR&currencyCodes=XXX&withTotals=yes';
    const { status, problems } = await refusalOf(analyst.token, address);
    const found = problems.map((one: { code: string; path: string[]; rule?: string }) =>
      [one.code, one.path.join('.'), one.rule].filter((part) => part !== undefined).join(' '),
    );
    expect([status, found.sort()]).toEqual([
      400,
      [
        'INVALID_VALUE input.colour UNKNOWN_ARGUMENT',
        'INVALID_VALUE input.filter.currencyCodes.1 CURRENCY',
        'INVALID_VALUE input.first UNKNOWN_ARGUMENT',
        'INVALID_VALUE input.from DATE',
        'INVALID_VALUE input.groupBy.1 ENUM',
        'INVALID_VALUE input.having.0.atLeast DECIMAL',
        'INVALID_VALUE input.orderBy.0.direction ENUM',
        'INVALID_VALUE input.timeGrain ONCE',
        'INVALID_VALUE input.withTotals ENUM',
        'REQUIRED input.to',
      ],
    ]);
  });

  it.each([
    'timeZone=%00',
    'skus=%00',
    'timeZone=%ED%A0%80',
    'regionCodes=%F0%9F%99%82,',
    'categories=%27%3B--',
  ])('%s is a mistake of the caller', async (words) => {
    const { status, code } = await refusalOf(analyst.token, `${addressOf('csv', YEAR)}&${words}`);
    expect([status, code]).toEqual([400, 'BAD_USER_INPUT']);
  });

  it('a foreign reseller looks like one that does not exist', async () => {
    const { token } = callers['a buyer'] as Person;
    const ask = (id: string) =>
      refusalOf(token, addressOf('parquet', { ...YEAR, filter: { resellerIds: [id] } }));
    const foreign = await ask(world.distributor);
    expect(foreign.problems).toMatchObject([
      { code: 'NOT_FOUND', path: ['input', 'filter', 'resellerIds', '0'] },
    ]);
    expect(foreign).toEqual(await ask('01890000-0000-7000-8000-000000000000'));
  });

  it('nobody gets a file without a token', async () => {
    expect(await refusalOf(undefined, addressOf('csv', YEAR))).toEqual({
      status: 401,
      code: 'UNAUTHENTICATED',
    });
  });
});
