import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { gtinOf, isGtin } from './gtin.rules.js';

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
