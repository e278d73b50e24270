import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startPortal, type Portal } from '../support/portal.js';
import { Random } from '../support/random.js';
import { UnitOfWork } from '../../src/platform/database/index.js';
import { RelayRepository } from '../../src/sales/relay.repository.js';
import { planMembership } from '../support/world/market.world.js';
import {
  expectedRollups,
  rollupSql,
  type Happened,
  type Sums,
} from '../support/world/sales-oracle.js';
import {
  answered,
  expectedAnswer,
  type Asked,
  type Grain,
} from '../support/world/sales-answer-oracle.js';
import { addStaff } from '../support/world/shop.world.js';
import {
  addEvent,
  bookOrder,
  cancelPieces,
  openSalesWorld,
  relaySales,
  SALES_MARKETS,
  SALES_VARIANTS,
  salesDifferences,
  type SalesMarket,
  type SalesSku,
  type SalesWorld,
} from '../support/world/sales.world.js';

const SEED = Number(process.env['PORTAL_SEED'] ?? Date.now() % 1_000_000);
const STEPS = Number(process.env['PORTAL_STEPS'] ?? 250);
const QUESTIONS = Number(process.env['PORTAL_QUESTIONS'] ?? 150);
const SKUS = Object.keys(SALES_VARIANTS) as SalesSku[];
const MARKETS = Object.keys(SALES_MARKETS) as SalesMarket[];
/** From here on Austria belongs to APAC, in the middle of a month. */
const MOVED_ON = '2026-03-17';

const random = new Random(SEED);
let portal: Portal;
let world: SalesWorld;
const happened: Happened[] = [];
const categories: Record<string, string> = {};

beforeAll(async () => {
  portal = await startPortal('random_sales');
  world = await openSalesWorld(portal);
  await planMembership(portal.db, {
    marketCode: 'AT',
    regionId: world.regions.APAC,
    from: MOVED_ON,
  });
  for (const { product, category } of Object.values(SALES_VARIANTS)) categories[product] = category;
});

afterAll(() => portal?.stop());

function dayIn(marketCode: SalesMarket, at: string): string {
  const { timeZone } = SALES_MARKETS[marketCode];
  return new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date(at));
}

function regionOn(marketCode: SalesMarket, day: string): string {
  return marketCode === 'AT' && day >= MOVED_ON ? 'APAC' : SALES_MARKETS[marketCode].region;
}

function note(event: Pick<Happened, 'kind' | 'order' | 'quantities'>, at: string): void {
  const { marketCode, lines } = event.order;
  const day = dayIn(marketCode, at);
  happened.push({
    ...event,
    at,
    day,
    region: regionOn(marketCode, day),
    currency: SALES_MARKETS[marketCode].currencyCode,
    categories: lines.map(({ sku }) => categories[SALES_VARIANTS[sku].product] ?? ''),
  });
}

/** Between the middle of January and the end of May 2026, on quarter hours, so that edges of days are met. */
function someTime(): string {
  return new Date(
    Date.parse('2026-01-15T00:00:00Z') + random.below(137 * 96) * 900_000,
  ).toISOString();
}

async function book(): Promise<void> {
  const through = random.chance(0.3);
  const at = someTime();
  const lines = random.some(SKUS, 0.4);
  const order = await bookOrder(world, {
    marketCode: random.pick(MARKETS),
    at,
    // One SKU may stand in two lines.
    lines: [...lines, random.pick(SKUS)].map((sku) => ({
      sku,
      quantity: 1 + random.below(20),
      unitMinor: random.below(200_000),
    })),
    ...(through && {
      resellerId: world.distributor,
      partnerId: random.chance(0.5) ? world.partner : null,
    }),
    tier: random.pick(['REGISTERED', 'AUTHORIZED', 'PREMIER']),
  });
  note({ kind: 'BOOKING', order, quantities: order.lines.map(({ quantity }) => quantity) }, at);
}

/** What is left of an order after what happened to it. */
function leftOf(orderId: string): number[] {
  const events = happened.filter(({ order }) => order.id === orderId);
  const lines = events[0]?.order.lines ?? [];
  return lines.map((_, n) =>
    events.reduce(
      (left, { kind, quantities }) =>
        left + (quantities[n] ?? 0) * { BOOKING: 1, CANCELLATION: -1, BILLING: 0, CREDIT: 0 }[kind],
      0,
    ),
  );
}

async function change(): Promise<void> {
  const booked = happened.filter(({ kind }) => kind === 'BOOKING');
  if (booked.length === 0) return;
  const { order } = random.pick(booked);
  const kind = random.pick(['CANCELLATION', 'CANCELLATION', 'BILLING', 'CREDIT'] as const);
  const left = kind === 'CANCELLATION' ? leftOf(order.id) : order.lines.map((l) => l.quantity);
  const quantities = left.map((pieces) => random.below(pieces + 1));
  if (quantities.every((quantity) => quantity === 0)) return;
  const at = someTime();
  if (kind === 'CANCELLATION') await cancelPieces(world, { order, at, quantities });
  else await addEvent(world, { kind, order, at, quantities });
  note({ kind, order, quantities }, at);
}

/** What is sold later is of another category; what was sold keeps its own. */
async function recategorise(): Promise<void> {
  const product = random.pick(Object.keys(categories));
  const category = random.pick(['LAPTOP', 'TABLET', 'SMARTPHONE', 'SMART_SPEAKER', 'ACCESSORY']);
  await portal.db.query('UPDATE catalog.product SET category = $2 WHERE id = $1', [
    world.products[product],
    category,
  ]);
  categories[product] = category;
}

async function sumsOf(name: string, relation = name): Promise<Sums> {
  const rows = await portal.rows<{ name: string; sums: string }>(rollupSql(name, relation));
  return Object.fromEntries(rows.map(({ name: row, sums }) => [row, sums]));
}

it(`random orders and changes: every rollup is what the lines say (seed ${SEED})`, async () => {
  process.stdout.write(`random sales: PORTAL_SEED=${SEED}\n`);
  const relay = (limit: number) =>
    portal.app
      .get(UnitOfWork)
      .runSystem('test', (tx) => portal.app.get(RelayRepository).relay(tx, limit));
  for (let step = 1; step <= STEPS; step += 1) {
    const dice = random.next();
    if (dice < 0.55) await book();
    else if (dice < 0.85) await change();
    else if (dice < 0.9) await recategorise();
    else await relay(1 + random.below(20));
    if (step % 50 === 0) {
      const expected = expectedRollups(happened);
      for (const [name, sums] of Object.entries(expected)) {
        expect(await sumsOf(name, `${name}_now_v`)).toEqual(sums);
      }
      expect(await salesDifferences(portal)).toEqual([]);
    }
  }
  await relaySales(portal);
  const expected = expectedRollups(happened);
  for (const [name, sums] of Object.entries(expected)) {
    expect(Object.keys(sums).length).toBeGreaterThan(5);
    expect(await sumsOf(name)).toEqual(sums);
  }
  expect(await salesDifferences(portal)).toEqual([]);
}, 120_000);

const DIMENSIONS = [
  'REGION',
  'MARKET',
  'CATEGORY',
  'PRODUCT',
  'VARIANT',
  'RESELLER',
  'PARTNER_OF_RECORD',
  'TIER',
];
const MEASURES = ['NET_SALES', 'NET_UNITS', 'BOOKINGS', 'CANCELLED_UNITS', 'BILLINGS', 'ORDERS'];

/** What single rollups know, and everything. */
const POOLS = [
  DIMENSIONS,
  ['REGION', 'CATEGORY'],
  ['REGION', 'MARKET', 'CATEGORY'],
  ['REGION', 'MARKET', 'PRODUCT', 'VARIANT'],
  ['REGION', 'RESELLER', 'PARTNER_OF_RECORD', 'TIER'],
];

/** What each filter could name, and which dimension it is of. */
const filters = (): Record<string, [string, string[]]> => ({
  regionCodes: ['REGION', [random.pick(['EMEA', 'APAC'])]],
  marketCodes: ['MARKET', [random.pick(MARKETS), random.pick(MARKETS)]],
  categories: ['CATEGORY', ['LAPTOP', 'ACCESSORY'].slice(random.below(2))],
  skus: ['VARIANT', [random.pick(SKUS), random.pick(SKUS)]],
  resellerIds: ['RESELLER', [world.distributor]],
  tiers: ['TIER', ['PREMIER', 'REGISTERED']],
});

function randomQuestion(): Asked {
  const months = random.chance(0.5);
  const [from, to] = [1, 2, 3, 4, 5]
    .map((month) => `2026-0${month}`)
    .filter((_, n) => n === 0 || n === 4 || random.chance(0.5)) as [string, string];
  const dimensions = random.pick(POOLS);
  const filter: Record<string, string[]> = {};
  for (const [name, [dimension, values]] of Object.entries(filters())) {
    if (dimensions.includes(dimension) && random.chance(0.2)) filter[name] = values;
  }
  return {
    from: months ? `${from}-01` : `${from}-11`,
    to: months ? lastOf(to) : `${to}-20`,
    groupBy: random.some(dimensions, dimensions === DIMENSIONS ? 0.2 : 0.5).slice(0, 4),
    timeGrain: random.pick<Grain | null>([
      null,
      'DAY',
      'WEEK',
      'MONTH',
      'MONTH',
      'QUARTER',
      'YEAR',
    ]),
    measures: random.chance(0.5) ? MEASURES : MEASURES.slice(0, 3),
    membership: random.chance(0.3) ? 'AS_OF_TODAY' : 'AS_BOOKED',
    timeZone: random.chance(0.15) ? random.pick(['UTC', 'Asia/Tokyo', 'America/Sao_Paulo']) : null,
    filter,
  };
}

function lastOf(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10);
}

it(`random questions: every answer is what the lines say, from every source (seed ${SEED})`, async () => {
  const analyst = await addStaff(portal, 'ANALYST');
  const sources: Record<string, number> = {};
  // Some events wait meanwhile.
  for (let n = 0; n < 10; n += 1) await book();
  const regionOf = (code: string) =>
    code === 'AT' ? 'APAC' : SALES_MARKETS[code as SalesMarket].region;
  // Where chance left out a table, a few more questions will come upon it.
  const isOver = (n: number) =>
    n >= QUESTIONS && (Object.keys(sources).length === 5 || n >= 5 * QUESTIONS);
  for (let n = 0; !isOver(n); n += 1) {
    const asked = randomQuestion();
    const { source, rows } = await answered(portal, asked, analyst.token);
    sources[source] = (sources[source] ?? 0) + 1;
    expect({ asked, rows }).toEqual({ asked, rows: expectedAnswer(happened, asked, { regionOf }) });
  }
  process.stdout.write(`${QUESTIONS} questions answered from ${JSON.stringify(sources)}\n`);
  expect(Object.keys(sources)).toHaveLength(5);
  await relaySales(portal);
}, 120_000);

it(`a rebuild comes to the same (seed ${SEED})`, async () => {
  const expected = expectedRollups(happened);
  const months = await portal.rows<{ month: string }>(
    `SELECT DISTINCT date_trunc('month', day)::date::text AS month FROM sales.event`,
  );
  await Promise.all(
    months.map(({ month }) => portal.rows('SELECT sales.rebuild_month($1)', [month])),
  );
  for (const [name, sums] of Object.entries(expected)) expect(await sumsOf(name)).toEqual(sums);
  expect(await salesDifferences(portal)).toEqual([]);
}, 60_000);
