import { linesOf, type Happened, type Line } from './sales-oracle.js';
import { startOf, type Asked } from './sales-answer-oracle.js';
import { SALES_VARIANTS } from './sales.world.js';

/** A question with everything that can be asked. */
export interface WideAsked extends Asked {
  compareTo: 'PREVIOUS_PERIOD' | 'PREVIOUS_YEAR' | null;
  reportingCurrency: string | null;
  having: { measure: string; atLeast?: string; atMost?: string }[];
  orderBy: { measure?: string; dimension?: string; period?: boolean; direction: 'ASC' | 'DESC' }[];
}

/** What the test knows of the world beside the events. */
export interface Known {
  /** The region of each market today. */
  regionOf: (marketCode: string) => string;
  /** What works on the product in the market. */
  technologiesOf: (product: string, marketCode: string) => string[];
  /** What rows are in order of where there is no code. */
  nameOf: (id: string) => string;
  /** Units of the currency for a euro on the day. */
  rateOn: (currency: string, day: string) => string;
  digits: Record<string, number>;
  sees: { reseller?: string; region?: string };
}

export type Row = [keys: string[], period: string | null, currency: string, values: Value[]];
/** value, share, previous, change, change in percent */
export type Value = (string | null)[];

/** Amounts are so many parts of a minor unit: rates have 20 decimals, and currencies differ by 3 digits at most. */
const PARTS = 10n ** 24n;

interface Sums {
  keys: string[];
  period: string;
  currency: string;
  now: Cell;
  then: Cell;
}
type Cell = Record<string, bigint> & { orders?: never };

const VALUES: Record<string, [parts: string[], unit: 'minor' | 'units']> = {
  NET_SALES: [['BOOKING', 'CANCELLATION', 'CREDIT'], 'minor'],
  BOOKINGS: [['BOOKING'], 'minor'],
  CANCELLATIONS: [['CANCELLATION'], 'minor'],
  CREDITS: [['CREDIT'], 'minor'],
  BILLINGS: [['BILLING'], 'minor'],
  NET_UNITS: [['BOOKING', 'CANCELLATION', 'CREDIT'], 'units'],
  BOOKED_UNITS: [['BOOKING'], 'units'],
  CANCELLED_UNITS: [['CANCELLATION'], 'units'],
  CREDITED_UNITS: [['CREDIT'], 'units'],
  BILLED_UNITS: [['BILLING'], 'units'],
};

const abs = (number: bigint) => (number < 0n ? -number : number);

/** The quotient as a whole number, half away from zero. */
function divided(over: bigint, under: bigint): bigint {
  const quotient = (2n * abs(over) + abs(under)) / (2n * abs(under));
  return over < 0n === under < 0n ? quotient : -quotient;
}

function decimal(number: bigint, digits: number): string {
  const text = abs(number)
    .toString()
    .padStart(digits + 1, '0');
  const sign = number < 0n ? '-' : '';
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

const scaled = (text: string): bigint => {
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(9, '0'));
};

/** The parts of a minor unit of the reporting currency that a minor unit is worth. */
function factor({ event }: Line, to: string | null, { rateOn, digits }: Known): bigint {
  const from = event.currency;
  if (to === null || to === from) return PARTS;
  const worth = divided(
    scaled(rateOn(to, event.day)) * 10n ** 20n,
    scaled(rateOn(from, event.day)),
  );
  return worth * 10n ** BigInt(4 + (digits[to] ?? 0) - (digits[from] ?? 0));
}

const regionOf = ({ event }: Line, { membership }: Asked, known: Known) =>
  membership === 'AS_OF_TODAY' ? known.regionOf(event.order.marketCode) : event.region;

const ATTRIBUTES: Record<string, (line: Line, asked: Asked, known: Known) => string[]> = {
  REGION: (...of) => [regionOf(...of)],
  MARKET: ({ event }) => [event.order.marketCode],
  CATEGORY: ({ category }) => [category],
  PRODUCT: ({ sku }) => [SALES_VARIANTS[sku].product],
  VARIANT: ({ sku }) => [sku],
  RESELLER: ({ event }) => [event.order.resellerId],
  PARTNER_OF_RECORD: ({ event }) => [event.order.partnerId ?? 'none'],
  TIER: ({ event }) => [event.order.tier],
  TECHNOLOGY: ({ sku, event }, _asked, { technologiesOf }) => {
    const codes = technologiesOf(SALES_VARIANTS[sku].product, event.order.marketCode);
    return codes.length === 0 ? ['none'] : codes;
  },
  CURRENCY: ({ event }) => [event.currency],
};

const FILTERS: Record<string, string> = {
  regionCodes: 'REGION',
  marketCodes: 'MARKET',
  categories: 'CATEGORY',
  products: 'PRODUCT',
  skus: 'VARIANT',
  resellerIds: 'RESELLER',
  partnerOfRecordIds: 'PARTNER_OF_RECORD',
  tiers: 'TIER',
  technologyCodes: 'TECHNOLOGY',
  currencyCodes: 'CURRENCY',
};

function attributesOf(name: string, line: Line, asked: Asked, known: Known): string[] {
  return ATTRIBUTES[name]?.(line, asked, known) ?? [];
}

function passes(line: Line, asked: Asked, known: Known): boolean {
  const { reseller, region } = known.sees;
  if (reseller !== undefined && line.event.order.resellerId !== reseller) return false;
  if (region !== undefined && regionOf(line, asked, known) !== region) return false;
  return Object.entries(asked.filter).every(([name, values]) =>
    attributesOf(FILTERS[name] ?? '', line, asked, known).some((value) => values.includes(value)),
  );
}

function combinations(lists: string[][]): string[][] {
  return lists.reduce<string[][]>(
    (all, values) => all.flatMap((row) => values.map((value) => [...row, value])),
    [[]],
  );
}

function dayOf({ event }: Line, { timeZone }: Asked): string {
  if (timeZone === null) return event.day;
  return new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date(event.at));
}

function addMonths(day: string, months: number): string {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0));
  const shifted = Math.min(date, last.getUTCDate());
  return `${last.toISOString().slice(0, 8)}${String(shifted).padStart(2, '0')}`;
}

const DAY_MS = 86_400_000;
const addDays = (day: string, days: number) =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

/** The period of the question in which a period before it is shown. */
function moved(start: string, asked: WideAsked, before: { from: string }): string {
  const { timeGrain, compareTo, from } = asked;
  const weekly = timeGrain === 'WEEK' || (timeGrain === 'DAY' && compareTo === 'PREVIOUS_PERIOD');
  if (weekly) return addDays(start, (Date.parse(from) - Date.parse(before.from)) / DAY_MS);
  const count = (day: string) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));
  return addMonths(start, count(from) - count(before.from));
}

export interface Before {
  from: string;
  to: string;
}

function summed(
  events: readonly Happened[],
  asked: WideAsked,
  known: Known,
  before: Before | null,
): Sums[] {
  const rows = new Map<string, Sums & { ids: Record<'now' | 'then', Set<string>> }>();
  for (const line of linesOf(events).filter((one) => passes(one, asked, known))) {
    const day = dayOf(line, asked);
    const start = asked.timeGrain === null ? '' : startOf(day, asked.timeGrain);
    const sides: ['now' | 'then', string][] = [];
    if (day >= asked.from && day <= asked.to) sides.push(['now', start]);
    if (before !== null && day >= before.from && day <= before.to) {
      sides.push(['then', start === '' ? '' : moved(start, asked, before)]);
    }
    const worth = line.minor * factor(line, asked.reportingCurrency, known);
    const currency = asked.reportingCurrency ?? line.event.currency;
    const groups = combinations(
      asked.groupBy.map((name) =>
        attributesOf(name, line, asked, known).filter(
          (value) =>
            name !== 'TECHNOLOGY' || (asked.filter['technologyCodes']?.includes(value) ?? true),
        ),
      ),
    );
    for (const [side, period] of sides) {
      for (const keys of groups) {
        const name = JSON.stringify([keys, period, currency]);
        const none = { keys, period, currency, now: {}, then: {} };
        const row = rows.get(name) ?? { ...none, ids: { now: new Set(), then: new Set() } };
        rows.set(name, row);
        const cell: Record<string, bigint> = row[side];
        const { kind, order } = line.event;
        cell[`${kind} minor`] = (cell[`${kind} minor`] ?? 0n) + worth;
        cell[`${kind} units`] = (cell[`${kind} units`] ?? 0n) + BigInt(line.quantity);
        if (kind === 'BOOKING') row.ids[side].add(order.id);
        cell['ORDERS'] = BigInt(row.ids[side].size);
      }
    }
  }
  return [...rows.values()];
}

const exact = (measure: string, cell: Record<string, bigint>): bigint => {
  const [parts, unit] = VALUES[measure] ?? [[], 'minor'];
  return parts.reduce((sum, kind, n) => {
    const part = cell[`${kind} ${unit}`] ?? 0n;
    return n === 0 ? part : sum - part;
  }, 0n);
};

/** The measure in minor units or pieces; null where there is nothing to divide by. */
function rounded(measure: string, cell: Record<string, bigint>): bigint | null {
  if (measure === 'ORDERS') return cell['ORDERS'] ?? 0n;
  if (measure === 'AVERAGE_SELLING_PRICE') {
    const units = exact('NET_UNITS', cell);
    return units === 0n ? null : divided(exact('NET_SALES', cell), units * PARTS);
  }
  const sum = exact(measure, cell);
  return VALUES[measure]?.[1] === 'units' ? sum : divided(sum, PARTS);
}

const isAmount = (measure: string) =>
  measure === 'AVERAGE_SELLING_PRICE' || VALUES[measure]?.[1] === 'minor';

/** The rows of the answer in their order, and its totals. */
export function wideAnswer(
  events: readonly Happened[],
  asked: WideAsked,
  known: Known,
  before: Before | null,
): { rows: Row[]; totals: Row[] | null } {
  const sums = summed(events, asked, known, before);
  const all = summed(events, { ...asked, groupBy: [], timeGrain: null }, known, before);
  const overlaps = asked.groupBy.includes('TECHNOLOGY');
  const listed = sums.filter((row) => meetsAll(row, asked, known)).sort(inOrder(asked, known));
  return {
    rows: listed.map((row) => shown(row, asked, known, overlaps ? null : sums)),
    totals: overlaps
      ? null
      : all
          .sort((a, b) => (a.currency < b.currency ? -1 : 1))
          .map((row) => shown(row, asked, known, null)),
  };
}

function shown(
  row: Sums,
  { measures, compareTo }: WideAsked,
  known: Known,
  of: Sums[] | null,
): Row {
  const values = measures.map((measure): Value => {
    const digits = isAmount(measure) ? (known.digits[row.currency] ?? 0) : 0;
    const text = (number: bigint | null) => (number === null ? null : decimal(number, digits));
    const value = rounded(measure, row.now);
    const previous = compareTo === null ? null : rounded(measure, row.then);
    const change = value === null || previous === null ? null : value - previous;
    const percent =
      change === null || previous === null || previous === 0n
        ? null
        : decimal(divided(10_000n * change, abs(previous)), 2);
    return [text(value), shareOf(measure, row, of), text(previous), text(change), percent];
  });
  return [row.keys, row.period === '' ? null : row.period, row.currency, values];
}

function shareOf(measure: string, row: Sums, of: Sums[] | null): string | null {
  if (of === null || VALUES[measure] === undefined) return null;
  const whole = of
    .filter(({ period, currency }) => period === row.period && currency === row.currency)
    .reduce((sum, { now }) => sum + exact(measure, now), 0n);
  return whole === 0n ? null : decimal(divided(10_000n * exact(measure, row.now), whole), 2);
}

function meetsAll(row: Sums, { having }: WideAsked, known: Known): boolean {
  return having.every(({ measure, atLeast, atMost }) => {
    const value = rounded(measure, row.now);
    if (value === null) return false;
    const digits = isAmount(measure) ? (known.digits[row.currency] ?? 0) : 0;
    // Thresholds have two decimals at most.
    const hundredths = (value * 100n * 10n) / 10n ** BigInt(digits);
    const least = atLeast === undefined ? null : scaled(atLeast) / 10n ** 6n;
    const most = atMost === undefined ? null : scaled(atMost) / 10n ** 6n;
    return (least === null || hundredths >= least) && (most === null || hundredths <= most);
  });
}

function inOrder(asked: WideAsked, { nameOf, digits }: Known): (a: Sums, b: Sums) => number {
  const label = (row: Sums, dimension: string) => {
    const key = row.keys[asked.groupBy.indexOf(dimension)] ?? '';
    return key === 'none' ? '' : nameOf(key);
  };
  const texts = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);
  const numbers = (a: Sums, b: Sums, measure: string, sign: number) => {
    const value = ({ now, currency }: Sums) => {
      const number = rounded(measure, now);
      // In thousandths, which every currency has at least.
      const down = isAmount(measure) ? 3 - (digits[currency] ?? 0) : 3;
      return number === null ? null : number * 10n ** BigInt(down);
    };
    const [one, other] = [value(a), value(b)];
    if (one === null || other === null) return one === other ? 0 : one === null ? 1 : -1;
    return sign * (one < other ? -1 : one > other ? 1 : 0);
  };
  const sortings = [
    ...asked.orderBy,
    { period: true, direction: 'ASC' as const },
    ...asked.groupBy.map((dimension) => ({ dimension, direction: 'ASC' as const })),
  ] as WideAsked['orderBy'];
  return (a, b) => {
    for (const { measure, dimension, direction } of sortings) {
      const sign = direction === 'ASC' ? 1 : -1;
      const order =
        measure !== undefined
          ? numbers(a, b, measure, sign)
          : sign *
            (dimension === undefined
              ? texts(a.period, b.period)
              : texts(label(a, dimension), label(b, dimension)));
      if (order !== 0) return order;
    }
    return texts(a.currency, b.currency);
  };
}
