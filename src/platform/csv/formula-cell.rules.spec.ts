import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readCell, writtenCell } from './formula-cell.rules.js';

describe('a cell', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+49', "'+49"],
    ['-5', "'-5"],
    ['@cmd', "'@cmd"],
    ['\tx', "'\tx"],
    ['\rx', "'\rx"],
    ["'=1", "''=1"],
    ["'90s", "'90s"],
    ['a=b', 'a=b'],
    ['', ''],
  ])('%j is written %j and read back', (value, cell) => {
    expect(writtenCell(value)).toBe(cell);
    expect(readCell(cell)).toBe(value);
  });

  it('that nobody neutralised is read as it stands', () => {
    expect(readCell('=1+1')).toBe('=1+1');
  });

  it('of any text is no formula and is read back', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', 'a'))
        .map((all) => all.join('')),
    );
    fc.assert(
      fc.property(text, (value) => {
        expect(writtenCell(value)).not.toMatch(/^[=+\-@\t\r]/);
        expect(readCell(writtenCell(value))).toBe(value);
      }),
    );
  });
});
