import { SALES_VARIANTS, type SalesKind, type SalesSku, type SoldOrder } from './sales.world.js';

/** What happened, as the test knows it: nothing here comes from the tables that are tested. */
export interface Happened {
  kind: SalesKind;
  order: SoldOrder;
  at: string;
  /** In the market's calendar, and the region of the market on it. */
  day: string;
  region: string;
  currency: string;
  quantities: number[];
  /** The category of each line when it happened. */
  categories: string[];
}

type Measures = Record<SalesKind, { units: number; minor: bigint }> & { orders: Set<string> };

/** A name per row, and what it adds up to. */
export type Sums = Record<string, string>;

export interface Line {
  event: Happened;
  sku: SalesSku;
  category: string;
  quantity: number;
  minor: bigint;
}

export function linesOf(events: readonly Happened[]): Line[] {
  return events.flatMap((event) =>
    event.order.lines.flatMap(({ sku, unitMinor }, n) => {
      const quantity = event.quantities[n] ?? 0;
      const category = event.categories[n] ?? SALES_VARIANTS[sku].category;
      const minor = BigInt(quantity) * BigInt(unitMinor);
      return quantity === 0 ? [] : [{ event, sku, category, quantity, minor }];
    }),
  );
}

function sum(lines: readonly Line[], namesOf: (line: Line) => string[]): Sums {
  const rows = new Map<string, Measures>();
  for (const line of lines) {
    for (const name of namesOf(line)) {
      const row = rows.get(name) ?? empty();
      rows.set(name, row);
      row[line.event.kind].units += line.quantity;
      row[line.event.kind].minor += line.minor;
      if (line.event.kind === 'BOOKING') row.orders.add(line.event.order.id);
    }
  }
  return Object.fromEntries([...rows].map(([name, row]) => [name, textOf(row)]));
}

function empty(): Measures {
  const none = () => ({ units: 0, minor: 0n });
  return {
    BOOKING: none(),
    CANCELLATION: none(),
    BILLING: none(),
    CREDIT: none(),
    orders: new Set(),
  };
}

function textOf({ orders, BOOKING, CANCELLATION, BILLING, CREDIT }: Measures): string {
  const kinds = [BOOKING, CANCELLATION, BILLING, CREDIT];
  return [orders.size, ...kinds.map((k) => k.units), ...kinds.map((k) => k.minor)].join(' ');
}

/** What each rollup must hold after the events, by its name. */
export function expectedRollups(events: readonly Happened[]): Record<string, Sums> {
  const lines = linesOf(events);
  const month = ({ event }: Line) => `${event.day.slice(0, 7)}-01`;
  return {
    day_category: sum(lines, ({ event: { day, order, currency, region }, category }) =>
      [category, 'ALL'].map((c) => `${c} ${day} ${order.marketCode} ${currency} ${region}`),
    ),
    day_reseller: sum(lines, ({ event: { day, order, currency, region } }) => [
      `${day} ${order.marketCode} ${order.resellerId} ${order.tier} ${order.partnerId ?? 'none'} ${currency} ${region}`,
    ]),
    month_variant: sum(lines, (line) => [
      `${month(line)} ${line.event.order.marketCode} ${line.sku} ${line.event.region} ${line.event.currency}`,
    ]),
    month_region: sum(lines, (line) =>
      [line.category, 'ALL'].map(
        (c) => `${c} ${month(line)} ${line.event.region} ${line.event.currency}`,
      ),
    ),
  };
}

const MEASURES = [
  'orders',
  ...['units', 'minor'].flatMap((suffix) =>
    ['booked', 'cancelled', 'billed', 'credited'].map((kind) => `${kind}_${suffix}`),
  ),
];

const NAMES: Record<string, string> = {
  day_category: `coalesce(c.category, 'ALL'), a.day, m.code, u.code, g.code`,
  day_reseller: `a.day, m.code, s.reseller_id, a.tier, coalesce(p.reseller_id::text, 'none'), u.code, g.code`,
  month_variant: `a.month, m.code, v.sku, g.code, u.code`,
  month_region: `coalesce(c.category, 'ALL'), a.month, g.code, u.code`,
};

const JOINS: Record<string, string> = {
  c: 'LEFT JOIN sales.category_key c ON c.category_key = a.category_key',
  m: 'JOIN sales.market_key m ON m.market_key = a.market_key',
  u: 'JOIN sales.currency_key u ON u.currency_key = a.currency_key',
  g: 'JOIN sales.region_key k ON k.region_key = a.region_key JOIN market.region g ON g.id = k.region_id',
  s: 'JOIN sales.reseller_key s ON s.reseller_key = a.reseller_key',
  p: 'LEFT JOIN sales.reseller_key p ON p.reseller_key = nullif(a.partner_key, 0)',
  v: 'JOIN sales.variant_key w ON w.variant_key = a.variant_key JOIN catalog.variant v ON v.id = w.variant_id',
};

/** SQL that gives a rollup, or a view of the same columns, in the words of expectedRollups. */
export function rollupSql(name: string, relation = name): string {
  const names = NAMES[name] ?? '';
  const joins = Object.entries(JOINS)
    .filter(([alias]) => new RegExp(`\\b${alias}\\.`).test(names))
    .map(([, join]) => join);
  return `SELECT concat_ws(' ', ${names}) AS name,
      concat_ws(' ', ${MEASURES.map((measure) => `sum(a.${measure})`).join(', ')}) AS sums
    FROM sales.${relation} a ${joins.join(' ')} GROUP BY 1`;
}
