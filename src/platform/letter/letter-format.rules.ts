import type { Money } from '../../kernel/index.js';
import type { LetterLocale } from './letter-locale.rules.js';

/** Day, month as a word, year: the order that readers of English agree on, wherever they are. */
const TAGS: Record<LetterLocale, string> = { en: 'en-GB', de: 'de-DE', 'zh-Hans': 'zh-Hans-CN' };

/** An amount to the last digit, with the currency's code: a sign such as $ or ¥ means several currencies. */
export function moneyText({ amount, currencyCode }: Money, locale: LetterLocale): string {
  const places = amount.split('.')[1]?.length ?? 0;
  const format = new Intl.NumberFormat(TAGS[locale], {
    style: 'currency',
    currency: currencyCode,
    currencyDisplay: 'code',
    minimumFractionDigits: places,
    maximumFractionDigits: places,
  });
  // As text: the format is exact on it, while a number would have been rounded before.
  return format.format(amount as `${number}`);
}

export function countText(count: number, locale: LetterLocale): string {
  return new Intl.NumberFormat(TAGS[locale]).format(count);
}

/** A day as YYYY-MM-DD, such as "23 November 2026", "23. November 2026" or "2026年11月23日". */
export function dayText(day: string, locale: LetterLocale): string {
  const format = new Intl.DateTimeFormat(TAGS[locale], { dateStyle: 'long', timeZone: 'UTC' });
  return format.format(new Date(`${day}T00:00:00Z`));
}

/** An instant as a reader anywhere can place it, such as "1 December 2026, 00:00 UTC". */
export function momentText(at: Date, locale: LetterLocale): string {
  const day = new Intl.DateTimeFormat(TAGS[locale], { dateStyle: 'long', timeZone: 'UTC' });
  const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: 'UTC' });
  const between = locale === 'zh-Hans' ? ' ' : ', ';
  return `${day.format(at)}${between}${clock.format(at)} UTC`;
}

/** The name of a country, by its two letters. */
export function countryText(code: string, locale: LetterLocale): string {
  return new Intl.DisplayNames(TAGS[locale], { type: 'region' }).of(code) ?? code;
}
