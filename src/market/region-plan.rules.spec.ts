import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  periodOn,
  planMembership,
  planWithout,
  type MembershipPeriod,
} from './region-plan.rules.js';

const day = (n: number): string =>
  new Date(Date.UTC(2026, 0, 1) + n * 86_400_000).toISOString().slice(0, 10);
const LAST = 60;
const DAYS = Array.from({ length: LAST }, (_, n) => day(n));
/** After every day of the tests. */
const FAR = '9999-12-31';
const REGIONS = ['emea', 'apac', 'latam'];

/** Periods from the bounds between them: a region for each, or none. */
const periods = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 0, max: LAST - 1 }), { minLength: 1, maxLength: 6 }),
    fc.array(fc.constantFrom(...REGIONS, null), { minLength: 6, maxLength: 6 }),
    fc.boolean(),
  )
  .map(([days, regions, isOpen]) => {
    const bounds = days.sort((a, b) => a - b).map(day);
    return bounds.flatMap((from, n): MembershipPeriod[] => {
      const regionId = regions[n] ?? null;
      const until = bounds[n + 1] ?? (isOpen ? null : day(LAST + 1));
      return regionId === null ? [] : [{ id: `p${n}`, regionId, from, until }];
    });
  });

const regionsOf = (list: readonly MembershipPeriod[]) =>
  DAYS.map((d) => periodOn(list, d)?.regionId ?? null);

function expectSound(list: readonly MembershipPeriod[]): void {
  list.forEach(({ from, until }, n) => {
    if (until !== null) expect(from < until).toBe(true);
    const next = list[n + 1];
    if (next) expect(until !== null && until <= next.from).toBe(true);
  });
  expect(new Set(list.map(({ id }) => id)).size).toBe(list.length);
}

describe('scheduling a membership', () => {
  it('changes the days from its first until the next period begins, and no others', () => {
    fc.assert(
      fc.property(
        periods,
        fc.integer({ min: 0, max: LAST - 1 }),
        fc.constantFrom(...REGIONS),
        (before, n, regionId) => {
          const from = day(n);
          const plan = planMembership(before, { id: 'new', regionId, from });
          const present = periodOn(before, from);
          if (plan.kind === 'UNCHANGED') {
            expect(present?.regionId).toBe(regionId);
            return;
          }
          if (plan.kind === 'TAKEN') {
            expect(plan.by).toEqual(present);
            expect(present?.from).toBe(from);
            return;
          }
          expectSound(plan.periods);
          const next = before.find((period) => period.from > from)?.from;
          const end = (present ? present.until : next) ?? FAR;
          const was = regionsOf(before);
          expect(regionsOf(plan.periods)).toEqual(
            DAYS.map((d, i) => (d >= from && d < end ? regionId : was[i])),
          );
        },
      ),
    );
  });

  it('said twice changes nothing the second time', () => {
    fc.assert(
      fc.property(
        periods,
        fc.integer({ min: 0, max: LAST - 1 }),
        fc.constantFrom(...REGIONS),
        (before, n, regionId) => {
          const wish = { id: 'new', regionId, from: day(n) };
          const plan = planMembership(before, wish);
          if (plan.kind !== 'PLANNED') return;
          expect(planMembership(plan.periods, { ...wish, id: 'again' })).toEqual({
            kind: 'UNCHANGED',
          });
        },
      ),
    );
  });
});

describe('cancelling a membership', () => {
  it('gives its days to the one before it, and none to anybody where there was none', () => {
    fc.assert(
      fc.property(periods, fc.nat(), (before, pick) => {
        const cancelled = before[pick % Math.max(before.length, 1)];
        if (!cancelled) return;
        const earlier = before.find(({ until }) => until === cancelled.from);
        const after = planWithout(before, cancelled);
        expectSound(after);
        const was = regionsOf(before);
        expect(regionsOf(after)).toEqual(
          DAYS.map((d, i) =>
            periodOn(before, d)?.id === cancelled.id ? (earlier?.regionId ?? null) : was[i],
          ),
        );
      }),
    );
  });

  it('takes back what was scheduled into an open period', () => {
    const present = { id: 'a', regionId: 'emea', from: day(0), until: null };
    const plan = planMembership([present], { id: 'b', regionId: 'apac', from: day(9) });
    expect(plan).toEqual({
      kind: 'PLANNED',
      periods: [
        { ...present, until: day(9) },
        { id: 'b', regionId: 'apac', from: day(9), until: null },
      ],
    });
    if (plan.kind !== 'PLANNED') throw new Error('It was not planned.');
    const [, added] = plan.periods;
    if (!added) throw new Error('Nothing was added.');
    expect(planWithout(plan.periods, added)).toEqual([present]);
  });

  it('joins what then follows on itself', () => {
    const at = (id: string, regionId: string, from: number, until: number | null) => ({
      id,
      regionId,
      from: day(from),
      until: until === null ? null : day(until),
    });
    const cancelled = at('b', 'apac', 5, 9);
    expect(
      planWithout([at('a', 'emea', 0, 5), cancelled, at('c', 'emea', 9, null)], cancelled),
    ).toEqual([at('a', 'emea', 0, null)]);
  });
});
