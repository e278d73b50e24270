import { QUANTITY_MAX, type Facts, type Problem } from '../kernel/index.js';

/** All are days in the market's calendar, such as 2026-03-01. */
export interface ListingDates {
  preorderFrom: string | null;
  onSaleFrom: string;
  lastTimeBuyFrom: string | null;
  endOfSaleOn: string | null;
  endOfServiceOn: string | null;
}

export interface QuantityRule {
  minimumQuantity: number;
  maximumQuantity: number | null;
  quantityIncrement: number;
}

/** What a listing says of when and in what quantities it is sold. */
export type ListingTerms = ListingDates & QuantityRule;

export type TermField = keyof ListingTerms;

/** A mistake in one term; the caller knows where in the input it stands. */
export interface TermProblem {
  field: TermField;
  code: 'REQUIRED' | 'INVALID_VALUE';
  message: string;
  facts?: Facts;
}

export const TERM_FIELDS: readonly TermField[] = [
  'preorderFrom',
  'onSaleFrom',
  'lastTimeBuyFrom',
  'endOfSaleOn',
  'endOfServiceOn',
  'minimumQuantity',
  'maximumQuantity',
  'quantityIncrement',
];

/** Beyond these days a typing mistake is likelier than a plan. */
export const FIRST_DAY = '1990-01-01';
export const LAST_DAY = '2199-12-31';

const DATE_FIELDS = [
  'preorderFrom',
  'onSaleFrom',
  'lastTimeBuyFrom',
  'endOfSaleOn',
  'endOfServiceOn',
] as const;

/** Which date must lie before which; the last pair may be one day. */
const ORDER: readonly (readonly [keyof ListingDates, keyof ListingDates])[] = [
  ['preorderFrom', 'onSaleFrom'],
  ['onSaleFrom', 'lastTimeBuyFrom'],
  ['onSaleFrom', 'endOfSaleOn'],
  ['lastTimeBuyFrom', 'endOfSaleOn'],
  ['endOfSaleOn', 'endOfServiceOn'],
];

/** Everything that is wrong with the terms. A contradiction is reported at what was given anew, else at the later date. */
export function checkTerms(
  terms: ListingTerms,
  given: ReadonlySet<TermField> = new Set(TERM_FIELDS),
): TermProblem[] {
  return [...checkDays(terms), ...checkOrder(terms, given), ...checkQuantities(terms, given)];
}

/** Whether a day can be one of our dates at all: what PostgreSQL has no date for must not reach it. */
export function isBusinessDay(day: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || day < FIRST_DAY || day > LAST_DAY) return false;
  const parsed = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(day);
}

function checkDays(dates: ListingDates): TermProblem[] {
  return DATE_FIELDS.flatMap((field) => {
    const day = dates[field];
    if (day === null || isBusinessDay(day)) return [];
    const message = `${field} must be a day between ${FIRST_DAY} and ${LAST_DAY}.`;
    return [invalid(field, message, { rule: 'RANGE' })];
  });
}

function checkOrder(dates: ListingDates, given: ReadonlySet<TermField>): TermProblem[] {
  const problems = ORDER.flatMap(([earlier, later]): TermProblem[] => {
    const first = dates[earlier];
    const second = dates[later];
    if (first === null || second === null || first < second) return [];
    if (later === 'endOfServiceOn' && first === second) return [];
    const field = offender(earlier, later, given);
    const message =
      later === 'endOfServiceOn'
        ? `endOfServiceOn (${second}) must not lie before endOfSaleOn (${first}).`
        : `${later} (${second}) must be later than ${earlier} (${first}).`;
    return [invalid(field, message, { rule: 'DATE_ORDER' })];
  });
  if (dates.endOfServiceOn === null || dates.endOfSaleOn !== null) return problems;
  const message = 'Service ends at or after the end of sale: give endOfSaleOn too.';
  return [...problems, { field: 'endOfSaleOn', code: 'REQUIRED', message }];
}

/** The one that was given; of two the one that a listing could do without, or the later. */
function offender(
  earlier: keyof ListingDates,
  later: keyof ListingDates,
  given: ReadonlySet<TermField>,
): keyof ListingDates {
  const [first, second] = earlier === 'preorderFrom' ? [earlier, later] : [later, earlier];
  return given.has(first) ? first : second;
}

function checkQuantities(rule: QuantityRule, given: ReadonlySet<TermField>): TermProblem[] {
  const fields = ['minimumQuantity', 'maximumQuantity', 'quantityIncrement'] as const;
  const problems = fields.flatMap((field) => {
    const value = rule[field];
    if (value === null || (Number.isInteger(value) && value >= 1 && value <= QUANTITY_MAX)) {
      return [];
    }
    const message = `${field} must be a whole number between 1 and ${QUANTITY_MAX}.`;
    return [invalid(field, message, { rule: 'RANGE', min: 1, max: QUANTITY_MAX })];
  });
  return problems.length > 0 ? problems : checkTogether(rule, given);
}

function checkTogether(rule: QuantityRule, given: ReadonlySet<TermField>): TermProblem[] {
  const { minimumQuantity: min, maximumQuantity, quantityIncrement: increment } = rule;
  const max = maximumQuantity ?? QUANTITY_MAX;
  if (max < min) {
    const field = given.has('maximumQuantity') ? 'maximumQuantity' : 'minimumQuantity';
    const message = `maximumQuantity (${max}) must not be less than minimumQuantity (${min}).`;
    return [invalid(field, message, { rule: 'RANGE', min, max })];
  }
  const least = Math.ceil(min / increment) * increment;
  if (least <= max) return [];
  const message = `Nothing could be ordered: no multiple of ${increment} lies between ${min} and ${max}.`;
  return [invalid(partOf(given), message, { rule: 'NO_QUANTITY', min, max, increment })];
}

/** Of the three parts of a rule that contradict each other, the one that was given. */
function partOf(given: ReadonlySet<TermField>): TermField {
  const parts = ['quantityIncrement', 'maximumQuantity', 'minimumQuantity'] as const;
  return parts.find((part) => given.has(part)) ?? 'quantityIncrement';
}

function invalid(field: TermField, message: string, facts: Facts): TermProblem {
  return { field, code: 'INVALID_VALUE', message, facts };
}

/** The most characters of a SKU. */
export const SKU_MAX = 40;

/** The most characters of the reason for a pause. */
export const PAUSED_REASON_MAX = 500;

/** Orders find a SKU whatever its case and the blanks around it, and so do we. */
export function normalSku(sku: string): string {
  return sku.trim().toUpperCase();
}

/** The mistake as a mutation reports it. */
export function termProblemAt({ field, ...problem }: TermProblem): Problem {
  return { ...problem, path: ['input', field] };
}

/** The terms as they are after a change: what is not said stays, and null takes away what may be missing. */
export function changedTerms(
  before: ListingTerms,
  change: Partial<Record<TermField, string | number | null>>,
): { terms: ListingTerms; given: ReadonlySet<TermField>; problems: TermProblem[] } {
  const given = new Set(TERM_FIELDS.filter((field) => change[field] !== undefined));
  const problems = NEEDED.filter((field) => change[field] === null).map((field): TermProblem => ({
    field,
    code: 'REQUIRED',
    message: `A listing needs ${field}.`,
  }));
  const kept = new Set<TermField>(problems.map(({ field }) => field));
  const said = Object.fromEntries(
    [...given].filter((field) => !kept.has(field)).map((field) => [field, change[field]]),
  );
  return { terms: { ...before, ...said }, given, problems };
}

const NEEDED = ['onSaleFrom', 'minimumQuantity', 'quantityIncrement'] as const;
