import type { Answer, Portal } from '../portal.js';
import { linesOf, type Happened, type Line, type Sums } from './sales-oracle.js';
import { SALES_VARIANTS } from './sales.world.js';

export type Grain = 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';

/** A question that the oracle can answer, too. */
export interface Asked {
  from: string;
  to: string;
  groupBy: string[];
  timeGrain: Grain | null;
  measures: string[];
  membership: 'AS_BOOKED' | 'AS_OF_TODAY';
  timeZone: string | null;
  filter: Record<string, string[]>;
}

export interface Today {
  /** The region of each market now. */
  regionOf: (marketCode: string) => string;
}

const ATTRIBUTES: Record<string, (line: Line, asked: Asked, today: Today) => string> = {
  REGION: ({ event }, { membership }, { regionOf }) =>
    membership === 'AS_OF_TODAY' ? regionOf(event.order.marketCode) : event.region,
  MARKET: ({ event }) => event.order.marketCode,
  CATEGORY: ({ category }) => category,
  PRODUCT: ({ sku }) => SALES_VARIANTS[sku].product,
  VARIANT: ({ sku }) => sku,
  RESELLER: ({ event }) => event.order.resellerId,
  PARTNER_OF_RECORD: ({ event }) => event.order.partnerId ?? 'none',
  TIER: ({ event }) => event.order.tier,
};

const FILTERS: Record<string, string> = {
  regionCodes: 'REGION',
  marketCodes: 'MARKET',
  categories: 'CATEGORY',
  skus: 'VARIANT',
  resellerIds: 'RESELLER',
  partnerOfRecordIds: 'PARTNER_OF_RECORD',
  tiers: 'TIER',
};

const of = (name: string, line: Line, asked: Asked, today: Today) =>
  ATTRIBUTES[name]?.(line, asked, today) ?? '';

/** What the answer must be, a row per name of groups, period and currency. */
export function expectedAnswer(events: readonly Happened[], asked: Asked, today: Today): Sums {
  const rows = new Map<string, { sums: Record<string, bigint>; orders: Set<string> }>();
  for (const line of linesOf(events)) {
    const day = dayOf(line, asked);
    if (day < asked.from || day > asked.to) continue;
    const passes = Object.entries(asked.filter).every(([name, values]) =>
      values.includes(of(FILTERS[name] ?? '', line, asked, today)),
    );
    if (!passes) continue;
    const name = [
      ...asked.groupBy.map((dimension) => of(dimension, line, asked, today)),
      asked.timeGrain === null ? '-' : startOf(day, asked.timeGrain),
      line.event.currency,
    ].join(' ');
    const row = rows.get(name) ?? { sums: {}, orders: new Set() };
    rows.set(name, row);
    const { kind, order } = line.event;
    row.sums[`${kind} minor`] = (row.sums[`${kind} minor`] ?? 0n) + line.minor;
    row.sums[`${kind} units`] = (row.sums[`${kind} units`] ?? 0n) + BigInt(line.quantity);
    if (kind === 'BOOKING') row.orders.add(order.id);
  }
  return Object.fromEntries(
    [...rows].map(([name, { sums, orders }]) => [
      name,
      asked.measures.map((measure) => valueOf(measure, sums, orders)).join(' '),
    ]),
  );
}

function valueOf(measure: string, sums: Record<string, bigint>, orders: Set<string>): string {
  const get = (name: string) => sums[name] ?? 0n;
  const net = (what: string) =>
    get(`BOOKING ${what}`) - get(`CANCELLATION ${what}`) - get(`CREDIT ${what}`);
  const values: Record<string, bigint> = {
    NET_SALES: net('minor'),
    NET_UNITS: net('units'),
    BOOKINGS: get('BOOKING minor'),
    CANCELLED_UNITS: get('CANCELLATION units'),
    BILLINGS: get('BILLING minor'),
    ORDERS: BigInt(orders.size),
  };
  return String(values[measure]);
}

function dayOf({ event }: Line, { timeZone }: Asked): string {
  if (timeZone === null) return event.day;
  return new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date(event.at));
}

function startOf(day: string, grain: Grain): string {
  const date = new Date(`${day}T00:00:00Z`);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const starts: Record<Grain, () => number> = {
    DAY: () => date.getTime(),
    WEEK: () => date.getTime() - ((date.getUTCDay() + 6) % 7) * 86_400_000,
    MONTH: () => Date.UTC(year, month, 1),
    QUARTER: () => Date.UTC(year, month - (month % 3), 1),
    YEAR: () => Date.UTC(year, 0, 1),
  };
  return new Date(starts[grain]()).toISOString().slice(0, 10);
}

const SALES = `query ($input: SalesInput!) { sales(input: $input) {
  source nodes { keys { id code } periodStart currencyCode values { value } } pageInfo { hasNextPage endCursor } } }`;

/** What the portal answers, page by page, in the words of the oracle. */
export async function answered(
  portal: Portal,
  input: Asked,
  token: string,
): Promise<{ source: string; rows: Sums }> {
  const rows: Sums = {};
  let source: string;
  let after: string | null = null;
  do {
    const asked: object = { ...input, first: 100, after };
    const { data, errors }: Answer = await portal.ask(SALES, { input: asked }, { token });
    if (errors.length > 0) throw new Error(JSON.stringify({ input, errors }));
    source = data.sales.source;
    for (const { keys, periodStart, currencyCode, values } of data.sales.nodes) {
      const codes = keys.map((key: Answer['data']) => key.code ?? key.id ?? 'none');
      const minor = values.map(({ value }: Answer['data']) =>
        value.replace('.', '').replace(/^(-?)0+(?=\d)/, '$1'),
      );
      rows[[...codes, periodStart ?? '-', currencyCode].join(' ')] = minor.join(' ');
    }
    after = data.sales.pageInfo.hasNextPage ? data.sales.pageInfo.endCursor : null;
  } while (after !== null);
  return { source, rows };
}
