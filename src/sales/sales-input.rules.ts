import type {
  SalesComparison,
  SalesDimension,
  SalesFilterValues,
  SalesMeasure,
  SalesMembership,
  SalesQuestion,
  SalesTimeGrain,
} from './sales-question.rules.js';

type Optional<Value> = { [Name in keyof Value]?: Value[Name] | null };

/** A question as clients send it: what is left out has a default. */
export interface SalesAsked {
  from: string;
  to: string;
  groupBy: readonly SalesDimension[];
  timeGrain?: SalesTimeGrain | null;
  measures: readonly SalesMeasure[];
  filter?: Optional<SalesFilterValues> | null;
  reportingCurrency?: string | null;
  timeZone?: string | null;
  membership: SalesMembership;
  compareTo?: SalesComparison | null;
  having: readonly { measure: SalesMeasure; atLeast?: string | null; atMost?: string | null }[];
  orderBy: readonly {
    measure?: SalesMeasure | null;
    dimension?: SalesDimension | null;
    period: boolean;
    direction: 'ASC' | 'DESC';
  }[];
}

export function questionOf(asked: SalesAsked): SalesQuestion {
  const { from, to, groupBy, measures, membership } = asked;
  return {
    from,
    to,
    groupBy,
    measures,
    membership,
    timeGrain: asked.timeGrain ?? null,
    filter: filterOf(asked.filter ?? {}),
    reportingCurrency: asked.reportingCurrency ?? null,
    timeZone: asked.timeZone ?? null,
    compareTo: asked.compareTo ?? null,
    having: asked.having.map(({ measure, atLeast = null, atMost = null }) => ({
      measure,
      atLeast,
      atMost,
    })),
    orderBy: asked.orderBy.map(({ measure = null, dimension = null, period, direction }) => ({
      measure,
      dimension,
      period,
      descending: direction === 'DESC',
    })),
  };
}

function filterOf(given: Optional<SalesFilterValues>): SalesFilterValues {
  return {
    regionCodes: given.regionCodes ?? [],
    marketCodes: given.marketCodes ?? [],
    categories: given.categories ?? [],
    productIds: given.productIds ?? [],
    skus: given.skus ?? [],
    resellerIds: given.resellerIds ?? [],
    partnerOfRecordIds: given.partnerOfRecordIds ?? [],
    tiers: given.tiers ?? [],
    currencyCodes: given.currencyCodes ?? [],
    technologyCodes: given.technologyCodes ?? [],
  };
}
