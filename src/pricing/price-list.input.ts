import { ArgsType, Field, ID, InputType, Int, registerEnumType } from '@nestjs/graphql';
import { DateTimeScalar, PageArgs } from '../platform/graphql/index.js';
import { ResellerTier } from '../reseller/index.js';
import type { PriceListState as State } from './price-list.rules.js';
import { PriceListState } from './price-list.type.js';
import type { PriceAudience } from './price.rules.js';
import { PriceAudienceEnum } from './price.type.js';

export const PriceListSort = { CODE: 'CODE', NEWEST: 'NEWEST' } as const;
export type PriceListSort = keyof typeof PriceListSort;

registerEnumType(PriceListSort, {
  name: 'PriceListSort',
  description: 'How price lists are sorted.',
  valuesMap: {
    CODE: { description: 'By their codes.' },
    NEWEST: { description: 'The one with the latest beginning first, also one that is to come.' },
  },
});

@InputType({ description: 'Which price lists to list: those to which all that is given applies.' })
export class PriceListFilter {
  @Field(() => String, { nullable: true, description: 'Only lists of the market of this code.' })
  marketCode?: string | null;

  @Field(() => PriceAudienceEnum, { nullable: true, description: 'Only lists for this audience.' })
  audience?: PriceAudience | null;

  @Field(() => ResellerTier, { nullable: true, description: 'Only lists for this tier.' })
  tier?: ResellerTier | null;

  @Field(() => ID, { nullable: true, description: 'Only lists for the reseller of this id.' })
  resellerId?: string | null;

  @Field(() => PriceListState, { nullable: true, description: 'Only lists that stand so now.' })
  state?: State | null;

  @Field(() => String, {
    nullable: true,
    description: 'Only lists that have a price for this SKU.',
  })
  sku?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'A part of the code or the name, in any case; at most 200 characters.',
  })
  text?: string | null;
}

@ArgsType()
export class PriceListsArgs extends PageArgs {
  @Field(() => PriceListFilter, { nullable: true, description: 'Which of them; all when absent.' })
  filter?: PriceListFilter | null;

  @Field(() => PriceListSort, {
    defaultValue: PriceListSort.CODE,
    description: 'How they are sorted.',
  })
  orderBy: PriceListSort;
}

@ArgsType()
export class PriceEntriesArgs extends PageArgs {
  @Field(() => String, { nullable: true, description: 'Only those for this SKU.' })
  sku?: string | null;
}

@InputType({ description: 'A new price list, which begins without prices.' })
export class PriceListCreateInput {
  @Field(() => String, {
    description: 'Code of 2 to 40 capital letters, digits and hyphens that no other list has.',
  })
  code: string;

  @Field(() => String, { description: 'Name for people, at most 200 characters.' })
  name: string;

  @Field(() => String, {
    description: 'Code of the market in which it holds. Its currency is the one of the prices.',
  })
  marketCode: string;

  @Field(() => PriceAudienceEnum, { description: 'For whom it is made.' })
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
    description: 'The instant from which it holds, not in the past; now when absent.',
  })
  validFrom?: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'The first instant at which it no longer holds; without end when absent.',
  })
  validUntil?: Date | null;

  @Field(() => Int, {
    defaultValue: 0,
    description: 'Among lists of the same audience the greater priority wins.',
  })
  priority: number;
}

@InputType({ isAbstract: true })
export class PriceListChangeInput {
  @Field(() => String, { description: 'Code of the list.' })
  code: string;

  @Field(() => Int, {
    description:
      'The version of the list that the change is based on; CONFLICT when it is not the latest.',
  })
  expectedVersion: number;
}

@InputType({ description: 'Changes of a price list; what is left out stays as it is.' })
export class PriceListUpdateInput extends PriceListChangeInput {
  @Field(() => String, { nullable: true, description: 'A new name, at most 200 characters.' })
  name?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'A new priority, at once; refused when the list has ended.',
  })
  priority?: number | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'A new beginning, not in the past; refused when the list has begun.',
  })
  validFrom?: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'A new end, not in the past; null takes the end away. Refused when the list has ended.',
  })
  validUntil?: Date | null;
}

@InputType({ description: 'The end of a price list.' })
export class PriceListEndInput extends PriceListChangeInput {
  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'The first instant at which it no longer holds, not in the past and before the end that it has; now when absent.',
  })
  at?: Date | null;
}

@InputType({ description: 'A price list to delete.' })
export class PriceListDeleteInput extends PriceListChangeInput {}
