import type { SalesSource } from './sales-plan.rules.js';
import type { SalesDimension } from './sales-question.rules.js';

/** Whether some thousand rows of a rollup answer a question, or more than can be told beforehand. */
export type SalesWork = 'SHORT' | 'LONG';

/** What tells how much a pass over a source reads. */
export interface SalesPass {
  source: SalesSource;
  from: string;
  to: string;
  groupBy: readonly SalesDimension[];
  reportingCurrency: string | null;
}

/** So many days of a row per market and currency are read in milliseconds: two years, each compared with the one before. */
const SHORT_DAYS = 1500;
/** There are hardly more categories. */
const CATEGORIES = 6;
/** At the rates of days there is a sum for each day first. */
const AT_RATES = 4;

/** @param categories how many the question names */
export function workOf(passes: readonly SalesPass[], categories: number): SalesWork {
  const days = passes.reduce((sum, pass) => sum + daysOf(pass, categories), 0);
  return days <= SHORT_DAYS ? 'SHORT' : 'LONG';
}

function daysOf(
  { source, from, to, groupBy, reportingCurrency }: SalesPass,
  categories: number,
): number {
  if (source === 'MONTH_REGION') return 0;
  if (source !== 'DAY_CATEGORY') return Infinity;
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
  const each = reportingCurrency === null ? 1 : AT_RATES;
  return days * each * (categories || (groupBy.includes('CATEGORY') ? CATEGORIES : 1));
}
