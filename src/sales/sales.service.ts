import { Injectable } from '@nestjs/common';
import { planPage, isProblem, ProblemError, toPage, type PagePlan } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { PAGE_SIZES } from '../platform/graphql/index.js';
import { inTime } from './in-time.js';
import { QuestionLanes } from './question-lanes.js';
import { notesOf, ratesOf } from './sales-notes.js';
import { checkQuestion, type SalesQuestion } from './sales-question.rules.js';
import type { SalesStatement } from './sales-query.sql.js';
import { checkNames, markOf, passesOf, statementOf } from './sales-statement.js';
import { workOf } from './sales-work.rules.js';
import type { SalesInput } from './sales.input.js';
import { questionOf } from './sales-input.rules.js';
import { SalesRepository, type MeasuredRow, type SalesAnswer } from './sales.repository.js';
import { salesSightOf } from './sales.sight.js';
import type { SalesResult, SalesValue } from './sales.type.js';

@Injectable()
export class SalesService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly repository: SalesRepository,
    private readonly lanes: QuestionLanes,
  ) {}

  async answer(ctx: RequestContext, input: SalesInput): Promise<SalesResult> {
    const sight = salesSightOf(ctx);
    const question = questionOf(input);
    const page = planPage(input, PAGE_SIZES);
    const problems = checkQuestion(question);
    if (isProblem(page)) problems.push({ ...page, path: ['input', ...page.path] });
    if (problems.length > 0 || isProblem(page)) throw new ProblemError(problems);
    const statement = statementOf(question, { sight, page, withTotals: input.withTotals });
    const found = await inTime(
      this.lanes.within(ctx, workOf(passesOf(statement), question.filter.categories.length), () =>
        this.unitOfWork.readOne(ctx, (one) => this.repository.answer(one, statement), {
          report: true,
        }),
      ),
    );
    checkNames(question, found.names);
    return resultOf(found, { question, statement, page });
  }
}

interface Asked {
  question: SalesQuestion;
  statement: SalesStatement;
  page: PagePlan;
}

function resultOf(answer: SalesAnswer, { question, statement, page }: Asked): SalesResult {
  const { measures, groupBy, timeGrain } = question;
  const rates = ratesOf(answer.rates);
  const mark = markOf(question);
  const terms = new WeakMap<object, string[]>();
  const rows = answer.rows.map((row) => {
    const shown = {
      keys: groupBy.map((dimension, n) => ({ dimension, ...(row.keys[n] ?? NOBODY) })),
      periodStart: timeGrain === null ? null : row.period,
      currencyCode: row.currency,
      values: valuesOf(measures, row.values),
    };
    terms.set(shown, [mark, ...row.terms]);
    return shown;
  });
  const found = toPage(rows, page, (row) => terms.get(row) ?? []);
  return {
    nodes: found.nodes,
    get edges() {
      return found.edges;
    },
    pageInfo: found.pageInfo,
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
    asOf: answer.asOf,
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
