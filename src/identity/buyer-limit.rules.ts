import {
  checkCount,
  minorDigits,
  Money,
  type CurrencyCode,
  type Problem,
} from '../kernel/index.js';

/** Far more than anybody trades in. */
export const LIMITS_MAX = 50;
/** Ten million million of the main unit of most currencies: whatever is above is a typing mistake. */
const AMOUNT_MINOR_MAX = 10n ** 15n;

export interface LimitWish {
  currencyCode: CurrencyCode;
  perOrder?: string | null;
  perMonth?: string | null;
}

/** One limit at least: a currency without any has no row. */
export interface ReadLimit {
  currencyCode: CurrencyCode;
  perOrder: Money | null;
  perMonth: Money | null;
}

/** The limits of the API as money, by currency, and everything that is wrong with them. */
export function readLimits(
  wishes: readonly LimitWish[],
  path: string[],
): { limits: ReadLimit[]; problems: Problem[] } {
  const problems = checkCount(wishes.length, { path, min: 0, max: LIMITS_MAX });
  if (problems.length > 0) return { limits: [], problems };
  const limits: ReadLimit[] = [];
  const seen = new Set<string>();
  wishes.forEach(({ currencyCode, perOrder, perMonth }, index) => {
    const at = [...path, String(index)];
    if (seen.has(currencyCode)) problems.push(repeated(currencyCode, [...at, 'currencyCode']));
    seen.add(currencyCode);
    const read = (text: string | null | undefined, field: string): Money | null => {
      if (text === null || text === undefined) return null;
      const found = readAmount(text, currencyCode, [...at, field]);
      if (found instanceof Money) return found;
      problems.push(found);
      return null;
    };
    const limit = {
      currencyCode,
      perOrder: read(perOrder, 'perOrder'),
      perMonth: read(perMonth, 'perMonth'),
    };
    if (limit.perOrder !== null || limit.perMonth !== null) limits.push(limit);
  });
  limits.sort((a, b) => (a.currencyCode < b.currencyCode ? -1 : 1));
  return { limits: problems.length > 0 ? [] : limits, problems };
}

function readAmount(text: string, currencyCode: CurrencyCode, path: string[]): Money | Problem {
  const places = minorDigits(currencyCode);
  if ((text.split('.')[1] ?? '').length > places) {
    return {
      code: 'INVALID_VALUE',
      message: `Give the amount with at most ${places} decimal places, as ${currencyCode} has them.`,
      path,
      facts: { rule: 'DECIMAL_PLACES', max: places },
    };
  }
  const money = Money.parse(text, currencyCode);
  if (money && !money.isNegative && money.minor <= AMOUNT_MINOR_MAX) return money;
  const max = Money.ofMinor(AMOUNT_MINOR_MAX, currencyCode).amount;
  return {
    code: 'INVALID_VALUE',
    message: `The amount must be 0 or more and at most ${max}.`,
    path,
    facts: { rule: 'RANGE', max },
  };
}

function repeated(currencyCode: string, path: string[]): Problem {
  return {
    code: 'INVALID_VALUE',
    message: `${currencyCode} is named twice: a currency has one pair of limits.`,
    path,
    facts: { rule: 'UNIQUE' },
  };
}
