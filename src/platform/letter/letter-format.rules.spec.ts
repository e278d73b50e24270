import { describe, expect, it } from '@jest/globals';
import { Money } from '../../kernel/index.js';
import { countText, countryText, dayText, momentText, moneyText } from './letter-format.rules.js';
import { letterLocaleOf, type LetterLocale } from './letter-locale.rules.js';
import { retryAfterSeconds } from './letter-retry.rules.js';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('an amount in a letter', () => {
  it.each([
    ['123456', 'EUR', 'en', 'EUR 1,234.56'],
    ['123456', 'EUR', 'de', '1.234,56 EUR'],
    ['123456', 'CNY', 'zh-Hans', 'CNY 1,234.56'],
    ['123456', 'JPY', 'de', '123.456 JPY'],
    ['1234567', 'KWD', 'en', 'KWD 1,234.567'],
    ['-5', 'USD', 'en', '-USD 0.05'],
    // More digits than a float keeps.
    ['900719925474099301', 'EUR', 'en', 'EUR 9,007,199,254,740,993.01'],
    // Two digits by ISO 4217, whatever people do with forints.
    ['100050', 'HUF', 'de', '1.000,50 HUF'],
  ])('%s minor units of %s in %s: %s', (minor, currency, locale, text) => {
    expect(plain(moneyText(Money.ofMinor(minor, currency), locale as LetterLocale))).toBe(text);
  });
});

describe('other words in a letter', () => {
  it('are written as readers of its language do', () => {
    expect(dayText('2026-11-23', 'en')).toBe('23 November 2026');
    expect(dayText('2026-11-23', 'de')).toBe('23. November 2026');
    expect(dayText('2026-11-23', 'zh-Hans')).toBe('2026年11月23日');
    expect(countryText('CN', 'de')).toBe('China');
    expect(countryText('DE', 'zh-Hans')).toBe('德国');
    expect(countText(12500, 'de')).toBe('12.500');
    const moment = new Date('2026-11-30T23:05:00+02:00');
    expect(momentText(moment, 'en')).toBe('30 November 2026, 21:05 UTC');
    expect(momentText(moment, 'de')).toBe('30. November 2026, 21:05 UTC');
    expect(momentText(moment, 'zh-Hans')).toBe('2026年11月30日 21:05 UTC');
  });
});

it.each([
  ['en', 'en'],
  ['en-US', 'en'],
  ['de', 'de'],
  ['de-AT', 'de'],
  ['DE_ch', 'de'],
  ['zh', 'zh-Hans'],
  ['zh-TW', 'zh-Hans'],
  ['zh-Hant-HK', 'zh-Hans'],
  ['zhx', 'en'],
  ['', 'en'],
  ['fr-CA', 'en'],
])('who reads %s gets a letter in %s', (locale, letter) => {
  expect(letterLocaleOf(locale)).toBe(letter);
});

it('the next attempt comes later each time, up to four hours, or minutes where the mail server is away', () => {
  const after = (outcome: 'DELAYED' | 'UNREACHABLE') => (attempts: number) =>
    retryAfterSeconds(attempts, outcome);
  expect([1, 2, 3, 4].map(after('DELAYED'))).toEqual([30, 60, 120, 240]);
  expect([10, 11, 100].map(after('DELAYED'))).toEqual([14_400, 14_400, 14_400]);
  expect([1, 4, 5, 100].map(after('UNREACHABLE'))).toEqual([30, 240, 300, 300]);
});
