import { describe, expect, it } from '@jest/globals';
import { screeningColumns, screeningEntries } from './screening-list.rules.js';

const COLUMNS = { list: 0, reference: 1, name: 2, aliases: 3 };

describe('A screening list', () => {
  it('has its columns in any order and case, and may have others', () => {
    expect(screeningColumns(['Name', ' REFERENCE', 'born', 'Aliases', 'list'])).toEqual({
      list: 4,
      reference: 1,
      name: 0,
      aliases: 3,
    });
    expect(screeningColumns(['list', 'reference', 'name']).aliases).toBeUndefined();
  });

  it('is refused without one that is needed', () => {
    expect(() => screeningColumns(['list', 'nom'])).toThrow(
      'Line 1: the header lacks reference, name.',
    );
  });

  it('gives an entry for the name and one for each alias that is another name', () => {
    const row = [
      'DEMO',
      '7',
      'Orion Shadow Trading',
      'OST Ltd| ORION-SHADOW TRADING |Shadow Orion',
    ];
    expect(screeningEntries(row, COLUMNS, 2)).toEqual([
      {
        list: 'DEMO',
        reference: '7',
        name: 'Orion Shadow Trading',
        alias: null,
        matchKey: 'orion shadow trading',
      },
      {
        list: 'DEMO',
        reference: '7',
        name: 'Orion Shadow Trading',
        alias: 'OST Ltd',
        matchKey: 'ost',
      },
      {
        list: 'DEMO',
        reference: '7',
        name: 'Orion Shadow Trading',
        alias: 'Shadow Orion',
        matchKey: 'orion shadow',
      },
    ]);
  });

  it.each([
    [['', '7', 'A'], 'Line 9: there is no list.'],
    [['DEMO', ' ', 'A'], 'Line 9: there is no reference.'],
    [['DEMO', '7'], 'Line 9: there is no name.'],
    [['DEMO', '7', 'A\0'], 'Line 9: the name has characters that cannot be stored.'],
    [['DEMO', '7', 'A'.repeat(301)], 'Line 9: the name has more than 300 characters.'],
    [['DEMO', '7', 'A', 'B'.repeat(301)], 'Line 9: the alias has more than 300 characters.'],
  ])('is refused with the line for %j', (row, message) => {
    expect(() => screeningEntries(row, COLUMNS, 9)).toThrow(message);
  });
});
