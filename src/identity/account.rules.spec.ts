import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkEmail, checkLocale, checkPersonName, isPlaceholder } from './account.rules.js';

const PATH = ['input', 'email'];
const rulesOf = (problems: { code: string; facts?: object }[]) =>
  problems.map(({ code, facts }) => [code, ...Object.values(facts ?? {}).slice(0, 1)]);

describe('checkEmail', () => {
  it.each([
    'ada@example.com',
    '  Ada.Lovelace+portal@mail.example.co.uk ',
    "o'hara_1@xn--bcher-kva.example",
    `${'a'.repeat(64)}@example.com`,
  ])('takes %j', (email) => {
    expect(checkEmail(email, PATH)).toEqual([]);
  });

  it('refuses what is blank, too long or holds what cannot be stored', () => {
    expect(rulesOf(checkEmail(' ', PATH))).toEqual([['REQUIRED']]);
    expect(rulesOf(checkEmail(`${'a'.repeat(250)}@example.com`, PATH))).toEqual([
      ['INVALID_VALUE', 'LENGTH'],
    ]);
    expect(rulesOf(checkEmail('a\0@example.com', PATH))).toEqual([['INVALID_VALUE', 'CHARACTERS']]);
  });

  it('takes nothing in which a mail program could see two addresses, a name or a header', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 20, unit: 'binary' }),
        fc.constantFrom(
          ',',
          ';',
          '<',
          '>',
          '"',
          ' ',
          '\r',
          '\n',
          '\t',
          '(',
          ':',
          '\\',
          'ä',
          '\u202e',
        ),
        fc.string({ maxLength: 20, unit: 'binary' }),
        (before, between, after) => {
          const text = `a${before}${between}${after}b@example.com`;
          expect(checkEmail(text, PATH)).toHaveLength(1);
          expect(checkEmail(`a@${before}${between}${after}.com`, PATH)).toHaveLength(1);
        },
      ),
    );
  });

  it('takes only what the database takes too', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (email) => {
        if (checkEmail(email, PATH).length > 0) return;
        expect(email.trim()).toMatch(/^[^@\s]+@[^@\s]+$/);
        expect(email.trim().length).toBeLessThanOrEqual(254);
      }),
    );
  });
});

describe('checkPersonName', () => {
  it('takes names of all scripts, and refuses line breaks', () => {
    for (const name of ['Ada', '王小明', 'José “Pepe” García-Núñez', "D'Arcy"]) {
      expect(checkPersonName(name, PATH)).toEqual([]);
    }
    expect(rulesOf(checkPersonName('Ada\nBcc: x', PATH))).toEqual([
      ['INVALID_VALUE', 'CHARACTERS'],
    ]);
    expect(rulesOf(checkPersonName(null, PATH))).toEqual([['REQUIRED']]);
    expect(rulesOf(checkPersonName('x'.repeat(201), PATH))).toEqual([['INVALID_VALUE', 'LENGTH']]);
  });
});

describe('checkLocale', () => {
  it('takes the languages of letters, written exactly so', () => {
    expect(['en', 'de', 'zh-Hans'].flatMap((locale) => checkLocale(locale, PATH))).toEqual([]);
    for (const locale of ['', 'EN', 'fr', 'de-DE', 'constructor']) {
      expect(rulesOf(checkLocale(locale, PATH))).toEqual([['INVALID_VALUE', 'LOCALE']]);
    }
  });
});

describe('isPlaceholder', () => {
  it('knows what stands where nobody has proven an address', () => {
    expect(isPlaceholder('018f4e9e@unverified.invalid')).toBe(true);
    expect(isPlaceholder('ada@unverified.invalid.example.com')).toBe(false);
  });
});
