import { checkId, checkText, type Problem } from '../kernel/index.js';
import { COUNTRY_CODES } from './country.rules.js';
import { invalid } from './market.problems.js';

const NAME_LENGTH_MAX = 100;
const TAX_NAME_LENGTH_MAX = 40;
const REASON_LENGTH_MAX = 500;

/** A day before or after these is a typing mistake. */
const FIRST_DAY = '2000-01-01';
const LAST_DAY = '2199-12-31';

/** The forms that the database takes; PostgreSQL would take POSIX texts such as FOO3 for zones as well. */
const TIME_ZONE = /^(UTC|[A-Za-z_]+(\/[A-Za-z_+-]+)+)$/;
const LOCALE = /^([a-z]{2,3})(-[A-Z][a-z]{3})?(?:-([A-Z]{2}))?$/;
const REGION_CODE = /^[A-Z][A-Z0-9_]{1,19}$/;
const RATE = /^\d{1,2}(\.\d+)?$/;
const RATE_DECIMALS_MAX = 4;

const languages = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });

/** What a market is called and how it writes; what is absent stays as it is. */
export interface MarketNames {
  name?: string | null;
  defaultLocale?: string | null;
  timeZone?: string | null;
  taxName?: string | null;
}

export interface MarketDraft extends MarketNames {
  code: string;
  name: string;
  defaultLocale: string;
  timeZone: string;
  taxName: string;
  taxRate: string;
  taxRateFrom?: string | null;
  regionId: string;
  regionFrom?: string | null;
}

/** Every mistake of a new market that shows without asking the database. */
export function checkDraft(draft: MarketDraft): Problem[] {
  return [
    ...(COUNTRY_CODES.has(draft.code)
      ? []
      : [invalid(['input', 'code'], 'COUNTRY_CODE', 'Give an ISO 3166-1 alpha-2 code, like DE.')]),
    ...checkNames(draft),
    ...checkRate(draft.taxRate, ['input', 'taxRate']),
    ...checkDay(draft.taxRateFrom, ['input', 'taxRateFrom']),
    ...checkId(draft.regionId, ['input', 'regionId']),
    ...checkDay(draft.regionFrom, ['input', 'regionFrom']),
  ];
}

/** A field that is left out is not checked; one that is null or blank is refused, since a market needs them all. */
export function checkNames({ name, defaultLocale, timeZone, taxName }: MarketNames): Problem[] {
  const required = true;
  return [
    ...(name === undefined
      ? []
      : checkText(name, { path: ['input', 'name'], max: NAME_LENGTH_MAX, required })),
    ...(defaultLocale === undefined ? [] : checkLocale(defaultLocale)),
    ...(timeZone === undefined ? [] : checkTimeZone(timeZone)),
    ...(taxName === undefined
      ? []
      : checkText(taxName, {
          path: ['input', 'taxName'],
          max: TAX_NAME_LENGTH_MAX,
          required,
          name: 'name of the tax',
        })),
  ];
}

export function checkReason(reason: string): Problem[] {
  return checkText(reason, { path: ['input', 'reason'], max: REASON_LENGTH_MAX, required: true });
}

export function checkRegion(region: { code?: string; name?: string | null }): Problem[] {
  const { code, name } = region;
  return [
    ...(code === undefined || REGION_CODE.test(code)
      ? []
      : [
          invalid(
            ['input', 'code'],
            'FORMAT',
            'Give 2 to 20 capital letters, digits and _, beginning with a letter, such as EMEA.',
          ),
        ]),
    ...(name === undefined
      ? []
      : checkText(name, { path: ['input', 'name'], max: NAME_LENGTH_MAX, required: true })),
  ];
}

/** A tax rate in percent. */
export function checkRate(rate: string, path: string[]): Problem[] {
  if (!RATE.test(rate)) {
    return [
      invalid(path, 'RANGE', 'Give the rate in percent, 0 or more and below 100, such as 19.'),
    ];
  }
  const decimals = rate.split('.')[1]?.length ?? 0;
  return decimals <= RATE_DECIMALS_MAX
    ? []
    : [invalid(path, 'DECIMAL_PLACES', `A rate has at most ${RATE_DECIMALS_MAX} decimal places.`)];
}

/** The rate without zeros that say nothing, as it is read back: 08.10 is 8.1. */
export function plainRate(rate: string): string {
  const [whole = '', decimals = ''] = rate.split('.');
  const kept = decimals.replace(/0+$/, '');
  const number = whole.replace(/^0+(?=\d)/, '');
  return kept === '' ? number : `${number}.${kept}`;
}

export function checkDay(day: string | null | undefined, path: string[]): Problem[] {
  return day == null || (FIRST_DAY <= day && day <= LAST_DAY)
    ? []
    : [invalid(path, 'RANGE', `Give a day between ${FIRST_DAY} and ${LAST_DAY}.`)];
}

/** Days as YYYY-MM-DD; today is the market's. What has begun never changes. */
export function checkNotPast(day: string, today: string, path: string[]): Problem[] {
  return day >= today
    ? []
    : [
        invalid(
          path,
          'PAST_DAY',
          `Days that have passed do not change; today is ${today} in the market.`,
        ),
      ];
}

function checkLocale(locale: string | null): Problem[] {
  const path = ['input', 'defaultLocale'];
  if (locale === null || locale === '') return [required(path, 'default locale')];
  const [, language = '', , country = null] = LOCALE.exec(locale) ?? [];
  const isKnown =
    language !== '' &&
    languages.of(language) !== undefined &&
    (country === null || COUNTRY_CODES.has(country));
  return isKnown ? [] : [invalid(path, 'LOCALE', 'Give a BCP 47 tag, such as de-CH or en.')];
}

function checkTimeZone(timeZone: string | null): Problem[] {
  const path = ['input', 'timeZone'];
  if (timeZone === null || timeZone === '') return [required(path, 'time zone')];
  return isTimeZone(timeZone)
    ? []
    : [invalid(path, 'TIME_ZONE', 'Give an IANA time zone, such as Europe/Berlin.')];
}

function isTimeZone(text: string): boolean {
  if (!TIME_ZONE.test(text)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).format(0) !== '';
  } catch {
    return false;
  }
}

function required(path: string[], name: string): Problem {
  return { code: 'REQUIRED', message: `Give a ${name}.`, path };
}
