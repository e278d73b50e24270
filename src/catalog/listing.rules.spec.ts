import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { QUANTITY_MAX } from '../kernel/index.js';
import {
  changedTerms,
  checkTerms,
  isBusinessDay,
  TERM_FIELDS,
  type ListingTerms,
  type TermField,
} from './listing.rules.js';

const FREE: ListingTerms = {
  preorderFrom: null,
  onSaleFrom: '2026-03-01',
  lastTimeBuyFrom: null,
  endOfSaleOn: null,
  endOfServiceOn: null,
  minimumQuantity: 1,
  maximumQuantity: null,
  quantityIncrement: 1,
};

const fieldsOf = (terms: Partial<ListingTerms>, given?: TermField[]): string[] =>
  checkTerms({ ...FREE, ...terms }, given && new Set(given)).map(({ field }) => field);

describe('the dates of a listing', () => {
  it('may all be there, in their order', () => {
    expect(
      fieldsOf({
        preorderFrom: '2026-02-01',
        lastTimeBuyFrom: '2026-03-02',
        endOfSaleOn: '2026-03-03',
        endOfServiceOn: '2026-03-03',
      }),
    ).toEqual([]);
  });

  it('are blamed where they were given', () => {
    const late = { preorderFrom: '2026-03-01' };
    expect(fieldsOf(late)).toEqual(['preorderFrom']);
    expect(fieldsOf(late, ['onSaleFrom'])).toEqual(['onSaleFrom']);
    const early = { endOfSaleOn: '2026-03-01' };
    expect(fieldsOf(early)).toEqual(['endOfSaleOn']);
    expect(fieldsOf(early, ['onSaleFrom'])).toEqual(['onSaleFrom']);
    expect(fieldsOf({ endOfServiceOn: '2026-03-01' })).toEqual(['endOfSaleOn']);
  });

  it.each(['2026-02-29', '2026-13-01', '1989-12-31', '2200-01-01', '0000-01-01', '', '2026-3-1'])(
    'cannot be %j',
    (day) => {
      expect(isBusinessDay(day)).toBe(false);
      expect(fieldsOf({ onSaleFrom: day })).toContain('onSaleFrom');
    },
  );

  it.each(['1990-01-01', '2028-02-29', '2199-12-31'])('can be %s', (day) => {
    expect(isBusinessDay(day)).toBe(true);
  });
});

describe('the quantity rule of a listing', () => {
  const small = fc.integer({ min: 1, max: 60 });

  it('is refused exactly when no quantity fits it', () => {
    fc.assert(
      fc.property(small, fc.option(small), small, (min, max, increment) => {
        const rule = { minimumQuantity: min, maximumQuantity: max, quantityIncrement: increment };
        let fits = false;
        for (let quantity = min; quantity <= (max ?? 200); quantity += 1) {
          fits ||= quantity % increment === 0;
        }
        expect(fieldsOf(rule).length === 0).toBe(fits);
      }),
      { numRuns: 2000 },
    );
  });

  it('has bounds, and without a maximum that of an order', () => {
    const most = { minimumQuantity: QUANTITY_MAX, quantityIncrement: QUANTITY_MAX };
    expect(fieldsOf(most)).toEqual([]);
    expect(fieldsOf({ ...most, quantityIncrement: 999_999 })).toEqual(['quantityIncrement']);
    expect(fieldsOf({ minimumQuantity: 0, maximumQuantity: 1.5, quantityIncrement: -1 })).toEqual([
      'minimumQuantity',
      'maximumQuantity',
      'quantityIncrement',
    ]);
  });
});

describe('a change of the terms', () => {
  it('keeps what is not said, and takes away what may be missing', () => {
    const before = { ...FREE, preorderFrom: '2026-02-01', maximumQuantity: 9 };
    const { terms, given, problems } = changedTerms(before, {
      preorderFrom: null,
      maximumQuantity: null,
      endOfSaleOn: '2027-01-01',
    });
    expect(problems).toEqual([]);
    expect(terms).toEqual({ ...FREE, endOfSaleOn: '2027-01-01' });
    expect([...given]).toEqual(['preorderFrom', 'endOfSaleOn', 'maximumQuantity']);
  });

  it('cannot take away what a listing needs', () => {
    const nothing = Object.fromEntries(TERM_FIELDS.map((field) => [field, null]));
    const { terms, problems } = changedTerms(FREE, nothing);
    expect(problems.map(({ field, code }) => [field, code])).toEqual([
      ['onSaleFrom', 'REQUIRED'],
      ['minimumQuantity', 'REQUIRED'],
      ['quantityIncrement', 'REQUIRED'],
    ]);
    expect(terms).toEqual(FREE);
  });
});
