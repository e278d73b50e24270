import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openBiSession, type BiSession } from '../support/bi-session.js';
import { startPortal, type Answer, type Portal } from '../support/portal.js';
import { Random } from '../support/random.js';
import { planMembership } from '../support/world/market.world.js';
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
import { addStaff } from '../support/world/shop.world.js';
import { addRates, ecbFile, sendRates } from './rate-files.js';

const SEED = Number(process.env['PORTAL_SEED'] ?? Date.now() % 1_000_000);
const ORDERS = 120;
const MARKETS = Object.keys(SALES_MARKETS) as SalesMarket[];
const SKUS = Object.keys(SALES_VARIANTS) as SalesSku[];
/** From here on Austria belongs to APAC: what was sold before stays with EMEA as booked. */
const MOVED_ON = '2024-07-02';

const random = new Random(SEED);
let portal: Portal;
let world: SalesWorld;
/** Who sees every region and who sees EMEA, each with a token for the API and as a user of the database. */
let readers: Record<'ALL' | 'EMEA', { token: string; bi: BiSession }>;

beforeAll(async () => {
  portal = await startPortal('same_numbers');
  world = await openSalesWorld(portal);
  await planMembership(portal.db, {
    marketCode: 'AT',
    regionId: world.regions.APAC,
    from: MOVED_ON,
  });
  const admin = await addStaff(portal, 'ADMIN');
  await sendRates(portal, admin.token, await ecbFile('eurofxref-hist.csv'));
  await addRates(portal, { KWD: { '2024-06-01': '0.3283', '2024-07-02': '0.32907' } });
  for (let n = 0; n < ORDERS; n += 1) await sell(n);
  // Some wait, so that both ways have to add them.
  await portal.rows('SELECT sales.relay(100)');
  const { EMEA } = world.regions;
  readers = {
    ALL: {
      token: (await addStaff(portal, 'ANALYST')).token,
      bi: await openBiSession(portal, null),
    },
    EMEA: {
      token: (await addStaff(portal, 'ANALYST', [EMEA])).token,
      bi: await openBiSession(portal, ['EMEA']),
    },
  };
}, 120_000);

afterAll(async () => {
  for (const { bi } of Object.values(readers ?? {})) await bi.end();
  await portal?.stop();
});

/** An order on one of some days around the end of a quarter, some of them weekends, and what may happen to it later. */
async function sell(n: number): Promise<void> {
  const at = (days: number) => new Date(Date.UTC(2024, 5, 28 + days, n % 24, 30)).toISOString();
  const partner = random.below(4) === 0;
  const order = await bookOrder(world, {
    marketCode: random.pick(MARKETS),
    at: at(random.below(7)),
    lines: Array.from({ length: 1 + random.below(4) }, () => ({
      sku: random.pick(SKUS),
      quantity: 2 + random.below(39),
      unitMinor: 1 + random.below(999_999),
    })),
    ...(partner && { resellerId: world.distributor, tier: 'AUTHORIZED', partnerId: world.partner }),
  });
  const one = order.lines.map(() => 1);
  if (n % 3 === 0)
    await cancelPieces(world, { order, at: at(4 + random.below(5)), quantities: one });
  if (n % 4 === 0) {
    await addEvent(world, { kind: 'BILLING', order, at: at(7), quantities: one });
  }
  if (n % 5 === 0) await addEvent(world, { kind: 'CREDIT', order, at: at(8), quantities: one });
}

/** The rows of the API in short: codes, period, currency, values. */
async function overGraphql(reader: keyof typeof readers, input: object): Promise<string[]> {
  const rows: string[] = [];
  let after: string | null = null;
  do {
    const { data, errors }: Answer = await portal.ask(
      `query ($input: SalesInput!) { sales(input: $input) {
         nodes { keys { code name } periodStart currencyCode values { value } } pageInfo { hasNextPage endCursor } } }`,
      { input: { from: '2024-06-01', to: '2024-07-31', first: 100, after, ...input } },
      { token: readers[reader].token },
    );
    if (errors.length > 0) throw new Error(JSON.stringify(errors));
    const { nodes, pageInfo } = data.sales;
    rows.push(
      ...nodes.map(({ keys, periodStart, currencyCode, values }: Answer['data']) =>
        [
          ...keys.map(({ code, name }: Answer['data']) => code ?? name),
          periodStart,
          currencyCode,
          ...values.map(({ value }: Answer['data']) => value),
        ]
          .filter((part) => part !== null)
          .join(' '),
      ),
    );
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  return rows.sort();
}

/** The rows of a statement: its columns side by side. */
async function inSql(reader: keyof typeof readers, text: string): Promise<string[]> {
  const rows = await readers[reader].bi.rows(text);
  return rows.map((row) => Object.values(row).join(' ')).sort();
}

const money = (sum: string, digits = 'min(c.minor_digits)') => `round(${sum}, ${digits})::text`;
const DAYS = `BETWEEN '2024-06-01' AND '2024-07-31'`;

describe.each(['ALL', 'EMEA'] as const)(
  'Somebody who sees %s reads the same numbers in GraphQL and in SQL:',
  (reader) => {
    it('by market and day, with orders', async () => {
      const graphql = await overGraphql(reader, {
        groupBy: ['MARKET'],
        timeGrain: 'DAY',
        measures: [
          'NET_SALES',
          'BOOKINGS',
          'CANCELLATIONS',
          'BILLINGS',
          'CREDITS',
          'NET_UNITS',
          'ORDERS',
        ],
      });
      const amounts = ['net', 'booked', 'cancelled', 'billed', 'credited'].map(
        (kind) => `${money(`sum(${kind}_amount)`)} AS ${kind}`,
      );
      expect(graphql.length).toBeGreaterThan(20);
      for (const view of ['sales_by_market_day', 'sales_by_reseller_day']) {
        expect(
          await inSql(
            reader,
            `SELECT s.market_code, s.date::text, s.currency_code, ${amounts.join(', ')}, sum(s.net_units)::text AS units,
             sum(s.orders)::text AS orders
           FROM ${view} s JOIN dim_currency c USING (currency_key) WHERE s.date ${DAYS}
           GROUP BY s.market_code, s.date, s.currency_code`,
          ),
        ).toEqual(graphql);
      }
      expect(
        await inSql(
          reader,
          `SELECT m.market_code, d.date::text, c.currency_code, ${amounts.join(', ')}, sum(f.net_units)::text AS units,
           count(DISTINCT f.order_key) FILTER (WHERE f.kind = 'BOOKING')::text AS orders
         FROM fact_sales_now f JOIN dim_date d USING (date_key) JOIN dim_market m USING (market_key)
         JOIN dim_currency c ON c.currency_key = f.currency_key
         WHERE d.date ${DAYS} GROUP BY m.market_code, d.date, c.currency_code`,
        ),
      ).toEqual(graphql);
    });

    it.each(['AS_BOOKED', 'AS_OF_TODAY'])(
      'in euros by region %s, category and quarter',
      async (membership) => {
        const region = membership === 'AS_BOOKED' ? 'region_code' : 'region_today_code';
        // The database shows what was booked in one's regions; the API, asked for those of today, what is in them today.
        const own = reader === 'EMEA' ? `AND s.${region} = 'EMEA'` : '';
        expect(
          await inSql(
            reader,
            `SELECT s.${region}, s.category, d.quarter_start::text, 'EUR' AS currency, ${money('sum(s.net_amount_eur)', '2')} AS net
         FROM sales_by_day s JOIN dim_date d USING (date_key) WHERE s.date ${DAYS} ${own}
         GROUP BY s.${region}, s.category, d.quarter_start`,
          ),
        ).toEqual(
          await overGraphql(reader, {
            groupBy: ['REGION', 'CATEGORY'],
            timeGrain: 'QUARTER',
            reportingCurrency: 'EUR',
            membership,
          }),
        );
      },
    );

    it('in yen by product and week, through the rates of the star', async () => {
      await relaySales(portal);
      expect(
        await inSql(
          reader,
          `SELECT p.sku, d.week_start::text, 'JPY' AS currency,
           ${money('sum(f.net_amount * r.eur_per_unit * y.units_per_eur)', '0')} AS net
         FROM fact_sales f
         JOIN dim_date d USING (date_key) JOIN dim_product p USING (variant_key) JOIN dim_rate r USING (rate_key)
         JOIN dim_currency c ON c.currency_code = 'JPY'
         JOIN dim_rate y ON y.date_key = f.date_key AND y.currency_key = c.currency_key
         WHERE d.date ${DAYS} GROUP BY p.sku, d.week_start`,
        ),
      ).toEqual(
        await overGraphql(reader, {
          groupBy: ['VARIANT'],
          timeGrain: 'WEEK',
          reportingCurrency: 'JPY',
        }),
      );
    });
  },
);
