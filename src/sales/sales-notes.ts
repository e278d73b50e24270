import { ProblemError } from '../kernel/index.js';
import { rateMissing } from './exchange-rate.problems.js';
import { FACT_MONTHS_MAX, type SalesSource } from './sales-plan.rules.js';
import type { SalesQuestion } from './sales-question.rules.js';
import type { SalesAnswer } from './sales.repository.js';
import type { SalesResult } from './sales.type.js';

const GAPS_MAX = 100;

/** The rates that were taken, as answers show them; without one for some day there is no answer. */
export function ratesOf(
  rates: SalesAnswer['rates'],
): Pick<SalesResult, 'rateSources' | 'rateGaps'> {
  const other = rates?.other ?? [];
  const missing = new Map<string, string>();
  for (const { currency, day, used } of other) {
    // A rate of the first of these days serves the later ones as well.
    const first = missing.get(currency);
    if (used === null && (first === undefined || day < first)) missing.set(currency, day);
  }
  if (missing.size > 0) {
    throw new ProblemError(
      [...missing].map(([currency, day]) =>
        rateMissing(['input', 'reportingCurrency'], currency, day),
      ),
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

/** What to know before using the numbers, in sentences. */
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
