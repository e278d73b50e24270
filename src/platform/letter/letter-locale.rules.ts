/** The languages in which every letter is written. */
export const LETTER_LOCALES = ['en', 'de', 'zh-Hans'] as const;

export type LetterLocale = (typeof LETTER_LOCALES)[number];

/** The letter's language for a reader's: de-AT reads German, zh-TW Chinese, and whoever reads something else English. */
export function letterLocaleOf(locale: string): LetterLocale {
  const language = locale.trim().toLowerCase().split(/[-_]/, 1)[0];
  if (language === 'de') return 'de';
  return language === 'zh' ? 'zh-Hans' : 'en';
}
