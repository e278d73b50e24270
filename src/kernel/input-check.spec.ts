import { describe, expect, it } from '@jest/globals';
import { checkCount, checkId, checkQuantity, checkText } from './input-check.js';

const path = ['input', 'note'];

describe('checkText', () => {
  it('accepts what people write', () => {
    for (const text of ['a', ' ', '', 'Grüße 👩‍👩‍👧 שלום', '😀'.repeat(5), null, undefined]) {
      expect(checkText(text, { path, max: 20 })).toEqual([]);
    }
    expect(checkText('😀'.repeat(5), { path, max: 5 })).toEqual([]);
  });

  it('asks for what is missing', () => {
    for (const text of ['', '   ', null, undefined]) {
      expect(checkText(text, { path, max: 20, required: true })).toEqual([
        { code: 'REQUIRED', message: 'Give a note.', path },
      ]);
    }
  });

  it('refuses what cannot be stored, and what is too long or too short', () => {
    const facts = (text: string, min?: number) =>
      checkText(text, { path, max: 5, min }).map((problem) => [problem.code, problem.facts]);
    expect(facts('a\0b')).toEqual([['INVALID_VALUE', { rule: 'CHARACTERS' }]]);
    expect(facts('a\ud800')).toEqual([['INVALID_VALUE', { rule: 'CHARACTERS' }]]);
    expect(facts('abcdef')).toEqual([['INVALID_VALUE', { rule: 'LENGTH', max: 5 }]]);
    expect(facts('ab', 3)).toEqual([['INVALID_VALUE', { rule: 'LENGTH', min: 3 }]]);
    expect(facts(' abcde ')).toEqual([]);
  });

  it('takes several lines, unless it is asked for one', () => {
    for (const text of ['a\nb', 'a\r\nBcc: b', 'a\u0007b', 'a\u0085b', 'a\u2028b', 'a\u2029b']) {
      expect(checkText(text, { path, max: 20 })).toEqual([]);
      expect(checkText(text, { path, max: 20, singleLine: true })).toEqual([
        {
          code: 'INVALID_VALUE',
          message: 'The note contains line breaks or other control characters.',
          path,
          facts: { rule: 'CHARACTERS' },
        },
      ]);
    }
    expect(checkText(' שלום 王 \n', { path, max: 20, singleLine: true })).toEqual([]);
  });
});

describe('the other checks', () => {
  it('knows an id by its shape', () => {
    expect(checkId('018f4e9e-7b1a-7c3d-8e2f-0123456789ab', path)).toEqual([]);
    for (const wrong of ['', '1', "' or 1=1", '018f4e9e-7b1a-7c3d-8e2f-0123456789ab ']) {
      expect(checkId(wrong, path)).toMatchObject([{ code: 'INVALID_VALUE', path }]);
    }
  });

  it('takes whole quantities within bounds', () => {
    expect(checkQuantity(1, { path })).toEqual([]);
    expect(checkQuantity(0, { path, min: 0 })).toEqual([]);
    for (const wrong of [0, -1, 1.5, 2 ** 31, NaN, Infinity]) {
      expect(checkQuantity(wrong, { path })).toEqual([
        {
          code: 'INVALID_VALUE',
          message: 'The quantity must be a whole number between 1 and 1000000.',
          path,
          facts: { rule: 'RANGE', min: 1, max: 1_000_000 },
        },
      ]);
    }
  });

  it('counts', () => {
    const lines = ['input', 'lines'];
    expect(checkCount(200, { path: lines, max: 200 })).toEqual([]);
    expect(checkCount(201, { path: lines, max: 200 })).toMatchObject([
      { code: 'INVALID_VALUE', message: 'Give at most 200 of lines; these are 201.', path: lines },
    ]);
    expect(checkCount(0, { path: lines, max: 200 })).toMatchObject([{ facts: { rule: 'COUNT' } }]);
  });
});
