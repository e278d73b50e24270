import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startPortal, type Answer, type Portal } from '../support/portal.js';
import { Random } from '../support/random.js';
import { planMembership } from '../support/world/market.world.js';
import type { Grain } from '../support/world/sales-answer-oracle.js';
import type { Happened } from '../support/world/sales-oracle.js';
import {
  wideAnswer,
  type Before,
  type Known,
  type Row,
  type WideAsked,
} from '../support/world/sales-question-oracle.js';
import {
  addEvent,
  bookOrder,
  cancelPieces,
  openSalesWorld,
  relaySales,
  SALES_MARKETS,
  SALES_VARIANTS,
  type SalesMarket,
  type SalesSku,
  type SalesWorld,
} from '../support/world/sales.world.js';
import { addPerson, addStaff } from '../support/world/shop.world.js';

const SEED = Number(process.env['PORTAL_SEED'] ?? Date.now() % 1_000_000);
const ORDERS = Number(process.env['PORTAL_STEPS'] ?? 120);
const QUESTIONS = Number(process.env['PORTAL_QUESTIONS'] ?? 150);
const SKUS = Object.keys(SALES_VARIANTS) as SalesSku[];
const MARKETS = Object.keys(SALES_MARKETS) as SalesMarket[];
const MOVED_ON = '2025-08-13';
const DIGITS: Record<string, number> = { EUR: 2, GBP: 2, USD: 2, JPY: 0, KWD: 3 };

const random = new Random(SEED);
let portal: Portal;
let world: SalesWorld;
const happened: Happened[] = [];
const rates: Record<string, { day: string; rate: string }[]> = {};
const technologies: Record<string, string[]> = {};
const names: Record<string, string> = {};
let callers: { token: string; sees: Known['sees'] }[];

beforeAll(async () => {
  portal = await startPortal('random_questions');
  world = await openSalesWorld(portal);
  const { APAC } = world.regions;
  await planMembership(portal.db, { marketCode: 'AT', regionId: APAC, from: MOVED_ON });
  await addRates();
  await addTechnologies();
  for (let n = 0; n < ORDERS; n += 1) await book();
  await relaySales(portal);
  // The last of them wait while questions are asked.
  for (let n = 0; n < ORDERS / 10; n += 1) await book();
  const resellers = await portal.rows<{ id: string; name: string }>(
    'SELECT id, legal_name AS name FROM reseller.reseller',
  );
  for (const { id, name } of resellers) names[id] = name;
  const buyer = (resellerId: string) => addPerson(portal, { resellerId, role: 'BUYER' });
  const analyst = await addStaff(portal, 'ANALYST');
  callers = [
    { token: analyst.token, sees: {} },
    { token: analyst.token, sees: {} },
    { token: (await addStaff(portal, 'ANALYST', [APAC])).token, sees: { region: 'APAC' } },
    { token: (await buyer(world.direct)).token, sees: { reseller: world.direct } },
    { token: (await buyer(world.distributor)).token, sees: { reseller: world.distributor } },
  ];
}, 120_000);

afterAll(() => portal?.stop());

async function addRates(): Promise<void> {
  for (const [currency, near] of Object.entries({ GBP: 0.85, USD: 1.1, JPY: 162, KWD: 0.34 })) {
    const list = (rates[currency] = [{ day: '2024-11-01', rate: near.toFixed(4) }]);
    for (let n = 1; n < 60; n += 1) {
      const day = new Date(Date.parse('2024-11-01') + (n * 10 + random.below(10)) * 86_400_000);
      const rate = (near * (0.9 + random.next() / 5)).toFixed(5);
      list.push({ day: day.toISOString().slice(0, 10), rate });
    }
    await portal.db.query(
      `INSERT INTO sales.exchange_rate (currency_code, day, rate, source)
       SELECT $1, r.day, r.rate, 'ECB' FROM unnest($2::date[], $3::numeric[]) r (day, rate)`,
      [currency, list.map(({ day }) => day), list.map(({ rate }) => rate)],
    );
  }
}

function rateOn(currency: string, day: string): string {
  if (currency === 'EUR') return '1';
  return rates[currency]?.findLast((rate) => rate.day <= day)?.rate ?? '';
}

async function addTechnologies(): Promise<void> {
  const codes = ['CORTANA', 'WINDOWS', 'COPILOT'];
  await portal.db.query(
    `INSERT INTO catalog.technology (code, name) SELECT c, c FROM unnest($1::text[]) c ON CONFLICT DO NOTHING`,
    [codes],
  );
  for (const product of Object.keys(world.products)) {
    for (const market of MARKETS) {
      for (const code of random.some(codes, 0.7)) {
        const status = random.pick(['AVAILABLE', 'LIMITED', 'NOT_AVAILABLE']);
        await portal.db.query(
          `INSERT INTO catalog.technology_availability (product_id, market_code, technology_code, status) VALUES ($1, $2, $3, $4)`,
          [world.products[product], market, code, status],
        );
        if (status !== 'NOT_AVAILABLE') (technologies[`${product} ${market}`] ??= []).push(code);
      }
    }
  }
}

/** In 2025 and the first months of 2026, on quarter hours. */
function someTime(): string {
  return new Date(
    Date.parse('2025-01-02T00:00:00Z') + random.below(480 * 96) * 900_000,
  ).toISOString();
}

function note(event: Pick<Happened, 'kind' | 'order' | 'quantities'>, at: string): void {
  const { marketCode, lines } = event.order;
  const { timeZone, region, currencyCode } = SALES_MARKETS[marketCode];
  const day = new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date(at));
  happened.push({
    ...event,
    at,
    day,
    region: marketCode === 'AT' && day >= MOVED_ON ? 'APAC' : region,
    currency: currencyCode,
    categories: lines.map(({ sku }) => SALES_VARIANTS[sku].category),
  });
}

/** An order, and what may become of it. */
async function book(): Promise<void> {
  const through = random.chance(0.4);
  const at = someTime();
  const order = await bookOrder(world, {
    marketCode: random.pick(MARKETS),
    at,
    lines: [...random.some(SKUS, 0.4), random.pick(SKUS)].map((sku) => ({
      sku,
      quantity: 1 + random.below(9),
      unitMinor: random.below(200_000),
    })),
    ...(through && {
      resellerId: world.distributor,
      partnerId: random.chance(0.5) ? world.partner : null,
    }),
    tier: random.pick(['REGISTERED', 'AUTHORIZED', 'PREMIER']),
  });
  const quantities = order.lines.map(({ quantity }) => quantity);
  note({ kind: 'BOOKING', order, quantities }, at);
  for (const kind of random.some(['CANCELLATION', 'BILLING', 'CREDIT'] as const, 0.3)) {
    const pieces = quantities.map((quantity) => random.below(quantity + 1));
    if (pieces.every((quantity) => quantity === 0)) continue;
    const later = someTime();
    if (kind === 'CANCELLATION')
      await cancelPieces(world, { order, at: later, quantities: pieces });
    else await addEvent(world, { kind, order, at: later, quantities: pieces });
    note({ kind, order, quantities: pieces }, later);
  }
}

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

/** What single rollups know, and everything. */
const POOLS = [
  ['REGION', 'CATEGORY'],
  ['REGION', 'CATEGORY'],
  ['REGION', 'MARKET', 'CATEGORY'],
  ['REGION', 'MARKET', 'PRODUCT', 'VARIANT', 'TECHNOLOGY'],
  ['REGION', 'MARKET', 'PRODUCT', 'VARIANT', 'TECHNOLOGY'],
  ['REGION', 'RESELLER', 'PARTNER_OF_RECORD', 'TIER'],
  ['REGION', 'MARKET', 'CATEGORY', 'PRODUCT', 'VARIANT', 'RESELLER', 'TIER', 'TECHNOLOGY'],
];

function randomFilter(dimensions: string[], { reseller, region }: Known['sees']) {
  const filters: Record<string, [string, string[]]> = {
    regionCodes: ['REGION', [region ?? random.pick(['EMEA', 'APAC'])]],
    marketCodes: ['MARKET', [random.pick(MARKETS), random.pick(MARKETS)]],
    categories: ['CATEGORY', ['LAPTOP', 'ACCESSORY'].slice(random.below(2))],
    products: ['PRODUCT', [random.pick(Object.keys(world.products))]],
    skus: ['VARIANT', [random.pick(SKUS), random.pick(SKUS)]],
    resellerIds: ['RESELLER', [reseller ?? random.pick([world.distributor, world.direct])]],
    tiers: ['TIER', ['PREMIER', 'REGISTERED']],
    technologyCodes: ['TECHNOLOGY', random.some(['CORTANA', 'WINDOWS'], 0.5)],
    currencyCodes: ['REGION', ['EUR', 'JPY', 'KWD']],
    ...(reseller !== world.direct && { partnerOfRecordIds: ['TIER', [world.partner]] }),
  };
  return Object.fromEntries(
    Object.entries(filters)
      .filter(([, [dimension, values]]) => dimensions.includes(dimension) && values.length > 0)
      .filter(() => random.chance(0.15))
      .map(([name, [, values]]) => [name, values]),
  );
}

function randomDays(): { from: string; to: string } {
  const day = (month: number, date: number) =>
    new Date(Date.UTC(2025, month, date)).toISOString().slice(0, 10);
  const first = random.below(15);
  const months = 1 + random.below(Math.min(12, 17 - first));
  if (random.chance(0.7)) return { from: day(first, 1), to: day(first + months, 0) };
  return { from: day(first, 1 + random.below(31)), to: day(first + months, random.below(28)) };
}

function randomQuestion(sees: Known['sees']): WideAsked {
  const dimensions = random.pick(POOLS);
  const { from, to } = randomDays();
  const groupBy = random.some(dimensions, 0.4).slice(0, 4);
  const timeGrain = random.pick<Grain | null>([
    null,
    'DAY',
    'WEEK',
    'MONTH',
    'QUARTER',
    'YEAR',
    'MONTH',
  ]);
  const measures = random.some(MEASURES, 0.4);
  if (measures.length === 0) measures.push(random.pick(MEASURES));
  const direction = () => random.pick(['ASC', 'DESC'] as const);
  const orderBy: WideAsked['orderBy'] = [
    ...random.some(measures, 0.3).map((measure) => ({ measure, direction: direction() })),
    ...random.some(groupBy, 0.3).map((dimension) => ({ dimension, direction: direction() })),
    ...(timeGrain !== null && random.chance(0.3) ? [{ period: true, direction: direction() }] : []),
  ].slice(0, 4);
  return {
    from: from > to ? to : from,
    to,
    groupBy,
    timeGrain,
    measures,
    membership: random.chance(0.3) ? 'AS_OF_TODAY' : 'AS_BOOKED',
    timeZone: random.chance(0.15) ? random.pick(['UTC', 'Asia/Tokyo', 'Pacific/Niue']) : null,
    filter: randomFilter(dimensions, sees),
    compareTo: random.pick([null, 'PREVIOUS_PERIOD', 'PREVIOUS_YEAR']),
    reportingCurrency: random.chance(0.3) ? random.pick(['EUR', 'USD', 'JPY', 'KWD']) : null,
    having: random.chance(0.2)
      ? [
          {
            measure: random.pick(measures),
            atLeast: '3',
            ...(random.chance(0.5) && { atMost: '2500.5' }),
          },
        ]
      : [],
    orderBy,
  };
}

const SALES = `query ($input: SalesInput!) { sales(input: $input) {
  source totalCount comparedWith { from to }
  nodes { keys { id code } periodStart currencyCode values { value share previous change changePercent } }
  totals { currencyCode values { value share previous change changePercent } }
  pageInfo { hasNextPage endCursor } } }`;

interface Found {
  source: string;
  before: Before | null;
  count: number;
  rows: Row[];
  totals: Row[] | null;
}

/** What the portal answers, page by page, in the words of the oracle. */
async function answered(asked: WideAsked, token: string): Promise<Found> {
  const { products, ...filter } = asked.filter;
  const productIds = products?.map((name) => world.products[name]);
  const input = { ...asked, filter: { ...filter, ...(productIds && { productIds }) } };
  const rows: Row[] = [];
  const valuesOf = (values: Answer['data'][]) =>
    values.map((v) => [v.value, v.share, v.previous, v.change, v.changePercent]);
  const first = random.pick([7, 30, 100]);
  let after: string | null = null;
  for (;;) {
    const page: object = { ...input, first, after, withTotals: true };
    const { data, errors }: Answer = await portal.ask(SALES, { input: page }, { token });
    if (errors.length > 0) throw new Error(JSON.stringify({ input, errors }));
    const { nodes, totals, pageInfo, source, comparedWith, totalCount } = data.sales;
    for (const { keys, periodStart, currencyCode, values } of nodes) {
      const codes = keys.map((key: Answer['data']) => key.code ?? key.id ?? 'none');
      rows.push([codes, periodStart, currencyCode, valuesOf(values)]);
    }
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    if (after !== null) continue;
    const all = totals?.map((t: Answer['data']): Row => [
      [],
      null,
      t.currencyCode,
      valuesOf(t.values),
    ]);
    return { source, before: comparedWith, count: totalCount, rows, totals: all ?? null };
  }
}

it(`whatever is asked: rows, their order, shares, changes and totals are what the lines say (seed ${SEED})`, async () => {
  process.stdout.write(`random questions: PORTAL_SEED=${SEED}\n`);
  const sources: Record<string, number> = {};
  // Where chance left out a table, a few more questions will come upon it.
  const isOver = (n: number) =>
    n >= QUESTIONS && (Object.keys(sources).length === 5 || n >= 5 * QUESTIONS);
  for (let n = 0; !isOver(n); n += 1) {
    const { token, sees } = random.pick(callers);
    const asked = randomQuestion(sees);
    const { source, before, ...found } = await answered(asked, token);
    sources[source] = (sources[source] ?? 0) + 1;
    const expected = wideAnswer(
      happened,
      asked,
      {
        sees,
        digits: DIGITS,
        rateOn,
        nameOf: (id) => names[id] ?? id,
        technologiesOf: (product, market) => technologies[`${product} ${market}`] ?? [],
        regionOf: (code) => (code === 'AT' ? 'APAC' : SALES_MARKETS[code as SalesMarket].region),
      },
      before,
    );
    expect({ n, asked, sees, source, ...found }).toEqual({
      ...{ n, asked, sees, source, count: expected.rows.length },
      ...expected,
    });
  }
  process.stdout.write(`${QUESTIONS} questions answered from ${JSON.stringify(sources)}\n`);
  expect(Object.keys(sources)).toHaveLength(5);
}, 240_000);
