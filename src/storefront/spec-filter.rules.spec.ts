import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { specCodes, specConditions, type SpecFilterValues } from './spec-filter.rules.js';

const definitions = [
  { id: '1', code: 'MEMORY', type: 'NUMBER' },
  { id: '2', code: 'COLOUR', type: 'TEXT' },
];

const judged = (...specs: SpecFilterValues[]) => specConditions(specs, definitions);

describe('specConditions', () => {
  it.each([
    ['16', '16'],
    [' 16.0 ', '16'],
    ['007.50', '7.5'],
    ['-0', '0'],
    ['-0.0', '0'],
    ['-1.50', '-1.5'],
    ['0.10', '0.1'],
    ['100', '100'],
  ])('takes the number %j for %j', (value, stored) => {
    const { conditions, problems } = judged({ code: 'MEMORY', values: [value] });
    expect(problems).toEqual([]);
    expect(conditions).toEqual([{ definitionId: '1', values: [stored], min: null, max: null }]);
  });

  it('leaves texts as they are', () => {
    const { conditions } = judged({ code: 'COLOUR', values: [' 16.0 '] });
    expect(conditions[0]?.values).toEqual(['16.0']);
  });

  it('refuses a range exactly when it is upside down', () => {
    const number = fc
      .tuple(fc.integer({ min: -1e6, max: 1e6 }), fc.integer({ min: 0, max: 999 }))
      .map(([whole, part]) => ({
        text: `${whole}.${String(part).padStart(3, '0')}`,
        // Thousandths, so that no float is compared.
        size: whole * 1000 + (whole < 0 ? -part : part),
      }));
    fc.assert(
      fc.property(number, number, (min, max) => {
        const { problems } = judged({ code: 'MEMORY', min: min.text, max: max.text });
        expect(problems.length).toBe(min.size > max.size ? 1 : 0);
      }),
    );
  });

  it('names every mistake at once, each where it is', () => {
    const { conditions, problems } = judged(
      { code: 'WINGS', values: ['2'] },
      { code: 'MEMORY', values: ['much', '16', ''] },
      { code: 'COLOUR' },
    );
    expect(conditions).toEqual([]);
    expect(problems.map(({ path }) => path.join('.'))).toEqual([
      'filter.specs.0.code',
      'filter.specs.1.values.0',
      'filter.specs.1.values.2',
      'filter.specs.2.values',
    ]);
  });
});

describe('specCodes', () => {
  it('looks up what can be a code, and no more of them than are allowed', () => {
    expect(specCodes([{ code: 'A' }, { code: 'a' }, { code: 'A\0' }, { code: '' }])).toEqual(['A']);
    expect(specCodes(Array.from({ length: 50 }, () => ({ code: 'A' })))).toHaveLength(20);
  });
});
