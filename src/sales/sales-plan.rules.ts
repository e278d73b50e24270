import { addDays } from '../kernel/index.js';
import type {
  SalesDimension,
  SalesMeasure,
  SalesMembership,
  SalesTimeGrain,
} from './sales-question.rules.js';

export const SalesSource = {
  MONTH_REGION: 'MONTH_REGION',
  DAY_CATEGORY: 'DAY_CATEGORY',
  DAY_RESELLER: 'DAY_RESELLER',
  MONTH_VARIANT: 'MONTH_VARIANT',
  FACTS: 'FACTS',
} as const;
export type SalesSource = keyof typeof SalesSource;

/** What a plan depends on. */
export interface SalesNeeds {
  from: string;
  to: string;
  groupBy: readonly SalesDimension[];
  /** Filtered by, with how many values; also what the caller's sight filters. */
  filtered: Partial<Record<SalesDimension, number>>;
  timeGrain: SalesTimeGrain | null;
  measures: readonly SalesMeasure[];
  membership: SalesMembership;
  reportingCurrency: string | null;
  timeZone: string | null;
}

interface Rollup {
  source: SalesSource;
  dimensions: readonly SalesDimension[];
  /** A row per month: only whole months, and never at the rates of days. */
  monthly: boolean;
  /** It knows regions as booked, and no markets. */
  regionsOnly?: boolean;
}

/** From the smallest to the largest. */
const ROLLUPS: readonly Rollup[] = [
  { source: 'MONTH_REGION', dimensions: ['REGION', 'CATEGORY'], monthly: true, regionsOnly: true },
  { source: 'DAY_CATEGORY', dimensions: ['REGION', 'MARKET', 'CATEGORY'], monthly: false },
  {
    source: 'DAY_RESELLER',
    dimensions: ['REGION', 'MARKET', 'RESELLER', 'PARTNER_OF_RECORD', 'TIER'],
    monthly: false,
  },
  {
    source: 'MONTH_VARIANT',
    dimensions: ['REGION', 'MARKET', 'PRODUCT', 'VARIANT', 'TECHNOLOGY'],
    monthly: true,
  },
];

/** The smallest table that answers the question exactly. */
export function sourceOf(needs: SalesNeeds): SalesSource {
  if (needs.timeZone !== null) return 'FACTS';
  return ROLLUPS.find((rollup) => covers(rollup, needs))?.source ?? 'FACTS';
}

/** Every table that answers the question, the facts last. */
export function sourcesOf(needs: SalesNeeds): SalesSource[] {
  return [
    ...ROLLUPS.filter((rollup) => covers(rollup, needs)).map(({ source }) => source),
    'FACTS',
  ];
}

function covers({ source, dimensions, monthly, regionsOnly }: Rollup, needs: SalesNeeds): boolean {
  const used = [...needs.groupBy, ...(Object.keys(needs.filtered) as SalesDimension[])];
  if (!used.every((dimension) => dimensions.includes(dimension))) return false;
  if (monthly && (!isOfMonths(needs) || needs.reportingCurrency !== null)) return false;
  if (regionsOnly && needs.membership === 'AS_OF_TODAY') return false;
  return !needs.measures.includes('ORDERS') || countsOrders(source, needs);
}

/**
 * An order of several categories stands in the rows of each of them, and so with variants: their counts are exact row
 * by row, and cannot be added.
 */
function countsOrders(source: SalesSource, { groupBy, filtered }: SalesNeeds): boolean {
  if (source === 'MONTH_VARIANT') return groupBy.includes('VARIANT') || filtered.VARIANT === 1;
  return groupBy.includes('CATEGORY') || (filtered.CATEGORY ?? 0) <= 1;
}

function isOfMonths({ from, to, timeGrain }: SalesNeeds): boolean {
  return timeGrain !== 'DAY' && timeGrain !== 'WEEK' && areWholeMonths(from, to);
}

export function areWholeMonths(from: string, to: string): boolean {
  return from.endsWith('-01') && addDays(to, 1).endsWith('-01');
}

/** The same day so many months later, or the last day of that month when it has no such day. */
export function addMonths(day: string, months: number): string {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  const first = new Date(Date.UTC(year, month - 1 + months, 1));
  const days = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(date, days));
  return first.toISOString().slice(0, 10);
}

/** As long as facts are read at most: a year, and the month before it. */
export const FACT_MONTHS_MAX = 13;

export function isTooLongForFacts(from: string, to: string): boolean {
  return to >= addMonths(from, FACT_MONTHS_MAX);
}
