import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { DateScalar, DecimalScalar } from '../platform/graphql/index.js';
import { Region } from './market.type.js';

@ObjectType({ description: 'A period in which a market belongs to a region.' })
export class RegionMembership {
  @Field(() => ID, { description: 'Id of the period.' })
  id: string;

  @Field(() => Region, { description: 'Where the market belongs in the period.' })
  region: Region;

  @Field(() => DateScalar, { description: 'The first day, in the calendar of the market.' })
  from: string;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The first day on which it no longer holds; null while it is open.',
  })
  until: string | null;

  /** Not a field: it hangs on its market. */
  marketCode: string;
}

@ObjectType({ description: 'The standard sales tax of a market from a day on.' })
export class TaxRate {
  @Field(() => ID, { description: 'Id of the rate, as audit records name it.' })
  id: string;

  @Field(() => DecimalScalar, { description: 'Percent of the net amount, such as 19 or 8.1.' })
  rate: string;

  @Field(() => DateScalar, { description: 'The first day, in the calendar of the market.' })
  from: string;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The first day of the rate after it; null when none is known.',
  })
  until: string | null;

  @Field(() => Int, {
    description:
      'Raised by each correction: the `expectedVersion` of the next. Only rates that have not begun are corrected.',
  })
  version: number;
}
