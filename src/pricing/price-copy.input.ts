import { Field, ID, InputType, Int, registerEnumType } from '@nestjs/graphql';
import { DateTimeScalar, DecimalScalar } from '../platform/graphql/index.js';
import { ResellerTier } from '../reseller/index.js';
import type { PriceRounding as Rounding } from './price-copy.rules.js';
import { PriceListChangeInput } from './price-list.input.js';
import type { PriceAudience } from './price.rules.js';
import { PriceAudienceEnum } from './price.type.js';

export const PriceRounding = {
  MINOR_UNIT: 'MINOR_UNIT',
  TO_0_05: 'TO_0_05',
  TO_0_10: 'TO_0_10',
  TO_0_50: 'TO_0_50',
  TO_1: 'TO_1',
  TO_10: 'TO_10',
  TO_100: 'TO_100',
  ENDS_IN_95: 'ENDS_IN_95',
  ENDS_IN_99: 'ENDS_IN_99',
} as const satisfies Record<Rounding, Rounding>;

registerEnumType(PriceRounding, {
  name: 'PriceRounding',
  description:
    'To what copied prices are rounded: the nearest such price, of two that are equally near the one farther from 0. A price above 0 never becomes 0, and 0 stays 0.',
  valuesMap: {
    MINOR_UNIT: { description: 'To the smallest unit of the currency, such as a cent.' },
    TO_0_05: { description: 'To a multiple of 0.05.' },
    TO_0_10: { description: 'To a multiple of 0.10.' },
    TO_0_50: { description: 'To a multiple of 0.50.' },
    TO_1: { description: 'To a whole amount, one that ends in .00.' },
    TO_10: { description: 'To a multiple of 10.' },
    TO_100: { description: 'To a multiple of 100.' },
    ENDS_IN_95: { description: 'To an amount that ends in .95.' },
    ENDS_IN_99: { description: 'To an amount that ends in .99.' },
  },
});

const FACTOR =
  'By what each price is multiplied before it is rounded: greater than 0 and less than 1,000, such as "0.95".';

@InputType({ description: 'A copy of a price list, with its prices.' })
export class PriceListCopyInput {
  @Field(() => String, { description: 'Code of the list to copy; one that has ended will do.' })
  sourceCode: string;

  @Field(() => String, {
    description: 'Code of the copy: 2 to 40 capital letters, digits and hyphens, not in use.',
  })
  code: string;

  @Field(() => String, { description: 'Name of the copy for people, at most 200 characters.' })
  name: string;

  @Field(() => String, {
    nullable: true,
    description: 'Code of the market of the copy; that of the list when absent.',
  })
  marketCode?: string | null;

  @Field(() => PriceAudienceEnum, { description: 'For whom the copy is made.' })
  audience: PriceAudience;

  @Field(() => ResellerTier, {
    nullable: true,
    description: 'The tier, with the audience TIER and no other.',
  })
  tier?: ResellerTier | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Id of the reseller, with the audience RESELLER and no other.',
  })
  resellerId?: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'The instant from which the copy holds, not in the past; now when absent.',
  })
  validFrom?: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'The first instant at which the copy no longer holds; without end when absent.',
  })
  validUntil?: Date | null;

  @Field(() => Int, {
    defaultValue: 0,
    description: 'Among lists of the same audience the greater priority wins.',
  })
  priority: number;

  @Field(() => DecimalScalar, { defaultValue: '1', description: FACTOR })
  factor: string;

  @Field(() => DecimalScalar, {
    nullable: true,
    description:
      'How much of the currency of the copy one unit of the currency of the list is; applied before the factor. Needed between two currencies, refused within one.',
  })
  rate?: string | null;

  @Field(() => PriceRounding, {
    defaultValue: PriceRounding.MINOR_UNIT,
    description: 'To what the prices are rounded; refused where the currency has too few places.',
  })
  rounding: Rounding;
}

@InputType({ description: 'A list that takes over from another at an instant.' })
export class PriceListScheduleInput extends PriceListChangeInput {
  @Field(() => DateTimeScalar, {
    description:
      'The instant at which the list ends and the new one begins, not in the past and within the period of the list.',
  })
  at: Date;

  @Field(() => String, {
    description: 'Code of the new list: 2 to 40 capital letters, digits and hyphens, not in use.',
  })
  newCode: string;

  @Field(() => String, {
    nullable: true,
    description: 'Name of the new list; that of the list when absent.',
  })
  newName?: string | null;

  @Field(() => DecimalScalar, { defaultValue: '1', description: FACTOR })
  factor: string;

  @Field(() => PriceRounding, {
    defaultValue: PriceRounding.MINOR_UNIT,
    description: 'To what the prices are rounded; refused where the currency has too few places.',
  })
  rounding: Rounding;
}
