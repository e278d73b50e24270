import { Injectable } from '@nestjs/common';
import { ProblemError } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { UnitOfWork, type Tx } from '../platform/database/index.js';
import type { ReportAsked } from './report-arguments.rules.js';
import { QuestionLanes } from './question-lanes.js';
import { ReportSlots } from './report-slots.js';
import { inTime } from './in-time.js';
import { ReportRepository, type ReportHead } from './report.repository.js';
import {
  reportColumns,
  rowReader,
  totalsTable,
  type ReadRow,
  type Report,
  type ReportNote,
  type ReportRow,
} from './report.rules.js';
import { questionOf } from './sales-input.rules.js';
import { notesOf, ratesOf } from './sales-notes.js';
import type { SalesStatement } from './sales-query.sql.js';
import { checkQuestion, type SalesQuestion } from './sales-question.rules.js';
import { checkNames, statementOf } from './sales-statement.js';
import { salesSightOf } from './sales.sight.js';

/** All rows of a question: there are no pages. */
const EVERYTHING = { fetch: 0 };

/** Everything that sales were, row by row: the same question, plan and sums as the query `sales`. */
@Injectable()
export class ReportService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly reports: ReportRepository,
    private readonly slots: ReportSlots,
    private readonly lanes: QuestionLanes,
  ) {}

  /** Gives the report to `send`, which takes the rows at its own speed. What fails before that is still an answer. */
  async stream(
    ctx: RequestContext,
    asked: ReportAsked,
    send: (report: Report) => Promise<void>,
  ): Promise<void> {
    const sight = salesSightOf(ctx);
    const question = questionOf(asked);
    const problems = checkQuestion(question);
    if (problems.length > 0) throw new ProblemError(problems);
    const { withTotals } = asked;
    const statement = statementOf(question, { sight, page: EVERYTHING, withTotals });
    const leave = this.slots.enter(ctx);
    let sending: Promise<void> | undefined;
    let computed: () => void = () => undefined;
    const work = async (tx: Tx) => {
      const { head, batches, ended } = await this.reports.open(tx, statement);
      // Everything is summed up by then: what follows only waits for the reader.
      computed();
      checkNames(question, head.names);
      const notes = notesOn(question, { statement, head, asOf: tx.now });
      sending = send({
        columns: reportColumns(question),
        rowCount: head.total,
        batches: rowsOf(question, batches),
        totals: head.totals && totalsTable(question, head.totals),
        notes,
      });
      // Nobody holds a connection for what has been read already.
      // Its place is free before the reader has the end, so that the next report can follow at once.
      await Promise.race([sending, ended.then(leave)]);
    };
    try {
      computed = await this.lanes.enter(ctx, 'LONG');
      await inTime(this.unitOfWork.stream(ctx, work, () => sending !== undefined));
    } finally {
      computed();
      leave();
    }
    await sending;
  }
}

async function* rowsOf(
  question: SalesQuestion,
  batches: AsyncIterable<ReadRow[]>,
): AsyncGenerator<ReportRow[], void> {
  const read = rowReader(question);
  for await (const rows of batches) yield rows.map(read);
}

/** What to know of the numbers; a day without any rate is a refusal. */
function notesOn(
  question: SalesQuestion,
  { statement, head, asOf }: { statement: SalesStatement; head: ReportHead; asOf: Date },
): ReportNote[] {
  const { rateSources, rateGaps } = ratesOf(head.rates);
  const { from, to, membership, timeZone, reportingCurrency } = question;
  const { compared, rows } = statement;
  const one = (name: string, value: string | null | undefined) =>
    value === null || value === undefined ? [] : [{ name, value }];
  return [
    ...one('source', rows.source),
    ...one('asOf', asOf.toISOString()),
    ...one('from', from),
    ...one('to', to),
    ...one('membership', membership),
    ...one('timeZone', timeZone),
    ...one('reportingCurrency', reportingCurrency),
    ...one('comparedFrom', compared?.from),
    ...one('comparedTo', compared?.to),
    ...rateSources.flatMap((source) => one('rateSource', source)),
    ...rateGaps.flatMap(({ currencyCode, day, rateDay }) =>
      one('rateGap', `${currencyCode} ${day} at the rate of ${rateDay}`),
    ),
    ...notesOf(question, rows.source).flatMap((note) => one('note', note)),
  ];
}
