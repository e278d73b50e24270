import { checkCount, checkId, isStorableText, type Problem } from '../kernel/index.js';

export const SalesDimension = {
  REGION: 'REGION',
  MARKET: 'MARKET',
  CATEGORY: 'CATEGORY',
  PRODUCT: 'PRODUCT',
  VARIANT: 'VARIANT',
  RESELLER: 'RESELLER',
  PARTNER_OF_RECORD: 'PARTNER_OF_RECORD',
  TIER: 'TIER',
  TECHNOLOGY: 'TECHNOLOGY',
} as const;
export type SalesDimension = keyof typeof SalesDimension;

export const SalesTimeGrain = {
  DAY: 'DAY',
  WEEK: 'WEEK',
  MONTH: 'MONTH',
  QUARTER: 'QUARTER',
  YEAR: 'YEAR',
} as const;
export type SalesTimeGrain = keyof typeof SalesTimeGrain;

export const SalesMeasure = {
  NET_SALES: 'NET_SALES',
  BOOKINGS: 'BOOKINGS',
  CANCELLATIONS: 'CANCELLATIONS',
  CREDITS: 'CREDITS',
  BILLINGS: 'BILLINGS',
  NET_UNITS: 'NET_UNITS',
  BOOKED_UNITS: 'BOOKED_UNITS',
  CANCELLED_UNITS: 'CANCELLED_UNITS',
  CREDITED_UNITS: 'CREDITED_UNITS',
  BILLED_UNITS: 'BILLED_UNITS',
  ORDERS: 'ORDERS',
  AVERAGE_SELLING_PRICE: 'AVERAGE_SELLING_PRICE',
} as const;
export type SalesMeasure = keyof typeof SalesMeasure;

export const SalesMembership = { AS_BOOKED: 'AS_BOOKED', AS_OF_TODAY: 'AS_OF_TODAY' } as const;
export type SalesMembership = keyof typeof SalesMembership;

export const SalesComparison = {
  PREVIOUS_PERIOD: 'PREVIOUS_PERIOD',
  PREVIOUS_YEAR: 'PREVIOUS_YEAR',
} as const;
export type SalesComparison = keyof typeof SalesComparison;

/** The values that a filter names, by what they name; an empty one filters nothing. */
export interface SalesFilterValues {
  regionCodes: readonly string[];
  marketCodes: readonly string[];
  categories: readonly string[];
  productIds: readonly string[];
  skus: readonly string[];
  resellerIds: readonly string[];
  partnerOfRecordIds: readonly string[];
  tiers: readonly string[];
  currencyCodes: readonly string[];
  technologyCodes: readonly string[];
}

/** A threshold: decimals in the currency of the row, or pieces, or orders. */
export interface SalesThreshold {
  measure: SalesMeasure;
  atLeast: string | null;
  atMost: string | null;
}

export interface SalesSorting {
  measure: SalesMeasure | null;
  dimension: SalesDimension | null;
  period: boolean;
  descending: boolean;
}

/** What is asked of sales, with every default applied. */
export interface SalesQuestion {
  /** The first and the last day. */
  from: string;
  to: string;
  groupBy: readonly SalesDimension[];
  timeGrain: SalesTimeGrain | null;
  measures: readonly SalesMeasure[];
  filter: SalesFilterValues;
  reportingCurrency: string | null;
  timeZone: string | null;
  membership: SalesMembership;
  compareTo: SalesComparison | null;
  having: readonly SalesThreshold[];
  orderBy: readonly SalesSorting[];
}

/** With more, there would be almost as many rows as sales. */
const GROUPS_MAX = 4;
const VALUES_MAX = 100;
const SORTINGS_MAX = 4;
const FIRST_DAY = '2000-01-01';
const LAST_DAY = '2059-12-31';
export const YEARS_MAX = 10;

const ID_FILTERS: readonly (keyof SalesFilterValues)[] = [
  'productIds',
  'resellerIds',
  'partnerOfRecordIds',
];

/** Everything that is wrong with a question, as far as it can be told without looking anything up. */
export function checkQuestion(question: SalesQuestion): Problem[] {
  return [
    ...checkDays(question),
    ...checkLists(question),
    ...checkFilter(question.filter),
    ...checkZone(question.timeZone),
    ...question.having.flatMap((threshold, n) => checkThreshold(threshold, n, question)),
    ...question.orderBy.flatMap((sorting, n) => checkSorting(sorting, n, question)),
  ];
}

/** Whether there is such a zone, the database knows; what it cannot even be asked is none. */
function checkZone(timeZone: string | null): Problem[] {
  return timeZone === null || isStorableText(timeZone) ? [] : [unknownZone()];
}

export function unknownZone(): Problem {
  const message = 'This is no IANA time zone, such as "Europe/Berlin".';
  return invalid(['timeZone'], 'TIME_ZONE', message);
}

function checkDays({ from, to }: SalesQuestion): Problem[] {
  if (from > to) return [invalid(['from'], 'ORDER', 'from must not be after to.')];
  const problems: Problem[] = [];
  if (from < FIRST_DAY) {
    problems.push(
      invalid(['from'], 'FIRST_DAY', `Sales begin on ${FIRST_DAY}.`, { firstDay: FIRST_DAY }),
    );
  }
  if (to > LAST_DAY) {
    problems.push(invalid(['to'], 'LAST_DAY', `Days end on ${LAST_DAY}.`, { lastDay: LAST_DAY }));
  }
  const latest = `${Number(from.slice(0, 4)) + YEARS_MAX}${from.slice(4)}`;
  if (problems.length === 0 && to >= latest) {
    const message = `Ask for at most ${YEARS_MAX} years at a time.`;
    problems.push(invalid(['to'], 'RANGE', message, { maxYears: YEARS_MAX }));
  }
  return problems;
}

function checkLists({ groupBy, measures, orderBy, having }: SalesQuestion): Problem[] {
  return [
    ...checkCount(groupBy.length, { path: ['input', 'groupBy'], min: 0, max: GROUPS_MAX }),
    ...checkCount(measures.length, {
      path: ['input', 'measures'],
      max: Object.keys(SalesMeasure).length,
    }),
    ...checkCount(orderBy.length, { path: ['input', 'orderBy'], min: 0, max: SORTINGS_MAX }),
    ...checkCount(having.length, {
      path: ['input', 'having'],
      min: 0,
      max: Object.keys(SalesMeasure).length,
    }),
    ...repeated(groupBy, 'groupBy'),
    ...repeated(measures, 'measures'),
  ];
}

function repeated(values: readonly string[], name: string): Problem[] {
  return values.flatMap((value, n) =>
    values.indexOf(value) === n
      ? []
      : [invalid([name, String(n)], 'UNIQUE', `${value} stands in ${name} twice.`)],
  );
}

function checkFilter(filter: SalesFilterValues): Problem[] {
  return (Object.keys(filter) as (keyof SalesFilterValues)[]).flatMap((name) => {
    const path = ['input', 'filter', name];
    const values = filter[name];
    const tooMany = checkCount(values.length, { path, min: 0, max: VALUES_MAX });
    if (tooMany.length > 0) return tooMany;
    return values.flatMap((value, n) => {
      if (ID_FILTERS.includes(name)) return checkId(value, [...path, String(n)]);
      return isStorableText(value) ? [] : [unknownValue(name, n)];
    });
  });
}

/** Not there and not yours look the same. */
export function unknownValue(name: keyof SalesFilterValues, n: number): Problem {
  return {
    code: 'NOT_FOUND',
    message: 'There is no such thing, or it is not yours to see.',
    path: ['input', 'filter', name, String(n)],
  };
}

function checkThreshold(
  { measure, atLeast, atMost }: SalesThreshold,
  n: number,
  { measures }: SalesQuestion,
): Problem[] {
  const path = ['having', String(n)];
  const problems: Problem[] = [];
  if (!measures.includes(measure)) {
    problems.push(invalid([...path, 'measure'], 'MEASURE', `Ask for ${measure} in measures, too.`));
  }
  if (atLeast === null && atMost === null) {
    problems.push({
      code: 'REQUIRED',
      message: 'Give atLeast or atMost.',
      path: ['input', ...path, 'atLeast'],
    });
  }
  return problems;
}

function checkSorting(sorting: SalesSorting, n: number, question: SalesQuestion): Problem[] {
  const { measure, dimension, period } = sorting;
  const path = ['orderBy', String(n)];
  const given = [measure !== null, dimension !== null, period].filter(Boolean).length;
  if (given !== 1) {
    return [invalid(path, 'ONE_OF', 'Give exactly one of measure, dimension and period.')];
  }
  if (measure !== null && !question.measures.includes(measure)) {
    return [invalid([...path, 'measure'], 'MEASURE', `Ask for ${measure} in measures, too.`)];
  }
  if (dimension !== null && !question.groupBy.includes(dimension)) {
    return [invalid([...path, 'dimension'], 'DIMENSION', `Group by ${dimension}, too.`)];
  }
  return period && question.timeGrain === null
    ? [invalid([...path, 'period'], 'PERIOD', 'Without timeGrain there are no periods.')]
    : [];
}

export function invalid(
  path: string[],
  rule: string,
  message: string,
  facts: Record<string, string | number> = {},
): Problem {
  return {
    code: 'INVALID_VALUE',
    message,
    path: ['input', ...path],
    facts: { rule, ...facts },
  };
}
