import { Field, InputType, ObjectType } from '@nestjs/graphql';
import {
  CurrencyCode,
  DateScalar,
  DateTimeScalar,
  DecimalScalar,
} from '../platform/graphql/index.js';
import { SalesSource } from './sales-plan.rules.js';
import { SalesFilter } from './sales.input.js';
import { SalesValue } from './sales.type.js';

@InputType({ description: 'The slice of sales that is compared.' })
export class SalesReconcileInput {
  @Field(() => DateScalar, { description: "The first day, of each market's calendar." })
  from: string;

  @Field(() => DateScalar, {
    description:
      'The last day, which counts too; at most 13 months. Tables by month are compared for whole months.',
  })
  to: string;

  @Field(() => SalesFilter, { nullable: true, description: 'Which sales; left out, all.' })
  filter?: SalesFilter | null;
}

@ObjectType({ description: 'What one table says of the slice, in one currency.' })
export class SalesReading {
  @Field(() => SalesSource, { description: 'The table, with what waits to be written there.' })
  source: SalesSource;

  @Field(() => CurrencyCode, { description: 'The currency of the amounts.' })
  currencyCode: string;

  @Field(() => [SalesValue], {
    description: 'Bookings, cancellations, credits and billings, as amounts and as pieces.',
  })
  values: SalesValue[];

  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'Orders, a count; null where the table cannot count those of the slice.',
  })
  orders: string | null;
}

@ObjectType({
  description:
    'The lines of the orders that were booked in the slice, as they are now, and the facts of these lines of all days.',
})
export class SalesLineReading {
  @Field(() => CurrencyCode, { description: 'The currency of the amounts.' })
  currencyCode: string;

  @Field(() => DecimalScalar, {
    description: 'What the order lines say: ordered less cancelled, net of tax.',
  })
  lineAmount: string;

  @Field(() => DecimalScalar, { description: 'What the facts say: booked less cancelled.' })
  factAmount: string;

  @Field(() => DecimalScalar, { description: 'Pieces that the order lines say, a count.' })
  lineUnits: string;

  @Field(() => DecimalScalar, { description: 'Pieces that the facts say, a count.' })
  factUnits: string;
}

@ObjectType({ description: 'Whether rollups, facts and order lines say the same of a slice.' })
export class SalesReconciliation {
  @Field(() => Boolean, { description: 'Whether everything below is the same.' })
  isEqual: boolean;

  @Field(() => [SalesReading], {
    description: 'What each table that knows the slice says, by table and currency.',
  })
  readings: SalesReading[];

  @Field(() => [SalesLineReading], { description: 'Order lines beside their facts, by currency.' })
  orderLines: SalesLineReading[];

  @Field(() => DateTimeScalar, { description: 'The instant of which the numbers are.' })
  asOf: Date;
}
