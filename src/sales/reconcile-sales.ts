import { Injectable } from '@nestjs/common';
import { ProblemError } from '../kernel/index.js';
import { requireNoMembership, type RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { inTime } from './in-time.js';
import { QuestionLanes } from './question-lanes.js';
import { questionOf } from './sales-input.rules.js';
import { isTooLongForFacts, sourcesOf, type SalesSource } from './sales-plan.rules.js';
import { COMPARED } from './sales-reconcile.sql.js';
import type {
  SalesLineReading,
  SalesReading,
  SalesReconcileInput,
  SalesReconciliation,
} from './sales-reconcile.type.js';
import { checkQuestion } from './sales-question.rules.js';
import { aggregateOf, checkNames, namedBy, needsOf, tooLongForFacts } from './sales-statement.js';
import { SalesRepository, type ReconcileAnswer } from './sales.repository.js';
import { salesSightOf } from './sales.sight.js';

/** Compares a slice of rollups, facts and order lines, for staff. */
@Injectable()
export class ReconcileSales {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly repository: SalesRepository,
    private readonly lanes: QuestionLanes,
  ) {}

  async run(ctx: RequestContext, input: SalesReconcileInput): Promise<SalesReconciliation> {
    requireNoMembership(ctx);
    const sight = salesSightOf(ctx);
    const question = questionOf({
      ...input,
      groupBy: [],
      measures: COMPARED,
      membership: 'AS_BOOKED',
      having: [],
      orderBy: [],
    });
    const problems = checkQuestion(question);
    if (problems.length === 0 && isTooLongForFacts(question.from, question.to)) {
      problems.push(tooLongForFacts());
    }
    if (problems.length > 0) throw new ProblemError(problems);
    const withOrders = { ...question, measures: [...COMPARED, 'ORDERS' as const] };
    const counting = sourcesOf(needsOf(withOrders, sight));
    const aggregates = sourcesOf(needsOf(question, sight)).map((source) => ({
      ...aggregateOf(counting.includes(source) ? withOrders : question, sight, null),
      source,
    }));
    const named = namedBy(question, sight);
    const found = await inTime(
      this.lanes.within(ctx, 'LONG', () =>
        this.unitOfWork.readOne(ctx, (one) => this.repository.reconcile(one, aggregates, named), {
          report: true,
        }),
      ),
    );
    checkNames(question, found.names);
    const sources = aggregates.map(({ source }) => source);
    return { ...resultOf(found, sources), asOf: found.asOf };
  }
}

function resultOf(
  answer: ReconcileAnswer,
  sources: readonly SalesSource[],
): Omit<SalesReconciliation, 'asOf'> {
  const readings = answer.readings.map(({ source, currency, values, orders }): SalesReading => ({
    source,
    currencyCode: currency,
    values: COMPARED.map((measure, n) => ({
      measure,
      value: values[n] ?? null,
      share: null,
      previous: null,
      change: null,
      changePercent: null,
    })),
    orders,
  }));
  const orderLines = answer.lines.map(({ currency, ...line }): SalesLineReading => ({
    currencyCode: currency,
    ...line,
  }));
  const isEqual =
    areSame(readings, sources) &&
    orderLines.every((l) => l.lineAmount === l.factAmount && l.lineUnits === l.factUnits);
  return { isEqual, readings, orderLines };
}

/** Every table must say of every currency what the facts say, also that there is nothing. */
function areSame(readings: readonly SalesReading[], sources: readonly SalesSource[]): boolean {
  const facts = readings.filter(({ source }) => source === 'FACTS');
  const textOf = ({ values }: SalesReading) => values.map(({ value }) => value).join(' ');
  return sources.every((source) => {
    const rows = readings.filter((reading) => reading.source === source);
    return (
      rows.length === facts.length &&
      rows.every((reading) => {
        const fact = facts.find(({ currencyCode }) => currencyCode === reading.currencyCode);
        if (fact === undefined || textOf(fact) !== textOf(reading)) return false;
        return reading.orders === null || reading.orders === fact.orders;
      })
    );
  });
}
