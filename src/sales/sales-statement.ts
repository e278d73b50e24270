import { createHash } from 'node:crypto';
import { isDay, ProblemError, type PagePlan, type Problem } from '../kernel/index.js';
import type { Aggregate, SalesBound } from './sales-aggregate.sql.js';
import { shifted, shiftOf, type SalesShift } from './sales-comparison.rules.js';
import { neededBy } from './sales-measure.sql.js';
import { givenFilters, type FoundNames, type SalesNamed } from './sales-names.sql.js';
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
import type { SalesSight } from './sales.sight.js';

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

interface Asker {
  sight: SalesSight;
  page: Pick<PagePlan, 'cursor' | 'fetch'>;
  withTotals: boolean;
}

/** The statement that answers the question, from the smallest tables; what is wrong with its days or its cursor is thrown. */
export function statementOf(
  question: SalesQuestion,
  { sight, page, withTotals }: Asker,
): SalesStatement {
  const shift = question.compareTo === null ? null : shiftOf(question, question.compareTo);
  const all = { ...question, groupBy: [], timeGrain: null };
  const hasTotals = withTotals && !question.groupBy.includes('TECHNOLOGY');
  const statement: SalesStatement = {
    named: namedBy(question, sight),
    rows: aggregateOf(question, sight, null),
    compared: shift && aggregateOf(question, sight, shift),
    totals: hasTotals ? aggregateOf(all, sight, null) : null,
    comparedTotals: hasTotals && shift !== null ? aggregateOf(all, sight, shift) : null,
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

export function namedBy({ filter, timeZone }: SalesQuestion, sight: SalesSight): SalesNamed {
  return { filter, timeZone, sight };
}

/** Throws what a question names and nobody has, or not for the caller: its answer would be one to another question. */
export function checkNames({ filter }: SalesQuestion, found: FoundNames | null): void {
  if (found === null) return;
  const problems: Problem[] = givenFilters(filter).flatMap((name, index) =>
    (found.keys[index] ?? []).flatMap((key, n) => (key === null ? [unknownValue(name, n)] : [])),
  );
  if (!found.zone) problems.push(unknownZone());
  if (problems.length > 0) throw new ProblemError(problems);
}

export function needsOf(question: SalesQuestion, sight: SalesSight): SalesNeeds {
  const filtered: Partial<Record<SalesDimension, number>> = {};
  for (const name of givenFilters(question.filter)) {
    const dimension = DIMENSION_OF[name];
    if (dimension !== undefined) filtered[dimension] = question.filter[name].length;
  }
  if (sight.regionIds !== null) filtered.REGION ??= sight.regionIds.length;
  if (sight.resellerId !== null) filtered.RESELLER ??= 1;
  return { ...question, filtered };
}

function boundOf({ regionIds, resellerId }: SalesSight): SalesBound | null {
  if (resellerId !== null) return 'RESELLER';
  return regionIds === null ? null : 'REGIONS';
}

export function aggregateOf(
  question: SalesQuestion,
  sight: SalesSight,
  shift: SalesShift | null,
): Aggregate {
  const { groupBy, timeGrain, measures, membership, reportingCurrency, timeZone } = question;
  const { from, to } = shift === null ? question : shifted(question, shift);
  return {
    source: sourceOf(needsOf({ ...question, from, to }, sight)),
    from,
    to,
    groupBy,
    timeGrain,
    base: neededBy(measures),
    shift,
    regionsOfToday: membership === 'AS_OF_TODAY',
    reportingCurrency,
    timeZone,
    filter: givenFilters(question.filter),
    bound: boundOf(sight),
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

/** Everything that the statement reads sums of. */
export function passesOf({ rows, compared, totals, comparedTotals }: SalesStatement): Aggregate[] {
  return [rows, compared, totals, comparedTotals].filter((pass) => pass !== null);
}

function checkFacts(statement: SalesStatement): void {
  const long = passesOf(statement).some(
    ({ source, from, to }) => source === 'FACTS' && isTooLongForFacts(from, to),
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
