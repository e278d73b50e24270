import { describe, expect, it } from '@jest/globals';
import { planCopy } from './price-copy.rules.js';

describe('the plan of a copy', () => {
  it.each([
    [
      'EUR',
      'EUR',
      undefined,
      { fromMinor: '0.01', rate: '1', toMinor: '100', step: '0.01', inverse: '100' },
    ],
    [
      'JPY',
      'KWD',
      '0.002',
      { fromMinor: '1', rate: '0.002', toMinor: '1000', step: '0.001', inverse: '1000' },
    ],
    [
      'KWD',
      'JPY',
      '480',
      { fromMinor: '0.001', rate: '480', toMinor: '1', step: '1', inverse: '1' },
    ],
  ])('from %s to %s goes by exact decimals', (from, to, rate, expected) => {
    const terms = {
      factor: '0.95',
      rounding: 'MINOR_UNIT',
      ...(rate !== undefined && { rate }),
    } as const;
    const { conversion, problems } = planCopy(terms, from, to);
    expect(problems).toEqual([]);
    expect(conversion).toEqual({ ...expected, factor: '0.95', ending: '0' });
  });

  it('ends prices where the rounding says', () => {
    const { conversion } = planCopy({ factor: '1', rounding: 'ENDS_IN_99' }, 'EUR', 'EUR');
    expect(conversion).toMatchObject({ step: '1', inverse: '1', ending: '0.99' });
  });

  it.each([
    ['0', 'EUR', null, 'factor RANGE'],
    ['0.0000000000', 'EUR', null, 'factor RANGE'],
    ['1000', 'EUR', null, 'factor RANGE'],
    ['1e3', 'EUR', null, 'factor RANGE'],
    ['1', 'EUR', '1', 'rate SAME_CURRENCY'],
    ['1', 'KWD', null, 'rate RATE_MISSING'],
    ['1', 'KWD', '0', 'rate RANGE'],
    ['1', 'JPY', '160', 'rounding DECIMALS'],
  ])('refuses the factor %s to %s at the rate %s: %s', (factor, to, rate, expected) => {
    const { conversion, problems } = planCopy({ factor, rate, rounding: 'TO_0_05' }, 'EUR', to);
    expect(conversion).toBeUndefined();
    expect(
      problems.map(({ path, code, facts }) =>
        [path[1], facts?.['rule'] ?? code].map(String).join(' '),
      ),
    ).toEqual([expected]);
  });

  it('to a market that nobody knows has no mistake of its own', () => {
    const { conversion, problems } = planCopy({ factor: '1', rounding: 'TO_1' }, 'EUR', null);
    expect([conversion, problems]).toEqual([undefined, []]);
  });
});
