import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkEnd, checkNewPeriod, defaultEnd } from './period.rules.js';

const day = fc
  .integer({ min: 0, max: 40 })
  .map((n) => new Date(Date.UTC(2026, 10, 1 + n)).toISOString().slice(0, 10));
const end = fc.option(day, { nil: null });

/** Whether a day lies in [from, until). */
const holds = (period: { validFrom: string; validUntil: string | null }, on: string): boolean =>
  period.validFrom <= on && (period.validUntil === null || on < period.validUntil);

describe('checkNewPeriod', () => {
  it('accepts what has a day, and none before today', () => {
    fc.assert(
      fc.property(day, end, day, (validFrom, validUntil, today) => {
        const accepted = checkNewPeriod({ validFrom, validUntil }, today).length === 0;
        const isEmpty = validUntil !== null && validUntil <= validFrom;
        expect(accepted).toBe(validFrom >= today && !isEmpty);
      }),
    );
  });

  it('says everything that is wrong at once', () => {
    const period = { validFrom: '2026-01-01', validUntil: '2200-01-01' };
    expect(
      checkNewPeriod(period, '2026-11-23').map(({ path, facts }) => [path[1], facts?.['rule']]),
    ).toEqual([
      ['validFrom', 'PAST_DAY'],
      ['validUntil', 'RANGE'],
    ]);
  });
});

describe('checkEnd', () => {
  it('never changes what held on a day that is past', () => {
    fc.assert(
      fc.property(day, end, day, day, (validFrom, validUntil, next, today) => {
        const period = { validFrom, validUntil };
        fc.pre(validUntil === null || validUntil > validFrom);
        fc.pre(checkEnd(period, next, today).length === 0);
        const after = { validFrom, validUntil: next };
        for (let n = 0; n <= 40; n += 1) {
          const past = new Date(Date.UTC(2026, 10, 1 + n)).toISOString().slice(0, 10);
          if (past < today) expect(holds(after, past)).toBe(holds(period, past));
        }
      }),
    );
  });

  it('takes the end that is given when none is, unless it is over', () => {
    fc.assert(
      fc.property(day, end, day, (validFrom, validUntil, today) => {
        fc.pre(validUntil === null || validUntil > validFrom);
        const period = { validFrom, validUntil };
        const problems = checkEnd(period, defaultEnd(period, today), today);
        expect(problems.length === 0).toBe(validUntil === null || validUntil > today);
      }),
    );
  });
});
