import { Field, ID, ObjectType } from '@nestjs/graphql';
import {
  Connection,
  CurrencyCode,
  DateScalar,
  DateTimeScalar,
  DecimalScalar,
} from '../platform/graphql/index.js';
import { SalesSource } from './sales-plan.rules.js';
import { SalesDimension, SalesMeasure } from './sales-question.rules.js';

@ObjectType({ description: 'What a row of sales is about, in one of the groups.' })
export class SalesKey {
  @Field(() => SalesDimension, { description: 'The group.' })
  dimension: SalesDimension;

  @Field(() => ID, {
    nullable: true,
    description:
      'Id of the region, product, variant, reseller or partner; null for the others, and for none.',
  })
  id: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Code of the region or market, category, handle of the product, SKU, tier or code of the technology; null for resellers, and for none.',
  })
  code: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Its name in English or as it is written; null for none.',
  })
  name: string | null;
}

@ObjectType({ description: 'What a measure came to.' })
export class SalesValue {
  @Field(() => SalesMeasure, {
    description: 'What the value measures, one of those that were asked for.',
  })
  measure: SalesMeasure;

  @Field(() => DecimalScalar, {
    nullable: true,
    description:
      'The value: an amount in the currency of the row, rounded once to its decimal places, or a count. Null where an average has nothing to divide by.',
  })
  value: string | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description:
      'Percent of all rows of the same period and currency, also those that were left out, to two places. Null for orders and averages, by TECHNOLOGY, in totals and when all is 0.',
  })
  share: string | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'The value in the period that is compared with; null without compareTo.',
  })
  previous: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'The value less the previous one.' })
  change: string | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description:
      'The change in percent of the previous value without its sign, to two places, so that a growth is positive; null when that is 0.',
  })
  changePercent: string | null;
}

@ObjectType({ description: 'Sales of a group, a period and a currency.' })
export class SalesRow {
  @Field(() => [SalesKey], { description: 'One for each of groupBy, in its order.' })
  keys: SalesKey[];

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The first day of the period, which may lie before from; null without timeGrain.',
  })
  periodStart: string | null;

  @Field(() => CurrencyCode, { description: 'The currency of the amounts.' })
  currencyCode: string;

  @Field(() => [SalesValue], { description: 'One for each of measures, in their order.' })
  values: SalesValue[];
}

@ObjectType({ description: 'All sales that were asked for, in one currency.' })
export class SalesTotal {
  @Field(() => CurrencyCode, { description: 'The currency of the amounts.' })
  currencyCode: string;

  @Field(() => [SalesValue], { description: 'One for each of measures, in their order.' })
  values: SalesValue[];
}

@ObjectType({ description: 'A day without a rate of its own: the last one before it was taken.' })
export class SalesRateGap {
  @Field(() => CurrencyCode, { description: 'The currency.' })
  currencyCode: string;

  @Field(() => DateScalar, { description: 'The day of the sales.' })
  day: string;

  @Field(() => DateScalar, { description: 'The day of the rate.' })
  rateDay: string;
}

@ObjectType({ description: 'The days with which sales are compared.' })
export class SalesPeriod {
  @Field(() => DateScalar, { description: 'The first day.' })
  from: string;

  @Field(() => DateScalar, { description: 'The last day.' })
  to: string;
}

@ObjectType('SalesConnection', { description: 'Sales, in pages, and how they were found.' })
export class SalesResult extends Connection(SalesRow, 'SalesRow') {
  @Field(() => [SalesTotal], {
    nullable: true,
    description:
      'The totals per currency, also of rows that thresholds left out; null when they were not asked for, or by TECHNOLOGY, whose rows overlap.',
  })
  totals: SalesTotal[] | null;

  @Field(() => SalesSource, { description: 'Where the rows were read.' })
  source: SalesSource;

  @Field(() => [String], { description: 'What to know before using the numbers, in sentences.' })
  notes: string[];

  @Field(() => SalesPeriod, {
    nullable: true,
    description: 'What is compared with; null without compareTo.',
  })
  comparedWith: SalesPeriod | null;

  @Field(() => [String], {
    description:
      'Who published the exchange rates that were used, such as "ECB"; empty when none were.',
  })
  rateSources: string[];

  @Field(() => [SalesRateGap], {
    description: 'Days on which the rate of an earlier day was used, the first 100 of them.',
  })
  rateGaps: SalesRateGap[];

  @Field(() => DateTimeScalar, { description: 'The instant of which the numbers are.' })
  asOf: Date;
}
