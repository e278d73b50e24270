import { isCurrencyCode, type Problem } from '../kernel/index.js';

/** Every rate says how many units of a currency one euro is worth. */
export const BASE_CURRENCY = 'EUR';

/** The euro exists since then; a day before it is a typing mistake. */
const FIRST_DAY = '1999-01-01';

/** As many digits as the database keeps. */
const RATE = /^\d{1,9}(?:\.\d{1,9})?$/;

/** Whether it is a rate: above zero, written without sign, exponent or thousands separator. */
export function isRate(text: string): boolean {
  return RATE.test(text) && /[1-9]/.test(text);
}

/** The rate without zeros that say nothing. */
export function plainRate(text: string): string {
  const [whole = '', fraction = ''] = text.split('.');
  const digits = whole.replace(/^0+(?=\d)/, '');
  const decimals = fraction.replace(/0+$/, '');
  return decimals === '' ? digits : `${digits}.${decimals}`;
}

export function isTooEarly(day: string): boolean {
  return day < FIRST_DAY;
}

/**
 * @param latestDay the day that has begun in the easternmost time zone
 */
export function checkEntry(
  entry: { currencyCode: string; day: string; rate: string },
  latestDay: string,
): Problem[] {
  return [
    ...checkCurrency(entry.currencyCode),
    ...checkDay(entry.day, latestDay),
    ...(isRate(entry.rate)
      ? []
      : [
          invalid(
            'rate',
            'RATE',
            'A rate is above 0, with at most 9 digits before the point and 9 after it.',
          ),
        ]),
  ];
}

function checkCurrency(code: string): Problem[] {
  if (code === BASE_CURRENCY) {
    return [
      invalid('currencyCode', 'BASE_CURRENCY', 'Rates are given per euro; the euro has none.'),
    ];
  }
  return isCurrencyCode(code)
    ? []
    : [invalid('currencyCode', 'CURRENCY', `${code} is no active ISO 4217 currency.`)];
}

function checkDay(day: string, latestDay: string): Problem[] {
  if (isTooEarly(day)) {
    return [invalid('day', 'FIRST_DAY', `There are rates per euro since ${FIRST_DAY}.`)];
  }
  return day <= latestDay
    ? []
    : [invalid('day', 'FUTURE_DAY', `${day} has not begun: no rate of it can be known.`)];
}

export function invalid(name: string, rule: string, message: string): Problem {
  return { code: 'INVALID_VALUE', message, path: ['input', name], facts: { rule } };
}
