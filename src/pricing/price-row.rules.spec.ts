import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Money } from '../kernel/index.js';
import { judgePriceRows, type PriceRow, type PriceRowFacts } from './price-row.rules.js';

const FACTS: PriceRowFacts = {
  priceListId: 'list',
  currencyCode: 'EUR',
  ended: false,
  variantId: 'variant',
  minimum: null,
  maximum: null,
  increment: null,
  unitPriceMinor: null,
};

const row = (amount: string | null, changes: Partial<PriceRow> = {}): PriceRow => ({
  priceListCode: 'DE-PREMIER',
  sku: 'SKU-A',
  minimumQuantity: 1,
  unitPrice: amount === null ? null : { amount, currencyCode: 'EUR' },
  ...changes,
});

/** The kind of the verdict, or its mistakes. */
function judged(one: PriceRow, facts: Partial<PriceRowFacts> = {}): string {
  const [verdict] = judgePriceRows([one], [{ ...FACTS, ...facts }]);
  if (verdict?.kind !== 'ERROR') return verdict?.kind ?? '';
  return verdict.problems
    .map(({ column, code, facts: said }) => [column, said?.['rule'] ?? code].map(String).join(' '))
    .join(', ');
}

describe('a row of prices', () => {
  it.each([
    ['a new price', row('1.00'), {}, 'CREATE'],
    ['another price', row('1.00'), { unitPriceMinor: '99' }, 'UPDATE'],
    ['the same price', row('1'), { unitPriceMinor: '100' }, 'UNCHANGED'],
    ['a price that goes', row(null), { unitPriceMinor: '100' }, 'REMOVE'],
    ['a price that is gone', row(null), {}, 'UNCHANGED'],
    [
      'the same in a list that has ended',
      row('1'),
      { unitPriceMinor: '100', ended: true },
      'UNCHANGED',
    ],
    ['another in a list that has ended', row('1'), { ended: true }, 'priceListCode PERIOD_OVER'],
    [
      'one that goes from it',
      row(null),
      { ended: true, unitPriceMinor: '1' },
      'priceListCode PERIOD_OVER',
    ],
    [
      'an unknown list',
      row('1'),
      { priceListId: null, currencyCode: null },
      'priceListCode NOT_FOUND',
    ],
    ['an unknown SKU', row('1'), { variantId: null }, 'sku UNKNOWN_SKU'],
    ['no text of a number', row('one'), {}, 'unitPrice DECIMAL'],
    ['too many places', row('1.000'), {}, 'unitPrice DECIMALS'],
    ['too much', row('10000000000.01'), {}, 'unitPrice RANGE'],
    ['half a piece', row('1', { minimumQuantity: 0.5 }), {}, 'minimumQuantity RANGE'],
    ['not a number of pieces', row('1', { minimumQuantity: NaN }), {}, 'minimumQuantity RANGE'],
    ['nothing said of a price', row(null, { unitPrice: undefined }), {}, 'unitPrice REQUIRED'],
  ] as [string, PriceRow, Partial<PriceRowFacts>, string][])('%s', (_, one, facts, expected) => {
    expect(judged(one, facts)).toBe(expected);
  });

  it('is held against the quantity rule of the order gates', () => {
    const quantity = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(
        quantity,
        quantity,
        fc.integer({ min: 1, max: 7 }),
        fc.option(quantity, { nil: null }),
        (minimumQuantity, minimum, increment, extra) => {
          const maximum = extra === null ? null : minimum + extra;
          const fits =
            minimumQuantity >= minimum &&
            (maximum === null || minimumQuantity <= maximum) &&
            minimumQuantity % increment === 0;
          const verdict = judged(row('1', { minimumQuantity }), { minimum, maximum, increment });
          expect(verdict).toBe(fits ? 'CREATE' : 'minimumQuantity QUANTITY_RULE');
        },
      ),
    );
  });

  it('that repeats what is stored never changes anything, whatever the rules have become', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('EUR', 'JPY', 'KWD'),
        fc.bigInt({ min: 0n, max: 1_000_000_000_000n }),
        fc.boolean(),
        (currencyCode, minor, ended) => {
          const unitPrice = Money.ofMinor(minor, currencyCode).toJSON();
          const stored = { currencyCode, unitPriceMinor: minor.toString(), ended };
          const rule = { minimum: 10, maximum: 10, increment: 10 };
          expect(judged(row('1', { unitPrice }), { ...stored, ...rule })).toBe('UNCHANGED');
        },
      ),
    );
  });

  it('is refused when an earlier one is for the same list, SKU and quantity', () => {
    const rows = [row('1'), row('2'), row('1', { sku: 'SKU-B' }), row(null)];
    const verdicts = judgePriceRows(
      rows,
      rows.map(() => FACTS),
    );
    expect(verdicts.map(({ kind }) => kind)).toEqual(['CREATE', 'ERROR', 'CREATE', 'ERROR']);
    expect(verdicts[3]).toMatchObject({
      problems: [{ code: 'ALREADY_EXISTS', message: expect.stringContaining('Row 1 ') }],
    });
  });
});
