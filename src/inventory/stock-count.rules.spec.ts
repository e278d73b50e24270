import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { judgeRows, normalRow, type FoundPlace, type StockRow } from './stock-count.rules.js';

const row = (changes: Partial<StockRow> = {}): StockRow => ({
  locationCode: 'RTM',
  sku: 'A',
  onHand: 5,
  reason: 'count',
  ...changes,
});
const place = (onHand: number | null = 3): FoundPlace => ({
  variantId: 'v',
  locationId: 'l',
  onHand,
});

/** The kind, or the columns and codes of what is wrong. */
function judged(rows: StockRow[], found: FoundPlace[]): unknown[] {
  return judgeRows(rows, found).map((outcome) =>
    outcome.kind === 'ERROR'
      ? outcome.problems.map(({ code, path }) => `${path.join('.')} ${code}`)
      : outcome.kind,
  );
}

describe('rows of counted stock', () => {
  it('make, change or leave a level', () => {
    const rows = [
      row(),
      row({ sku: 'B' }),
      row({ sku: 'C', onHand: 3 }),
      row({ sku: 'D', onHand: 0 }),
    ];
    const found = [place(null), place(), place(), place(null)];
    expect(judged(rows, found)).toEqual(['CREATE', 'UPDATE', 'UNCHANGED', 'UNCHANGED']);
  });

  it('need a reason where they change something, and only there', () => {
    const rows = [row({ reason: '' }), row({ sku: 'B', onHand: 3, reason: '' })];
    expect(judged(rows, [place(), place()])).toEqual([['reason REQUIRED'], 'UNCHANGED']);
  });

  it('name a SKU once per location', () => {
    const rows = [row(), row({ locationCode: 'AMS' }), row({ onHand: 9 })];
    expect(judged(rows, [place(), place(), place()])).toEqual([
      'UPDATE',
      'UPDATE',
      ['sku ALREADY_EXISTS'],
    ]);
  });

  it('say of a text that cannot be what is wrong with it, not that nothing has that name', () => {
    const nowhere = { variantId: null, locationId: null, onHand: null };
    expect(judged([row({ sku: '', locationCode: 'x\u0000' }), row()], [nowhere, nowhere])).toEqual([
      ['locationCode INVALID_VALUE', 'sku REQUIRED'],
      ['locationCode NOT_FOUND', 'sku UNKNOWN_SKU'],
    ]);
  });

  it('are judged one by one: each has an outcome, and a count is good from 0 to 100,000,000', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5, max: 100_000_005 })), (counts) => {
        const rows = counts.map((onHand, n) => normalRow(row({ sku: ` S-${n} `, onHand })));
        const kinds = judged(
          rows,
          rows.map(() => place()),
        );
        expect(kinds).toEqual(
          counts.map((onHand) => {
            if (onHand < 0 || onHand > 100_000_000) return ['onHand INVALID_VALUE'];
            return onHand === 3 ? 'UNCHANGED' : 'UPDATE';
          }),
        );
      }),
    );
  });
});
