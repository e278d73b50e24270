import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { shifted, shiftOf } from './sales-comparison.rules.js';
import { addDays } from '../kernel/index.js';
import { areWholeMonths } from './sales-plan.rules.js';
import { SalesTimeGrain, type SalesComparison } from './sales-question.rules.js';

type Case = [
  what: string,
  days: [string, string],
  grain: SalesTimeGrain | null,
  compareTo: SalesComparison,
  before: [string, string],
];

describe('the days that are compared with', () => {
  it.each<Case>([
    [
      'ten days',
      ['2026-03-01', '2026-03-10'],
      null,
      'PREVIOUS_PERIOD',
      ['2026-02-19', '2026-02-28'],
    ],
    [
      'a month',
      ['2026-03-01', '2026-03-31'],
      null,
      'PREVIOUS_PERIOD',
      ['2026-02-01', '2026-02-28'],
    ],
    [
      'a quarter',
      ['2026-01-01', '2026-03-31'],
      'MONTH',
      'PREVIOUS_PERIOD',
      ['2025-10-01', '2025-12-31'],
    ],
    [
      'parts of months',
      ['2026-02-10', '2026-03-05'],
      'MONTH',
      'PREVIOUS_PERIOD',
      ['2025-12-10', '2026-01-05'],
    ],
    [
      'five weeks by week',
      ['2026-03-02', '2026-04-01'],
      'WEEK',
      'PREVIOUS_PERIOD',
      ['2026-01-26', '2026-02-25'],
    ],
    [
      'days by day',
      ['2026-03-02', '2026-03-04'],
      'DAY',
      'PREVIOUS_PERIOD',
      ['2026-02-27', '2026-03-01'],
    ],
    [
      'a month by quarter',
      ['2026-05-01', '2026-05-31'],
      'QUARTER',
      'PREVIOUS_PERIOD',
      ['2026-02-01', '2026-02-28'],
    ],
    [
      'a leap February',
      ['2024-02-01', '2024-02-29'],
      null,
      'PREVIOUS_YEAR',
      ['2023-02-01', '2023-02-28'],
    ],
    [
      'February before a leap one',
      ['2025-02-01', '2025-02-28'],
      'DAY',
      'PREVIOUS_YEAR',
      ['2024-02-01', '2024-02-29'],
    ],
    [
      'weeks a year ago',
      ['2026-03-02', '2026-03-08'],
      'WEEK',
      'PREVIOUS_YEAR',
      ['2025-03-03', '2025-03-09'],
    ],
  ])('%s', (_what, [from, to], timeGrain, compareTo, [first, last]) => {
    const days = { from, to, timeGrain };
    expect(shifted(days, shiftOf(days, compareTo))).toEqual({ from: first, to: last });
  });

  it('end before the asked ones begin, are whole months where those are, and weeks stay weeks', () => {
    const day = fc.integer({ min: 0, max: 5000 }).map((n) => addDays('2015-01-01', n));
    const grain = fc.constantFrom(null, ...Object.values(SalesTimeGrain));
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 800 }), grain, (from, length, timeGrain) => {
        const days = { from, to: addDays(from, length), timeGrain };
        const shift = shiftOf(days, 'PREVIOUS_PERIOD');
        const before = shifted(days, shift);
        expect(before.from <= before.to).toBe(true);
        expect(before.to < days.from).toBe(true);
        if (areWholeMonths(days.from, days.to) && shift.months > 0) {
          expect(areWholeMonths(before.from, before.to)).toBe(true);
        }
        if (timeGrain === 'WEEK') expect(shift.days % 7).toBe(0);
      }),
    );
  });
});
