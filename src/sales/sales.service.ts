import { Injectable } from '@nestjs/common';
import { planPage, isProblem, ProblemError, toPage, type PagePlan } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { UnitOfWork, type Tx } from '../platform/database/index.js';
import { PAGE_SIZES } from '../platform/graphql/index.js';
import { rateMissing } from './exchange-rate.problems.js';
import { FACT_MONTHS_MAX, type SalesSource } from './sales-plan.rules.js';
import { checkQuestion, type SalesQuestion } from './sales-question.rules.js';
import type { SalesStatement } from './sales-query.sql.js';
import { statementOf } from './sales-statement.js';
import type { SalesInput } from './sales.input.js';
import { questionOf } from './sales-input.rules.js';
import { SalesRepository, type MeasuredRow, type SalesAnswer } from './sales.repository.js';
import { salesSightOf } from './sales.sight.js';
import type { SalesResult, SalesValue } from './sales.type.js';

const GAPS_MAX = 100;

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

interface Asked {
  question: SalesQuestion;
  statement: SalesStatement;
  page: PagePlan;
  tx: Tx;
}

function resultOf(answer: SalesAnswer, { question, statement, page, tx }: Asked): SalesResult {
  const { measures, groupBy, timeGrain } = question;
  const other = answer.rates?.other ?? [];
  const missing = other.filter(({ used }) => used === null);
  if (missing.length > 0) {
    throw new ProblemError(
      missing
        .slice(0, GAPS_MAX)
        .map(({ currency, day }) => rateMissing(['input', 'reportingCurrency'], currency, day)),
    );
  }
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
    rateSources: answer.rates?.sources ?? [],
    rateGaps: other
      .slice(0, GAPS_MAX)
      .flatMap(({ currency, day, used }) =>
        used === null ? [] : [{ currencyCode: currency, day, rateDay: used }],
      ),
    asOf: tx.now,
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

function notesOf(
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
