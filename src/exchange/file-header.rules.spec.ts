import { describe, expect, it } from '@jest/globals';
import { delimiterOf, readHeader } from './file-header.rules.js';

const COLUMNS = { required: ['sku', 'onHand'], optional: ['reason'], families: ['name'] };

describe('the first line', () => {
  it.each([
    ['sku,onHand', ','],
    ['sku;onHand', ';'],
    ['sku\tonHand', '\t'],
    ['"a,b,c";onHand', ';'],
    ['sku', ','],
  ])('%j has the delimiter %j', (line, delimiter) => {
    expect(delimiterOf(line)).toBe(delimiter);
  });

  it('names the columns in any order, in any case, with blanks around', () => {
    expect(readHeader([' ONHAND', 'Sku ', 'NAME: de-CH', 'reason'], COLUMNS)).toEqual({
      names: ['onHand', 'sku', 'name:de-CH', 'reason'],
      problems: [],
    });
  });

  it('may have the columns of an error file, which mean nothing', () => {
    expect(readHeader(['sku', 'onHand', 'line', 'Column', 'code', 'message'], COLUMNS)).toEqual({
      names: ['sku', 'onHand', null, null, null, null],
      problems: [],
    });
  });

  it('is refused with everything that is wrong with it', () => {
    const { problems } = readHeader(['sku', 'SKU', 'colour', '', 'name:', 'x:y'], COLUMNS);
    expect(problems).toEqual([
      {
        code: 'INVALID_VALUE',
        path: ['file'],
        message:
          'There is no column "colour", "", "name:", "x:y". The columns are sku, onHand, reason, name:….',
        facts: { rule: 'UNKNOWN_COLUMN', line: 1, columns: ['colour', '', 'name:', 'x:y'] },
      },
      {
        code: 'INVALID_VALUE',
        path: ['file'],
        message: 'Name each column once: sku.',
        facts: { rule: 'DUPLICATE_COLUMN', line: 1, columns: ['sku'] },
      },
      {
        code: 'REQUIRED',
        path: ['file'],
        message: 'The first line must name the columns; missing: onHand.',
        facts: { line: 1, columns: ['onHand'] },
      },
    ]);
  });

  it('is not repeated at length', () => {
    const [problem] = readHeader(
      ['x'.repeat(1000), ...Array<string>(500).fill('y')],
      COLUMNS,
    ).problems;
    expect(problem!.message.length).toBeLessThan(400);
  });
});
