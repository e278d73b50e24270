import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { CurrencyCode, DateScalar, DecimalScalar } from '../platform/graphql/index.js';
import {
  SalesComparison,
  SalesDimension,
  SalesMeasure,
  SalesMembership,
  SalesTimeGrain,
} from './sales-question.rules.js';
import { SalesDirection } from './sales.enum.js';

@InputType({
  description:
    'Which sales count: those that have one of the values of every list that is given, at most 100 each. A value that does not exist, or is not yours to see, is NOT_FOUND at its place.',
})
export class SalesFilter {
  @Field(() => [String], { nullable: true, description: 'Codes of regions, as membership says.' })
  regionCodes?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Codes of markets, such as "DE".' })
  marketCodes?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Product categories at the time of the sale, such as "LAPTOP".',
  })
  categories?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Ids of products.' })
  productIds?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'SKUs of variants.' })
  skus?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'Ids of the resellers that bought. Who speaks for a reseller names no other.',
  })
  resellerIds?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Ids of partners of record.' })
  partnerOfRecordIds?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Tiers as booked: REGISTERED, AUTHORIZED or PREMIER.',
  })
  tiers?: string[] | null;

  @Field(() => [CurrencyCode], {
    nullable: true,
    description: 'Currencies in which it was sold.',
  })
  currencyCodes?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'Codes of technologies of which one works on the product in the market now, such as "WINDOWS".',
  })
  technologyCodes?: string[] | null;
}

@InputType({
  description:
    'Leaves out rows whose measure is too small or too large, in the currency of the row. Totals and shares count them nevertheless.',
})
export class SalesHaving {
  @Field(() => SalesMeasure, { description: 'One of the measures that are asked for.' })
  measure: SalesMeasure;

  @Field(() => DecimalScalar, { nullable: true, description: 'The smallest value that stays.' })
  atLeast?: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'The largest value that stays.' })
  atMost?: string | null;
}

@InputType({
  description:
    'What rows are in order of: exactly one of measure, dimension and period. Rows that are equal follow by period, groups and currency.',
})
export class SalesOrderBy {
  @Field(() => SalesMeasure, {
    nullable: true,
    description: 'One of the measures that are asked for; rows without a value come last.',
  })
  measure?: SalesMeasure | null;

  @Field(() => SalesDimension, {
    nullable: true,
    description: 'One of the groups, by its code or else its name.',
  })
  dimension?: SalesDimension | null;

  @Field(() => Boolean, { defaultValue: false, description: 'The period; needs timeGrain.' })
  period: boolean;

  @Field(() => SalesDirection, {
    defaultValue: SalesDirection.ASC,
    description: 'Which end comes first.',
  })
  direction: SalesDirection;
}

@InputType({ description: 'What to know of sales.' })
export class SalesInput {
  @Field(() => DateScalar, {
    description:
      "The first day: of each market's calendar, or of timeZone when that is given. 2000-01-01 or later.",
  })
  from: string;

  @Field(() => DateScalar, {
    description:
      'The last day, which counts too. At most ten years after from; where only the facts can answer, 13 months.',
  })
  to: string;

  @Field(() => [SalesDimension], {
    defaultValue: [],
    description: 'A row for each combination of these that has sales: at most four.',
  })
  groupBy: SalesDimension[];

  @Field(() => SalesTimeGrain, {
    nullable: true,
    description: 'A row for each period; left out, one for all days together.',
  })
  timeGrain?: SalesTimeGrain | null;

  @Field(() => [SalesMeasure], {
    defaultValue: [SalesMeasure.NET_SALES],
    description: 'What to measure; the values of each row stand in this order.',
  })
  measures: SalesMeasure[];

  @Field(() => SalesFilter, { nullable: true, description: 'Which sales count; left out, all.' })
  filter?: SalesFilter | null;

  @Field(() => CurrencyCode, {
    nullable: true,
    description:
      'Converts each sale at the rate of its own day, or of the last day before it that has one. Left out, a result has a row per currency: amounts of several are never added.',
  })
  reportingCurrency?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'IANA time zone in which days begin, such as "Europe/Berlin"; left out, each market\'s own. Such questions are answered from the facts.',
  })
  timeZone?: string | null;

  @Field(() => SalesMembership, {
    defaultValue: SalesMembership.AS_BOOKED,
    description: 'To which region a market that has changed it belongs.',
  })
  membership: SalesMembership;

  @Field(() => SalesComparison, {
    nullable: true,
    description: 'Compares every value with the one of another period.',
  })
  compareTo?: SalesComparison | null;

  @Field(() => [SalesHaving], { defaultValue: [], description: 'Thresholds that all must be met.' })
  having: SalesHaving[];

  @Field(() => [SalesOrderBy], {
    defaultValue: [],
    description: 'The order of rows, at most four; left out, by period and groups.',
  })
  orderBy: SalesOrderBy[];

  @Field(() => Int, { nullable: true, description: 'How many rows: 1 to 100, else 20.' })
  first?: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'The cursor after which the page begins: one of the same question.',
  })
  after?: string | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      'Whether to give totals: sums of the sales themselves, never of rounded rows. There are none by TECHNOLOGY.',
  })
  withTotals: boolean;
}
