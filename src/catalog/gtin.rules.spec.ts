import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { gtinKey, gtinOf, isGtin, rightCheckDigit } from './gtin.rules.js';

describe('isGtin', () => {
  it.each([
    ['73513537', true],
    ['614141000036', true],
    ['4006381333931', true],
    ['9520000000011', true],
    ['10614141000415', true],
    ['4006381333932', false],
    ['400638133393', false],
    ['40063813339310', false],
    ['', false],
    [' 4006381333931', false],
    ['4006381333931\n', false],
    ['400638133393X', false],
    ['٤٠٠٦٣٨١٣٣٣٩٣١', false],
  ])('%j is %s', (text, expected) => {
    expect(isGtin(text)).toBe(expected);
  });
});

describe('gtinOf', () => {
  it('adds the check digit', () => {
    expect(gtinOf('400638133393')).toBe('4006381333931');
    expect(gtinOf('952000000001')).toBe('9520000000011');
  });

  it.each(['', '123456', '12345678', '40063813339312', '40063813339a'])('refuses %j', (body) => {
    expect(gtinOf(body)).toBeUndefined();
  });

  const body = fc
    .constantFrom(7, 11, 12, 13)
    .chain((length) => fc.stringMatching(new RegExp(`^[0-9]{${length}}$`)));

  it('makes a GTIN in which every single wrong digit shows', () => {
    fc.assert(
      fc.property(body, fc.nat(13), fc.integer({ min: 1, max: 9 }), (digits, at, by) => {
        const gtin = gtinOf(digits)!;
        expect(isGtin(gtin)).toBe(true);
        const place = at % gtin.length;
        const wrong = String((Number(gtin[place]) + by) % 10);
        expect(isGtin(gtin.slice(0, place) + wrong + gtin.slice(place + 1))).toBe(false);
      }),
    );
  });
});

describe('rightCheckDigit', () => {
  it('names the digit with which the text would be a GTIN', () => {
    expect(rightCheckDigit('4006381333932')).toBe(1);
    fc.assert(
      fc.property(fc.stringMatching(/^(?:[0-9]{8}|[0-9]{12,14})$/), (text) => {
        const right = `${text.slice(0, -1)}${rightCheckDigit(text)}`;
        expect(isGtin(right)).toBe(true);
        expect(isGtin(text)).toBe(text === right);
      }),
    );
  });

  it.each(['', '123', '123456789', '12345678x', ' 4006381333931'])(
    'is none where %j has not the shape of a GTIN',
    (text) => {
      expect(rightCheckDigit(text)).toBeUndefined();
    },
  );
});

describe('gtinKey', () => {
  it('is the same with leading zeros, and different for different numbers', () => {
    const digits = fc.stringMatching(/^[1-9][0-9]{7}$/);
    fc.assert(
      fc.property(digits, digits, fc.constantFrom(0, 4, 5, 6), (one, other, zeros) => {
        expect(gtinKey('0'.repeat(zeros) + one)).toBe(gtinKey(one));
        expect(gtinKey(one) === gtinKey(other)).toBe(one === other);
      }),
    );
  });
});
