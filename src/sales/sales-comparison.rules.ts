import type { SalesComparison, SalesTimeGrain } from './sales-question.rules.js';
import { addDays } from '../kernel/index.js';
import { addMonths, areWholeMonths } from './sales-plan.rules.js';

/** How far back the other period lies; one of the two is 0. */
export interface SalesShift {
  months: number;
  days: number;
}

const GRAIN_MONTHS: Partial<Record<SalesTimeGrain, number>> = { MONTH: 1, QUARTER: 3, YEAR: 12 };

/**
 * How far back the days lie that are compared with: a whole number of the periods that are asked for, so that each has
 * exactly one to be compared with. Weeks of the year before are those 52 weeks earlier.
 */
export function shiftOf(
  { from, to, timeGrain }: { from: string; to: string; timeGrain: SalesTimeGrain | null },
  compareTo: SalesComparison,
): SalesShift {
  if (compareTo === 'PREVIOUS_YEAR') {
    return timeGrain === 'WEEK' ? { months: 0, days: 364 } : { months: 12, days: 0 };
  }
  const grain = timeGrain === null ? undefined : GRAIN_MONTHS[timeGrain];
  const byMonth = grain !== undefined || (timeGrain === null && areWholeMonths(from, to));
  if (byMonth) return { months: roundedUp(monthsTouched(from, to), grain ?? 1), days: 0 };
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
  return { months: 0, days: timeGrain === 'WEEK' ? roundedUp(days, 7) : days };
}

/** The days that lie so far back; a month that is whole stays whole. */
export function shifted(
  { from, to }: { from: string; to: string },
  { months, days }: SalesShift,
): { from: string; to: string } {
  if (days > 0) return { from: addDays(from, -days), to: addDays(to, -days) };
  const last = addDays(to, 1);
  return last.endsWith('-01')
    ? { from: addMonths(from, -months), to: addDays(addMonths(last, -months), -1) }
    : { from: addMonths(from, -months), to: addMonths(to, -months) };
}

function monthsTouched(from: string, to: string): number {
  const month = (day: string) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));
  return month(to) - month(from) + 1;
}

function roundedUp(number: number, step: number): number {
  return Math.ceil(number / step) * step;
}
