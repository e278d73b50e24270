import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  checkAudience,
  checkChanges,
  checkCode,
  checkDeletion,
  checkEnd,
  checkNewPeriod,
  checkSuccession,
  stateOf,
} from './price-list.rules.js';

const NOW = new Date('2026-06-15T12:00:00Z');
const days = (count: number): Date => new Date(NOW.getTime() + count * 86_400_000);
const list = (from: number, until: number | null) => ({
  validFrom: days(from),
  validUntil: until === null ? null : days(until),
  priority: 0,
});

const COMING = list(1, 10);
const ACTIVE = list(-1, 10);
const OPEN = list(-1, null);
const ENDED = list(-10, -1);

const rulesOf = (problems: { path: string[]; facts?: object; code: string }[]): string[] =>
  problems.map(({ path, facts = {}, code }) =>
    [path[1], 'rule' in facts ? String(facts.rule) : code].join(' '),
  );

describe('the state of a list', () => {
  it.each([
    [list(0, 1), 'ACTIVE'],
    [list(-1, 0), 'ENDED'],
    [list(1, 2), 'UPCOMING'],
    [OPEN, 'ACTIVE'],
  ])('of %j is %s', (period, state) => {
    expect(stateOf(period, NOW)).toBe(state);
  });
});

describe('a code', () => {
  it.each(['DE', 'DE-PREMIER', '2026', 'A'.repeat(40)])('may be %s', (code) => {
    expect(checkCode(code, ['input', 'code'])).toEqual([]);
  });

  it.each(['D', 'de', '-DE', 'DE PREMIER', 'A'.repeat(41), 'Ä1', 'DE\n'])(
    'may not be %j',
    (code) => {
      expect(rulesOf(checkCode(code, ['input', 'code']))).toEqual(['code FORMAT']);
    },
  );
});

describe('an audience', () => {
  it.each([
    [{ audience: 'EVERYONE' }, []],
    [{ audience: 'TIER', tier: 'PREMIER' }, []],
    [{ audience: 'RESELLER', resellerId: 'r' }, []],
    [{ audience: 'EVERYONE', tier: 'PREMIER' }, ['tier AUDIENCE']],
    [{ audience: 'TIER' }, ['tier REQUIRED']],
    [{ audience: 'RESELLER', tier: 'PREMIER' }, ['tier AUDIENCE', 'resellerId REQUIRED']],
  ] as const)('%j', (audience, expected) => {
    expect(rulesOf(checkAudience(audience))).toEqual(expected);
  });
});

describe('what may change of a list', () => {
  it.each([
    ['the period of one to come', COMING, { validFrom: days(3), validUntil: days(4) }, []],
    ['a beginning in the past', COMING, { validFrom: days(-1) }, ['validFrom PAST']],
    ['a beginning behind the end', COMING, { validFrom: days(11) }, ['validFrom PERIOD']],
    ['no beginning', COMING, { validFrom: null }, ['validFrom REQUIRED']],
    ['a beginning that has come', ACTIVE, { validFrom: days(2) }, ['validFrom PERIOD_BEGUN']],
    ['the same beginning', ACTIVE, { validFrom: days(-1) }, []],
    ['an end, moved away', ACTIVE, { validUntil: days(99) }, []],
    ['an end, taken away', ACTIVE, { validUntil: null }, []],
    ['an end now', OPEN, { validUntil: NOW }, []],
    ['an end in the past', OPEN, { validUntil: days(-0.5) }, ['validUntil PAST']],
    ['an end that was', ENDED, { validUntil: null }, ['validUntil PERIOD_OVER']],
    ['a priority then', ENDED, { priority: 1 }, ['priority PERIOD_OVER']],
    ['the same priority then', ENDED, { priority: 0 }, []],
    ['no priority', ACTIVE, { priority: null }, ['priority REQUIRED']],
    ['a name, always', ENDED, { name: 'Last year' }, []],
    ['no name', ENDED, { name: null }, ['name REQUIRED']],
  ])('%s', (_, before, changes, expected) => {
    expect(rulesOf(checkChanges(before, changes, NOW))).toEqual(expected);
  });

  it('never is a price of the past', () => {
    const day = fc.integer({ min: -20, max: 20 });
    const end = fc.option(day, { nil: null });
    fc.assert(
      fc.property(day, end, day, end, (from, until, newFrom, newUntil) => {
        fc.pre(until === null || until > from);
        const before = list(from, until);
        const changes = {
          validFrom: days(newFrom),
          validUntil: newUntil === null ? null : days(newUntil),
        };
        if (checkChanges(before, changes, NOW).length > 0) return;
        const after = { ...before, ...changes };
        for (let at = -20; at < 0; at += 1) {
          const held = stateOf(before, days(at)) === 'ACTIVE';
          expect(stateOf(after, days(at)) === 'ACTIVE').toBe(held);
        }
        expect(after.validUntil === null || after.validUntil > after.validFrom).toBe(true);
      }),
    );
  });
});

describe('an end', () => {
  it.each([
    [OPEN, NOW, []],
    [ACTIVE, days(10), []],
    [ACTIVE, days(11), ['at PERIOD']],
    [ACTIVE, days(-0.5), ['at PAST']],
    [COMING, days(1), ['at PERIOD']],
    [COMING, days(2), []],
    [ENDED, days(1), ['code PERIOD_OVER']],
  ])('of %j at %s', (period, at, expected) => {
    expect(rulesOf(checkEnd(period, at, NOW))).toEqual(expected);
  });

  it('where another list takes over lies before the end that the list has', () => {
    expect(rulesOf(checkSuccession(ACTIVE, days(10), NOW))).toEqual(['at PERIOD']);
    expect(checkSuccession(ACTIVE, days(9), NOW)).toEqual([]);
    expect(checkSuccession(OPEN, days(999), NOW)).toEqual([]);
  });
});

describe('the rest of the rules', () => {
  it('let only a list go that never was valid', () => {
    expect(checkDeletion(COMING, NOW)).toEqual([]);
    expect(rulesOf(checkDeletion(list(0, 1), NOW))).toEqual(['code IN_USE']);
    expect(rulesOf(checkDeletion(ENDED, NOW))).toEqual(['code IN_USE']);
  });

  it('let a new list begin now or later, and end after that', () => {
    expect(checkNewPeriod(list(0, null), NOW)).toEqual([]);
    expect(rulesOf(checkNewPeriod(list(-1, -2), NOW))).toEqual([
      'validFrom PAST',
      'validUntil PERIOD',
    ]);
    expect(rulesOf(checkNewPeriod(list(1, 1), NOW))).toEqual(['validUntil PERIOD']);
  });
});
