import { createHash } from 'node:crypto';
import { isDay, ProblemError, type PagePlan, type Problem } from '../kernel/index.js';
import type { Aggregate } from './sales-aggregate.sql.js';
import { shifted, shiftOf, type SalesShift } from './sales-comparison.rules.js';
import { neededBy } from './sales-measure.sql.js';
import {
  FACT_MONTHS_MAX,
  isTooLongForFacts,
  sourceOf,
  type SalesNeeds,
} from './sales-plan.rules.js';
import {
  invalid,
  unknownValue,
  unknownZone,
  type SalesDimension,
  type SalesFilterValues,
  type SalesQuestion,
} from './sales-question.rules.js';
import { orderTerms, type OrderTerm, type SalesStatement } from './sales-query.sql.js';
import type { SalesNames } from './sales.repository.js';

const DIMENSION_OF: Partial<Record<keyof SalesFilterValues, SalesDimension>> = {
  regionCodes: 'REGION',
  marketCodes: 'MARKET',
  categories: 'CATEGORY',
  productIds: 'PRODUCT',
  skus: 'VARIANT',
  resellerIds: 'RESELLER',
  partnerOfRecordIds: 'PARTNER_OF_RECORD',
  tiers: 'TIER',
  technologyCodes: 'TECHNOLOGY',
};

interface Found {
  names: SalesNames;
  page: Pick<PagePlan, 'cursor' | 'fetch'>;
  withTotals: boolean;
}

/** The statement that answers the question, from the smallest tables; every mistake in it is thrown. */
export function statementOf(
  question: SalesQuestion,
  { names, page, withTotals }: Found,
): SalesStatement {
  const problems = problemsOf(names);
  if (problems.length > 0) throw new ProblemError(problems);
  const shift = question.compareTo === null ? null : shiftOf(question, question.compareTo);
  const all = { ...question, groupBy: [], timeGrain: null };
  const hasTotals = withTotals && !question.groupBy.includes('TECHNOLOGY');
  const statement: SalesStatement = {
    rows: aggregateOf(question, names, null),
    compared: shift && aggregateOf(question, names, shift),
    totals: hasTotals ? aggregateOf(all, names, null) : null,
    comparedTotals: hasTotals && shift !== null ? aggregateOf(all, names, shift) : null,
    measures: question.measures,
    having: question.having,
    orderBy: question.orderBy,
    after: page.cursor?.slice(1),
    fetch: page.fetch,
  };
  checkFacts(statement);
  checkCursor(statement, page.cursor?.[0] === markOf(question));
  return statement;
}

/** Stands first in every cursor: a page of another question would begin anywhere. */
export function markOf(question: SalesQuestion): string {
  return createHash('sha256').update(JSON.stringify(question)).digest('base64url').slice(0, 12);
}

/** What a question names and nobody has, or not for the caller. */
export function problemsOf({ unknown, isZone }: SalesNames): Problem[] {
  const problems: Problem[] = unknown.map(({ name, n }) => unknownValue(name, n));
  return isZone ? problems : [...problems, unknownZone()];
}

export function needsOf(question: SalesQuestion, { filter, bounds }: SalesNames): SalesNeeds {
  const filtered: Partial<Record<SalesDimension, number>> = {};
  for (const [name, keys] of Object.entries(filter)) {
    const dimension = DIMENSION_OF[name as keyof SalesFilterValues];
    if (dimension !== undefined) filtered[dimension] = keys.length;
  }
  if (bounds.regionKeys !== null) filtered.REGION ??= bounds.regionKeys.length;
  if (bounds.resellerKey !== null) filtered.RESELLER ??= 1;
  return { ...question, filtered };
}

export function aggregateOf(
  question: SalesQuestion,
  names: SalesNames,
  shift: SalesShift | null,
): Aggregate {
  const { groupBy, timeGrain, measures, membership, reportingCurrency, timeZone } = question;
  const { from, to } = shift === null ? question : shifted(question, shift);
  return {
    source: sourceOf(needsOf({ ...question, from, to }, names)),
    from,
    to,
    groupBy,
    timeGrain,
    base: neededBy(measures),
    shift,
    regionsOfToday: membership === 'AS_OF_TODAY',
    reportingCurrency,
    timeZone,
    filter: names.filter,
    bounds: names.bounds,
  };
}

export function tooLongForFacts(): Problem {
  return invalid(
    ['to'],
    'FACTS_RANGE',
    `Only the facts can answer this, and they are read for at most ${FACT_MONTHS_MAX} months: ask for fewer days or for less.`,
    { maxMonths: FACT_MONTHS_MAX },
  );
}

function checkFacts({ rows, compared, totals, comparedTotals }: SalesStatement): void {
  const long = [rows, compared, totals, comparedTotals].some(
    (part) => part?.source === 'FACTS' && isTooLongForFacts(part.from, part.to),
  );
  if (long) throw new ProblemError(tooLongForFacts());
}

const SHAPES: Record<OrderTerm['type'], RegExp> = {
  numeric: /^-?(?:\d{1,40}(?:\.\d{1,20})?|Infinity)$/,
  date: /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/,
  int: /^\d{1,9}$/,
  text: /^[^\0]*$/,
};

/** A cursor comes from outside: what reaches SQL must be of the list that is asked for now, also when it was made up. */
function checkCursor(statement: SalesStatement, isOfQuestion: boolean): void {
  const { after } = statement;
  if (after === undefined) return;
  const terms = orderTerms(statement);
  const fits = (value: unknown, { type }: OrderTerm) =>
    typeof value === 'string' &&
    SHAPES[type].test(value) &&
    !/\p{Surrogate}/u.test(value) &&
    (type !== 'date' || isDay(value));
  if (
    isOfQuestion &&
    after.length === terms.length &&
    terms.every((term, n) => fits(after[n], term))
  )
    return;
  throw new ProblemError({
    code: 'INVALID_VALUE',
    message:
      'This cursor is not one of this list. Take it from edges or pageInfo of an earlier page.',
    path: ['input', 'after'],
  });
}
