import { isCurrencyCode, minorDigits, type Problem } from '../kernel/index.js';

/** The values on which prices may come to rest: every `step` from `ending` on. */
interface Grid {
  step: string;
  /** One by the step, so that nothing is divided on the way. */
  inverse: string;
  ending: string;
  /** Decimal places that the currency must have. */
  places: number;
}

const GRIDS = {
  TO_0_05: { step: '0.05', inverse: '20', ending: '0', places: 2 },
  TO_0_10: { step: '0.1', inverse: '10', ending: '0', places: 1 },
  TO_0_50: { step: '0.5', inverse: '2', ending: '0', places: 1 },
  TO_1: { step: '1', inverse: '1', ending: '0', places: 0 },
  TO_10: { step: '10', inverse: '0.1', ending: '0', places: 0 },
  TO_100: { step: '100', inverse: '0.01', ending: '0', places: 0 },
  ENDS_IN_95: { step: '1', inverse: '1', ending: '0.95', places: 2 },
  ENDS_IN_99: { step: '1', inverse: '1', ending: '0.99', places: 2 },
} as const satisfies Record<string, Grid>;

export type PriceRounding = 'MINOR_UNIT' | keyof typeof GRIDS;

export interface CopyTerms {
  factor: string;
  rate?: string | null;
  rounding: PriceRounding;
}

/** How a price of one list becomes one of another: exact decimals as text, for the database to reckon with. */
export interface Conversion {
  /** From the minor units of the source to its amounts. */
  fromMinor: string;
  rate: string;
  factor: string;
  step: string;
  inverse: string;
  ending: string;
  /** From amounts to the minor units of the copy. */
  toMinor: string;
}

const FACTOR = /^\d{1,3}(?:\.\d{1,10})?$/;
const RATE = /^\d{1,9}(?:\.\d{1,10})?$/;

/** Undefined where there are problems, or where nobody knows the market of the copy, and so its currency. */
export function planCopy(
  { factor, rate = null, rounding }: CopyTerms,
  from: string,
  to: string | null,
): { conversion: Conversion | undefined; problems: Problem[] } {
  const problems = [
    ...(isPositive(factor, FACTOR)
      ? []
      : [invalid('factor', 'RANGE', 'A factor is greater than 0 and less than 1,000.')]),
    ...(to === null ? [] : [...checkRate(rate, from, to), ...checkGrid(rounding, to)]),
  ];
  if (to === null || problems.length > 0) return { conversion: undefined, problems };
  const grid: Omit<Grid, 'places'> =
    rounding === 'MINOR_UNIT'
      ? { step: unitOf(to), inverse: powerOf(to), ending: '0' }
      : GRIDS[rounding];
  const { step, inverse, ending } = grid;
  const terms = { fromMinor: unitOf(from), rate: rate ?? '1', factor };
  return { conversion: { ...terms, step, inverse, ending, toMinor: powerOf(to) }, problems };
}

function checkRate(rate: string | null, from: string, to: string): Problem[] {
  if (from === to) {
    return rate === null
      ? []
      : [invalid('rate', 'SAME_CURRENCY', `Both lists have their prices in ${to}: give no rate.`)];
  }
  if (rate === null) {
    const message = `Give the rate: how much ${to} one ${from} is.`;
    return [{ code: 'RATE_MISSING', message, path: ['input', 'rate'] }];
  }
  if (isPositive(rate, RATE)) return [];
  return [invalid('rate', 'RANGE', 'A rate is greater than 0 and less than 1,000,000,000.')];
}

function checkGrid(rounding: PriceRounding, to: string): Problem[] {
  const places = rounding === 'MINOR_UNIT' ? 0 : GRIDS[rounding].places;
  if (places <= placesOf(to)) return [];
  const message = `Prices in ${to} have ${placesOf(to)} decimal places: round them otherwise.`;
  return [invalid('rounding', 'DECIMALS', message)];
}

function isPositive(text: string, form: RegExp): boolean {
  return form.test(text) && /[1-9]/.test(text);
}

function placesOf(currencyCode: string): number {
  return isCurrencyCode(currencyCode) ? minorDigits(currencyCode) : 0;
}

/** One minor unit as an amount, such as 0.01. */
function unitOf(currencyCode: string): string {
  const places = placesOf(currencyCode);
  return places === 0 ? '1' : `0.${'1'.padStart(places, '0')}`;
}

function powerOf(currencyCode: string): string {
  return '1'.padEnd(placesOf(currencyCode) + 1, '0');
}

function invalid(field: string, rule: string, message: string): Problem {
  return { code: 'INVALID_VALUE', message, path: ['input', field], facts: { rule } };
}
