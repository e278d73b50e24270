import { checkCount, checkText, type Problem } from '../kernel/index.js';

export interface AgreementTextDraft {
  locale: string;
  title: string;
  body: string;
}

export interface AgreementDraft {
  regionCode: string;
  texts: readonly AgreementTextDraft[];
}

/** The language that every agreement has, so that everybody finds one that they are likely to read. */
export const COMMON_LOCALE = 'en';

export const AGREEMENT_LIMITS = { texts: 20, title: 200, body: 200_000, locale: 35 } as const;

/** Every mistake of an agreement that shows without asking the database. */
export function checkAgreement({ regionCode, texts }: AgreementDraft): Problem[] {
  const path = ['input', 'texts'];
  const counted = checkCount(texts.length, { path, max: AGREEMENT_LIMITS.texts });
  const region = checkText(regionCode, {
    path: ['input', 'regionCode'],
    name: 'region code',
    max: 40,
    required: true,
  });
  if (counted.length > 0) return [...region, ...counted];
  const locales = texts.map(({ locale }) => canonicalLocale(locale));
  return [
    ...region,
    ...texts.flatMap((text, i) => checkAgreementText(text, [...path, String(i)])),
    ...locales.flatMap((locale, i) => checkRepeated(locales, locale, [...path, String(i)])),
    ...(locales.includes(COMMON_LOCALE) ? [] : [noCommonText(path)]),
  ];
}

function checkAgreementText(
  { locale, title, body }: AgreementTextDraft,
  path: string[],
): Problem[] {
  return [
    ...(canonicalLocale(locale) === undefined ? [noLocale([...path, 'locale'])] : []),
    ...checkText(title, {
      singleLine: true,
      path: [...path, 'title'],
      max: AGREEMENT_LIMITS.title,
      required: true,
    }),
    ...checkBody(body, [...path, 'body']),
  ];
}

/** The body is kept as it is, with the space around it, so that all of it counts. */
function checkBody(body: string, path: string[]): Problem[] {
  const max = AGREEMENT_LIMITS.body;
  const problems = checkText(body, { path, max, required: true });
  if (problems.length > 0 || body.length <= max || [...body].length <= max) return problems;
  const message = `The body may have at most ${max} characters, with the space around it.`;
  return [{ code: 'INVALID_VALUE', message, path, facts: { rule: 'LENGTH', max } }];
}

function checkRepeated(
  locales: readonly (string | undefined)[],
  locale: string | undefined,
  path: string[],
): Problem[] {
  const index = Number(path.at(-1));
  if (locale === undefined || locales.indexOf(locale) === index) return [];
  const message = `There is a text in ${locale} already: give one per language.`;
  return [
    {
      code: 'INVALID_VALUE',
      message,
      path: [...path, 'locale'],
      facts: { rule: 'UNIQUE' },
    },
  ];
}

function noCommonText(path: string[]): Problem {
  return {
    code: 'REQUIRED',
    message: 'Give the text in English (en) too: who reads none of the other languages gets it.',
    path,
  };
}

export function noLocale(path: string[]): Problem {
  return {
    code: 'INVALID_VALUE',
    message: 'Give a language as a BCP 47 tag, such as en, de or zh-Hans.',
    path,
    facts: { rule: 'LOCALE' },
  };
}

/** A language tag as everybody writes it, so that ZH-hans and zh-Hans are one; undefined for what is none. */
export function canonicalLocale(text: string): string | undefined {
  if (text.length > AGREEMENT_LIMITS.locale) return undefined;
  try {
    return Intl.getCanonicalLocales(text.trim())[0];
  } catch {
    return undefined;
  }
}

/**
 * The languages in which somebody who asks for one is served, the best first: zh-CN is served by zh-Hans, de-AT by de,
 * and everybody by English.
 */
export function localesFor(locale: string | null | undefined): string[] {
  const asked = locale == null ? undefined : canonicalLocale(locale);
  if (asked === undefined) return [COMMON_LOCALE];
  const chain = [asked, new Intl.Locale(asked).maximize().baseName].flatMap(shorter);
  return [...new Set([...chain, COMMON_LOCALE])];
}

/** A tag, and what is left of it when its last part is taken away, again and again. */
function shorter(locale: string): string[] {
  const parts = locale.split('-');
  return parts.map((_, i) => parts.slice(0, parts.length - i).join('-'));
}
