import { describe, expect, it } from '@jest/globals';
import { readLimits, type LimitWish } from './buyer-limit.rules.js';

const PATH = ['input', 'limits'];

function problemsOf(...wishes: LimitWish[]): string[] {
  return readLimits(wishes, PATH).problems.map(
    ({ code, path, facts }) =>
      `${code} ${path.slice(2).join('.')} ${JSON.stringify(facts?.['rule'])}`,
  );
}

describe('limits of a buyer', () => {
  it('are read per currency, in the order of the currencies', () => {
    const { limits, problems } = readLimits(
      [
        { currencyCode: 'JPY', perOrder: '5000', perMonth: null },
        { currencyCode: 'EUR', perOrder: '0', perMonth: '1000.5' },
        { currencyCode: 'USD' },
      ],
      PATH,
    );
    expect(problems).toEqual([]);
    expect(
      limits.map(({ currencyCode, perOrder, perMonth }) => [
        currencyCode,
        perOrder?.amount,
        perMonth?.amount,
      ]),
    ).toEqual([
      ['EUR', '0.00', '1000.50'],
      ['JPY', '5000', undefined],
    ]);
  });

  it('are refused with everything that is wrong at once', () => {
    expect(
      problemsOf(
        { currencyCode: 'EUR', perOrder: '-1', perMonth: '1.234' },
        { currencyCode: 'JPY', perMonth: '1.5' },
        { currencyCode: 'EUR', perOrder: '99999999999999999999' },
      ),
    ).toEqual([
      'INVALID_VALUE 0.perOrder "RANGE"',
      'INVALID_VALUE 0.perMonth "DECIMAL_PLACES"',
      'INVALID_VALUE 1.perMonth "DECIMAL_PLACES"',
      'INVALID_VALUE 2.currencyCode "UNIQUE"',
      'INVALID_VALUE 2.perOrder "RANGE"',
    ]);
  });

  it('go up to ten million million of the euro, and no further', () => {
    expect(problemsOf({ currencyCode: 'EUR', perOrder: '10000000000000.00' })).toEqual([]);
    expect(problemsOf({ currencyCode: 'EUR', perOrder: '10000000000000.01' })).toEqual([
      'INVALID_VALUE 0.perOrder "RANGE"',
    ]);
  });

  it('are at most fifty', () => {
    const wish: LimitWish = { currencyCode: 'EUR', perOrder: '1' };
    expect(problemsOf(...Array.from({ length: 51 }, () => wish))).toEqual([
      'INVALID_VALUE  "COUNT"',
    ]);
  });
});
