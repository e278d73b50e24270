export const ProductCategory = {
  LAPTOP: 'LAPTOP',
  TABLET: 'TABLET',
  SMART_SPEAKER: 'SMART_SPEAKER',
  SMARTPHONE: 'SMARTPHONE',
  ACCESSORY: 'ACCESSORY',
} as const;
export type ProductCategory = keyof typeof ProductCategory;

export const SpecType = {
  NUMBER: 'NUMBER',
  TEXT: 'TEXT',
  BOOLEAN: 'BOOLEAN',
  ENUM: 'ENUM',
} as const;
export type SpecType = keyof typeof SpecType;

/** What every product has a text in: others fall back to it, and lists are sorted by it. */
export const FALLBACK_LOCALE = 'en';

/** The languages in which texts are looked for, best first: those of the market, if there is one, then English. */
export function localesFor(defaultLocale: string | null): string[] {
  if (defaultLocale === null) return [FALLBACK_LOCALE];
  const [language = defaultLocale] = defaultLocale.split('-');
  return [...new Set([defaultLocale, language, FALLBACK_LOCALE])];
}

/** The text in the first of the languages that there is, else the first of all; null when there is none. */
export function bestText(
  texts: readonly [locale: string, text: string][],
  locales: readonly string[],
): [locale: string, text: string] | null {
  for (const wanted of locales) {
    const found = texts.find(([locale]) => locale === wanted);
    if (found) return found;
  }
  return texts[0] ?? null;
}
