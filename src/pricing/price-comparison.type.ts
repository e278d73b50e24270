import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Money } from '../kernel/index.js';
import { Connection, DateTimeScalar, DecimalScalar, MoneyType } from '../platform/graphql/index.js';
import { ResellerTier } from '../reseller/index.js';
import type { PriceAudience } from './price.rules.js';
import { PriceAudienceEnum } from './price.type.js';

export const PriceDifferenceKind = {
  INCREASED: 'INCREASED',
  DECREASED: 'DECREASED',
  ADDED: 'ADDED',
  REMOVED: 'REMOVED',
} as const;
export type PriceDifferenceKind = keyof typeof PriceDifferenceKind;

registerEnumType(PriceDifferenceKind, {
  name: 'PriceDifferenceKind',
  description: 'What became of a price between two instants.',
  valuesMap: {
    INCREASED: { description: 'It is higher at the later one.' },
    DECREASED: { description: 'It is lower at the later one.' },
    ADDED: { description: 'There was none at the first one.' },
    REMOVED: { description: 'There is none at the second one.' },
  },
});

@ObjectType({
  description:
    'A price that is another at the second instant: for whom, from which quantity on, and by how much.',
})
export class PriceDifference {
  @Field(() => String, { description: 'What is priced, by its SKU.' })
  sku: string;

  @Field(() => Int, {
    description: 'The smallest quantity from which it is so, in pieces.',
  })
  minimumQuantity: number;

  @Field(() => Int, {
    nullable: true,
    description:
      'The quantity from which it is otherwise; null when it is so for every greater quantity.',
  })
  belowQuantity: number | null;

  @Field(() => PriceAudienceEnum, {
    description:
      'For whom it is so. EVERYONE: all whose tier and who themselves have no price of their own at this quantity; TIER: those of the tier who have none of their own; RESELLER: one reseller.',
  })
  audience: PriceAudience;

  @Field(() => ResellerTier, {
    nullable: true,
    description: 'The tier; of one reseller the tier that it has now; null for EVERYONE.',
  })
  tier: ResellerTier | null;

  @Field(() => ID, { nullable: true, description: 'Id of the reseller; null for the others.' })
  resellerId: string | null;

  @Field(() => PriceDifferenceKind, { description: 'What became of the price.' })
  kind: PriceDifferenceKind;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'Net price of one piece at the first instant; null when there was none.',
  })
  oldUnitPrice: Money | null;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'Net price of one piece at the second instant; null when there is none.',
  })
  newUnitPrice: Money | null;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'The new price less the old one; null when one of them is missing.',
  })
  difference: Money | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description:
      'The difference in percent of the old price, to two places; null when there is no old price or it is 0.',
  })
  percent: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Code of the list that gave the old price.',
  })
  oldPriceListCode: string | null;

  @Field(() => String, { nullable: true, description: 'Code of the list that gives the new one.' })
  newPriceListCode: string | null;
}

@ObjectType({ description: 'How many prices became what.' })
export class PriceComparisonSummary {
  @Field(() => Int, { description: 'Prices that are higher.' })
  increased: number;

  @Field(() => Int, { description: 'Prices that are lower.' })
  decreased: number;

  @Field(() => Int, { description: 'Prices that are new.' })
  added: number;

  @Field(() => Int, { description: 'Prices that are gone.' })
  removed: number;
}

@ObjectType({
  description: 'The prices that differ between two instants, by SKU, audience and quantity.',
})
export class PriceComparison extends Connection(PriceDifference, 'PriceDifference') {
  @Field(() => PriceComparisonSummary, {
    description: 'Counts of the whole comparison. They are counted only when asked for.',
  })
  summary: PriceComparisonSummary;
}

@InputType({ description: 'Which prices to compare. Give at most one of tier and resellerId.' })
export class PriceComparisonInput {
  @Field(() => String, { description: 'Code of a market of your regions.' })
  marketCode: string;

  @Field(() => DateTimeScalar, { description: 'The first instant.' })
  from: Date;

  @Field(() => DateTimeScalar, { description: 'The second instant.' })
  to: Date;

  @Field(() => ResellerTier, {
    nullable: true,
    description:
      'Only what a reseller of this tier pays that has no list of its own, from whatever lists.',
  })
  tier?: ResellerTier | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'Only what this reseller pays, with the tier that it has now, from whatever lists.',
  })
  resellerId?: string | null;

  @Field(() => String, { nullable: true, description: 'Only prices of this SKU.' })
  sku?: string | null;
}
