import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { screeningKey } from './screening-name.rules.js';

describe('The words of a name', () => {
  it.each([
    ['Müller & Söhne GmbH', 'muller sohne'],
    ['SOHNE, MULLER', 'muller sohne'],
    ['Société Générale S.A.', 'generale societe'],
    ['Straße Handels-GmbH & Co. KG', 'handels strasse'],
    ['Łódź Komputery Sp. z o.o.', 'komputery lodz z'],
    ['Nordlys Ørsted ApS', 'nordlys orsted'],
    ["O'Hara Trading Ltd.", 'ohara trading'],
    ['ACME Trading (Pte.) Limited', 'acme trading'],
    ['ООО Ромашка', 'romashka'],
    ['深圳示例科技有限公司', '深圳示例科技'],
    ['株式会社サンプル', 'サンプル'],
    ['  ', ''],
    ['Limited', 'limited'],
    ['有限公司', '有限公司'],
    ['Ａｃｍｅ', 'acme'],
  ])('of %s are %s', (name, key) => {
    expect(screeningKey(name)).toBe(key);
  });

  it('are the same in any order, any case and with any punctuation', () => {
    const word = fc.stringMatching(/^[a-z]{2,9}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => {
        const key = screeningKey(words.join(' '));
        expect(screeningKey([...words].reverse().join(' ').toUpperCase())).toBe(key);
        expect(screeningKey(words.join('-'))).toBe(key);
      }),
    );
  });

  it('come out of every text, and come out again as they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (name) => {
        const key = screeningKey(name);
        expect(screeningKey(key)).toBe(key);
      }),
    );
  });
});
