import { Injectable } from '@nestjs/common';
import {
  planPage,
  isProblem,
  ProblemError,
  toPage,
  type PagePlan,
  type Problem,
} from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { UnitOfWork, type Tx } from '../platform/database/index.js';
import { PAGE_SIZES } from '../platform/graphql/index.js';
import { rateMissing } from './exchange-rate.problems.js';
import type { Aggregate } from './sales-aggregate.sql.js';
import { shifted, shiftOf, type SalesShift } from './sales-comparison.rules.js';
import { neededBy } from './sales-measure.sql.js';
import {
  FACT_MONTHS_MAX,
  isTooLongForFacts,
  sourceOf,
  type SalesSource,
} from './sales-plan.rules.js';
import {
  checkQuestion,
  invalid,
  unknownValue,
  type SalesDimension,
  type SalesFilterValues,
  type SalesQuestion,
} from './sales-question.rules.js';
import { orderTerms, type OrderTerm, type SalesStatement } from './sales-query.sql.js';
import type { SalesInput } from './sales.input.js';
import { questionOf } from './sales-input.rules.js';
import {
  SalesRepository,
  type MeasuredRow,
  type SalesAnswer,
  type SalesNames,
} from './sales.repository.js';
import { salesSightOf } from './sales.sight.js';
import type { SalesResult, SalesValue } from './sales.type.js';

const GAPS_MAX = 100;

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

@Injectable()
export class SalesService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly repository: SalesRepository,
  ) {}

  async answer(ctx: RequestContext, input: SalesInput): Promise<SalesResult> {
    const sight = salesSightOf(ctx);
    const question = questionOf(input);
    const page = planPage(input, PAGE_SIZES);
    const problems = checkQuestion(question);
    if (isProblem(page)) problems.push({ ...page, path: ['input', ...page.path] });
    if (problems.length > 0 || isProblem(page)) throw new ProblemError(problems);
    return this.unitOfWork.read(ctx, async (tx) => {
      const names = await this.repository.names(tx, sight, question);
      const statement = statementOf(question, { names, page, withTotals: input.withTotals });
      const answer = await this.repository.answer(tx, statement);
      return resultOf(answer, { question, statement, page, tx });
    });
  }
}

interface Found {
  names: SalesNames;
  page: Pick<PagePlan, 'cursor' | 'fetch'>;
  withTotals: boolean;
}

export function statementOf(
  question: SalesQuestion,
  { names, page, withTotals }: Found,
): SalesStatement {
  const problems: Problem[] = names.unknown.map(({ name, n }) => unknownValue(name, n));
  if (!names.isZone) {
    problems.push(
      invalid(['timeZone'], 'TIME_ZONE', 'This is no IANA time zone, such as "Europe/Berlin".'),
    );
  }
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
    after: page.cursor,
    fetch: page.fetch,
  };
  checkFacts(statement);
  checkCursor(statement);
  return statement;
}

function aggregateOf(
  question: SalesQuestion,
  names: SalesNames,
  shift: SalesShift | null,
): Aggregate {
  const { groupBy, timeGrain, measures, membership, reportingCurrency, timeZone } = question;
  const { filter, bounds } = names;
  const filtered: Partial<Record<SalesDimension, number>> = {};
  for (const [name, keys] of Object.entries(filter)) {
    const dimension = DIMENSION_OF[name as keyof SalesFilterValues];
    if (dimension !== undefined) filtered[dimension] = keys.length;
  }
  if (bounds.regionKeys !== null) filtered.REGION ??= bounds.regionKeys.length;
  if (bounds.resellerKey !== null) filtered.RESELLER ??= 1;
  const days = shift === null ? question : shifted(question, shift);
  const needs = { groupBy, filtered, timeGrain, measures, membership, reportingCurrency, timeZone };
  return {
    source: sourceOf({ ...needs, from: days.from, to: days.to }),
    from: days.from,
    to: days.to,
    groupBy,
    timeGrain,
    base: neededBy(measures),
    shift,
    regionsOfToday: membership === 'AS_OF_TODAY',
    reportingCurrency,
    timeZone,
    filter,
    bounds,
  };
}

function checkFacts({ rows, compared, totals, comparedTotals }: SalesStatement): void {
  const long = [rows, compared, totals, comparedTotals].some(
    (part) => part?.source === 'FACTS' && isTooLongForFacts(part.from, part.to),
  );
  if (!long) return;
  throw new ProblemError(
    invalid(
      ['to'],
      'FACTS_RANGE',
      `Only the facts can answer this, and they are read for at most ${FACT_MONTHS_MAX} months: ask for fewer days or for less.`,
      { maxMonths: FACT_MONTHS_MAX },
    ),
  );
}

const SHAPES: Record<OrderTerm['type'], RegExp> = {
  numeric: /^-?(?:\d{1,40}(?:\.\d{1,20})?|Infinity)$/,
  date: /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/,
  int: /^\d{1,9}$/,
  text: /^[^\0]*$/,
};

/** A cursor comes from outside: what reaches SQL must be of the list that is asked for now. */
function checkCursor(statement: SalesStatement): void {
  const { after } = statement;
  if (after === undefined) return;
  const terms = orderTerms(statement);
  const fits = (value: unknown, { type }: OrderTerm) =>
    typeof value === 'string' &&
    SHAPES[type].test(value) &&
    !/\p{Surrogate}/u.test(value) &&
    (type !== 'date' || !Number.isNaN(Date.parse(value)));
  if (after.length === terms.length && terms.every((term, n) => fits(after[n], term))) return;
  throw new ProblemError({
    code: 'INVALID_VALUE',
    message:
      'This cursor is not one of this list. Take it from edges or pageInfo of an earlier page.',
    path: ['input', 'after'],
  });
}

interface Asked {
  question: SalesQuestion;
  statement: SalesStatement;
  page: PagePlan;
  tx: Tx;
}

function resultOf(answer: SalesAnswer, { question, statement, page, tx }: Asked): SalesResult {
  const { measures, groupBy, timeGrain } = question;
  const rates = ratesOf(answer.rates);
  const terms = new WeakMap<object, string[]>();
  const rows = answer.rows.map((row) => {
    const shown = {
      keys: groupBy.map((dimension, n) => ({ dimension, ...(row.keys[n] ?? NOBODY) })),
      periodStart: timeGrain === null ? null : row.period,
      currencyCode: row.currency,
      values: valuesOf(measures, row.values),
    };
    terms.set(shown, row.terms);
    return shown;
  });
  return {
    ...toPage(rows, page, (row) => terms.get(row) ?? []),
    totalCount: answer.total,
    totals:
      answer.totals?.map(({ currency, values }) => ({
        currencyCode: currency,
        values: valuesOf(measures, values).map((value) => ({ ...value, share: null })),
      })) ?? null,
    source: statement.rows.source,
    notes: notesOf(question, statement.rows.source),
    comparedWith: statement.compared && {
      from: statement.compared.from,
      to: statement.compared.to,
    },
    ...rates,
    asOf: tx.now,
  };
}

/** The rates that were taken, as answers show them; without one for some day there is no answer. */
export function ratesOf(
  rates: SalesAnswer['rates'],
): Pick<SalesResult, 'rateSources' | 'rateGaps'> {
  const other = rates?.other ?? [];
  const missing = other.filter(({ used }) => used === null);
  if (missing.length > 0) {
    throw new ProblemError(
      missing
        .slice(0, GAPS_MAX)
        .map(({ currency, day }) => rateMissing(['input', 'reportingCurrency'], currency, day)),
    );
  }
  return {
    rateSources: rates?.sources ?? [],
    rateGaps: other
      .slice(0, GAPS_MAX)
      .flatMap(({ currency, day, used }) =>
        used === null ? [] : [{ currencyCode: currency, day, rateDay: used }],
      ),
  };
}

const NOBODY = { id: null, code: null, name: null };

function valuesOf(measures: SalesQuestion['measures'], values: MeasuredRow[]): SalesValue[] {
  return measures.map((measure, n) => {
    const [value = null, share = null, previous = null, change = null, changePercent = null] =
      values[n] ?? [];
    return { measure, value, share, previous, change, changePercent };
  });
}

export function notesOf(
  { groupBy, measures, reportingCurrency }: SalesQuestion,
  source: SalesSource,
): string[] {
  const overlapping = groupBy.some((d) => ['CATEGORY', 'PRODUCT', 'VARIANT'].includes(d));
  return [
    ...(groupBy.includes('TECHNOLOGY')
      ? [
          'A product has several technologies, so the rows overlap: their sum is more than what was sold, and there are no totals.',
        ]
      : []),
    ...(measures.includes('ORDERS') && overlapping
      ? [
          'An order stands in each row of which it has a line: orders of several rows are not to be added.',
        ]
      : []),
    ...(reportingCurrency === null
      ? ['Amounts of different currencies stand in rows of their own.']
      : []),
    ...(source === 'FACTS'
      ? [`The facts answered: they are read for at most ${FACT_MONTHS_MAX} months.`]
      : []),
  ];
}
