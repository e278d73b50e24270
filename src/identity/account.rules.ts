import { checkText, type Problem } from '../kernel/index.js';

/** The languages in which letters are written. */
export const ACCOUNT_LOCALES = ['en', 'de', 'zh-Hans'] as const;
export type AccountLocale = (typeof ACCOUNT_LOCALES)[number];

const EMAIL_LENGTH_MAX = 254;
const NAME_LENGTH_MAX = 200;
/** Plain addresses only: what could be read as a second recipient or as another header of the letter is none. */
const EMAIL =
  /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}$/;

/** How long what stands in a letter can be used. */
export const VERIFICATION_HOURS = 72;
export const RESET_HOURS = 2;

/** So many letters may be asked for: to one address from one place, to one address, and from one place. */
export const LETTERS_PER_PAIR = { points: 5, seconds: 3600 } as const;
export const LETTERS_PER_EMAIL = { points: 20, seconds: 3600 } as const;
export const LETTERS_PER_ADDRESS = { points: 50, seconds: 3600 } as const;

export function checkEmail(email: string, path: string[]): Problem[] {
  const problems = checkText(email, {
    path,
    name: 'e-mail address',
    max: EMAIL_LENGTH_MAX,
    required: true,
  });
  if (problems.length > 0 || EMAIL.test(email.trim())) return problems;
  const message = 'This is not an e-mail address. Write other scripts of a domain as xn--….';
  return [{ code: 'INVALID_VALUE', message, path, facts: { rule: 'EMAIL' } }];
}

/** What stands in the place of an address that nobody has proven, and where no letter arrives. */
export function isPlaceholder(email: string): boolean {
  return email.endsWith('@unverified.invalid');
}

export function checkPersonName(name: string | null, path: string[]): Problem[] {
  const rule = { path, name: 'name', max: NAME_LENGTH_MAX, required: true, singleLine: true };
  return checkText(name, rule);
}

export function checkLocale(locale: string, path: string[]): Problem[] {
  if (isAccountLocale(locale)) return [];
  const message = `Letters are written in ${ACCOUNT_LOCALES.join(', ')}.`;
  return [{ code: 'INVALID_VALUE', message, path, facts: { rule: 'LOCALE' } }];
}

export function isAccountLocale(locale: string): locale is AccountLocale {
  return ACCOUNT_LOCALES.some((known) => known === locale);
}

/** One answer for a token that is unknown, used, expired or meant for something else. */
export function tokenRefused(): Problem {
  return {
    code: 'INVALID_VALUE',
    message:
      'This link cannot be used: it is too old, was used already or is not complete. Ask for a new one.',
    path: ['input', 'token'],
    facts: { rule: 'TOKEN' },
  };
}
