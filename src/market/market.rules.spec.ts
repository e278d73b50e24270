import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { COUNTRY_CODES } from './country.rules.js';
import {
  checkDay,
  checkDraft,
  checkNames,
  checkNotPast,
  checkRate,
  checkRegion,
  plainRate,
} from './market.rules.js';

const PATH = ['input', 'x'];
const rulesOf = (problems: { code: string; facts?: object }[]) =>
  problems.map(({ code, facts }) => [code, ...Object.values(facts ?? {})].join(' '));

describe('the countries', () => {
  it('are the 249 of ISO 3166-1, each with a name', () => {
    const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
    expect(COUNTRY_CODES.size).toBe(249);
    for (const code of COUNTRY_CODES) expect([code, names.of(code)]).not.toContain(undefined);
    for (const other of ['UK', 'EU', 'XX', 'ZZ', 'de', 'DEU', ''])
      expect(COUNTRY_CODES.has(other)).toBe(false);
  });
});

describe('a rate', () => {
  it.each(['0', '0.0000', '19', '8.1', '99.9999', '05'])('may be %s', (rate) => {
    expect(checkRate(rate, PATH)).toEqual([]);
  });

  it.each([
    ['-1', 'RANGE'],
    ['-0', 'RANGE'],
    ['100', 'RANGE'],
    ['1000000', 'RANGE'],
    ['19.12345', 'DECIMAL_PLACES'],
    ['0.00000', 'DECIMAL_PLACES'],
    ['', 'RANGE'],
    ['1e1', 'RANGE'],
    ['1.', 'RANGE'],
    ['NaN', 'RANGE'],
  ])('may not be %j', (rate, rule) => {
    expect(checkRate(rate, PATH)).toEqual([
      expect.objectContaining({ code: 'INVALID_VALUE', path: PATH, facts: { rule } }),
    ]);
  });

  it('is plain without zeros that say nothing', () => {
    expect(['19', '19.0000', '08.10', '0', '00.0', '20', '10.05'].map(plainRate)).toEqual([
      '19',
      '19',
      '8.1',
      '0',
      '0',
      '20',
      '10.05',
    ]);
  });

  it('is the same number when it is plain', () => {
    const digits = fc.integer({ min: 0, max: 999_999 });
    fc.assert(
      fc.property(digits, fc.integer({ min: 0, max: 3 }), (tenThousandths, zeros) => {
        const text = String(tenThousandths).padStart(6, '0');
        const rate = `${text.slice(0, 2)}.${text.slice(2)}`;
        expect(checkRate(rate, PATH)).toEqual([]);
        expect(Number(plainRate(rate))).toBe(Number(rate));
        expect(plainRate(plainRate(rate) + (rate.includes('.') ? '' : '0'.repeat(zeros)))).toBe(
          plainRate(rate),
        );
      }),
    );
  });
});

describe('what a market is called', () => {
  it('is not looked at where it is left out', () => {
    expect(checkNames({})).toEqual([]);
  });

  it('is refused all at once', () => {
    const problems = checkNames({ name: ' ', defaultLocale: null, timeZone: '', taxName: null });
    expect(problems.map(({ code, path }) => [code, path.at(-1)])).toEqual([
      ['REQUIRED', 'name'],
      ['REQUIRED', 'defaultLocale'],
      ['REQUIRED', 'timeZone'],
      ['REQUIRED', 'taxName'],
    ]);
  });

  it.each(['en', 'de', 'de-CH', 'zh-Hant', 'zh-Hant-TW', 'fil', 'fil-PH'])(
    'may be written in %s',
    (defaultLocale) => {
      expect(checkNames({ defaultLocale })).toEqual([]);
    },
  );

  it.each(['german', 'DE', 'de-ch', 'de_CH', 'xx', 'qqq', 'de-ZZ', 'de-XX', 'de-CH-x', 'de\u0000'])(
    'may not be written in %j',
    (defaultLocale) => {
      expect(rulesOf(checkNames({ defaultLocale }))).toEqual(['INVALID_VALUE LOCALE']);
    },
  );

  it.each(['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'America/Port-au-Prince'])(
    'may count its days in %s',
    (timeZone) => {
      expect(checkNames({ timeZone })).toEqual([]);
    },
  );

  it.each(['Europe/Berlim', 'FOO3', 'CET', '+01:00', 'Etc/GMT+5', '../etc/passwd', 'a\u0000/b'])(
    'may not count its days in %j',
    (timeZone) => {
      expect(rulesOf(checkNames({ timeZone }))).toEqual(['INVALID_VALUE TIME_ZONE']);
    },
  );
});

describe('a new market', () => {
  it('hears of every mistake at once', () => {
    const problems = checkDraft({
      code: 'UK',
      name: 'x'.repeat(101),
      defaultLocale: 'xx',
      timeZone: 'Nowhere',
      taxName: 'x'.repeat(41),
      taxRate: '100',
      taxRateFrom: '1999-12-31',
      regionId: 'EMEA',
      regionFrom: '2200-01-01',
    });
    expect(problems.map(({ path, facts }) => [path.at(-1), facts?.['rule']])).toEqual([
      ['code', 'COUNTRY_CODE'],
      ['name', 'LENGTH'],
      ['defaultLocale', 'LOCALE'],
      ['timeZone', 'TIME_ZONE'],
      ['taxName', 'LENGTH'],
      ['taxRate', 'RANGE'],
      ['taxRateFrom', 'RANGE'],
      ['regionId', 'UUID'],
      ['regionFrom', 'RANGE'],
    ]);
  });
});

describe('days', () => {
  it('lie within two centuries', () => {
    expect(checkDay(undefined, PATH)).toEqual([]);
    expect(checkDay('2000-01-01', PATH)).toEqual([]);
    expect(checkDay('2199-12-31', PATH)).toEqual([]);
    expect(rulesOf(checkDay('1999-12-31', PATH))).toEqual(['INVALID_VALUE RANGE']);
    expect(rulesOf(checkDay('2200-01-01', PATH))).toEqual(['INVALID_VALUE RANGE']);
  });

  it('have not passed when they are today', () => {
    expect(checkNotPast('2026-03-01', '2026-03-01', PATH)).toEqual([]);
    expect(rulesOf(checkNotPast('2026-02-28', '2026-03-01', PATH))).toEqual([
      'INVALID_VALUE PAST_DAY',
    ]);
  });
});

describe('a region', () => {
  it.each(['EMEA', 'A1', 'LATIN_AMERICA_NORTH1'])('may have the code %s', (code) => {
    expect(checkRegion({ code, name: 'A' })).toEqual([]);
  });

  it.each(['', 'E', 'emea', '1A', 'A-B', 'A'.repeat(21), 'A\u0000B'])('may not: %j', (code) => {
    expect(rulesOf(checkRegion({ code, name: 'A' }))).toEqual(['INVALID_VALUE FORMAT']);
  });
});
