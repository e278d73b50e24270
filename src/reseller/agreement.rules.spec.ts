import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalLocale, checkAgreement, localesFor } from './agreement.rules.js';

const english = { locale: 'en', title: 'Partner agreement', body: 'You sell, we deliver.' };
const codes = (texts: (typeof english)[], regionCode = 'EMEA'): string[] =>
  checkAgreement({ regionCode, texts }).map(
    ({ code, path, facts }) =>
      `${code} ${path.slice(1).join('.')} ${JSON.stringify(facts?.['rule'])}`,
  );

describe('checkAgreement', () => {
  it('takes texts in several languages, one of them English', () => {
    expect(
      codes([{ ...english, locale: 'zh-Hans' }, english, { ...english, locale: 'de' }]),
    ).toEqual([]);
  });

  it('reports everything at once', () => {
    const texts = [
      { locale: 'not a language', title: ' ', body: '' },
      { locale: 'DE', title: 'x'.repeat(201), body: 'a\0b' },
      { locale: 'de', title: 'T', body: 'B' },
    ];
    expect(codes(texts, ' ')).toEqual([
      'REQUIRED regionCode undefined',
      'INVALID_VALUE texts.0.locale "LOCALE"',
      'REQUIRED texts.0.title undefined',
      'REQUIRED texts.0.body undefined',
      'INVALID_VALUE texts.1.title "LENGTH"',
      'INVALID_VALUE texts.1.body "CHARACTERS"',
      'INVALID_VALUE texts.2.locale "UNIQUE"',
      'REQUIRED texts undefined',
    ]);
  });

  it('wants at least one text and at most twenty', () => {
    expect(codes([])).toEqual(['INVALID_VALUE texts "COUNT"']);
    expect(codes(Array.from({ length: 21 }, () => english))).toEqual([
      'INVALID_VALUE texts "COUNT"',
    ]);
  });

  it('counts the space around a body, since it is kept', () => {
    const body = 'x'.repeat(200_000);
    expect(codes([{ ...english, body }])).toEqual([]);
    expect(codes([{ ...english, body: `${body} ` }])).toEqual([
      'INVALID_VALUE texts.0.body "LENGTH"',
    ]);
  });
});

describe('localesFor', () => {
  it.each([
    ['zh-CN', ['zh-CN', 'zh', 'zh-Hans-CN', 'zh-Hans', 'en']],
    ['zh-TW', ['zh-TW', 'zh', 'zh-Hant-TW', 'zh-Hant', 'en']],
    ['de-AT', ['de-AT', 'de', 'de-Latn-AT', 'de-Latn', 'en']],
    ['nonsense!', ['en']],
    [null, ['en']],
  ])('serves %s by %j', (asked, served) => {
    expect(localesFor(asked)).toEqual(served);
  });

  it('takes any text, and ends in English', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(localesFor(text)).toContain('en');
        expect(canonicalLocale(canonicalLocale(text) ?? 'en')).toBe(canonicalLocale(text) ?? 'en');
      }),
    );
  });
});
