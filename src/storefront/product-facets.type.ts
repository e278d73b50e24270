import { Field, Int, ObjectType } from '@nestjs/graphql';
import { ListingStage, ProductCategory, SpecType } from '../catalog/index.js';
import { DecimalScalar, MoneyType } from '../platform/graphql/index.js';
import { FACET_VALUES_MAX } from './product-facets.sql.js';

const COUNT_DESCRIPTION = 'How many products of the list it would leave.';

@ObjectType({ description: 'How many products of a list are of a category.' })
export class CategoryCount {
  @Field(() => ProductCategory, { description: 'The category.' })
  value: ProductCategory;

  @Field(() => Int, { description: COUNT_DESCRIPTION })
  count: number;
}

@ObjectType({ description: 'How many products of a list carry a brand.' })
export class BrandCount {
  @Field(() => String, { description: 'The brand.' })
  value: string;

  @Field(() => Int, { description: COUNT_DESCRIPTION })
  count: number;
}

@ObjectType({
  description: 'How many products of a list have a variant whose listing stands at a stage.',
})
export class StageCount {
  @Field(() => ListingStage, { description: 'The stage.' })
  value: ListingStage;

  @Field(() => Int, { description: COUNT_DESCRIPTION })
  count: number;
}

@ObjectType({ description: 'How many products of a list have a variant with a value of a spec.' })
export class SpecValueCount {
  @Field(() => String, {
    description: 'The value as a filter takes it: a text, a number such as 13.3, or true or false.',
  })
  value: string;

  @Field(() => Int, { description: COUNT_DESCRIPTION })
  count: number;
}

@ObjectType({ description: 'A spec that a list can be narrowed down by.' })
export class SpecFacet {
  @Field(() => String, { description: 'Its code, such as MEMORY, as a filter takes it.' })
  code: string;

  @Field(() => String, { description: 'Its name, in English.' })
  name: string;

  @Field(() => SpecType, { description: 'What kind of values it has.' })
  type: SpecType;

  @Field(() => String, {
    nullable: true,
    description: 'Unit of its numbers, such as GB; null for what has no unit.',
  })
  unit: string | null;

  @Field(() => [SpecValueCount], {
    description: `Its values, numbers by size and texts by alphabet; where there are more than ${FACET_VALUES_MAX}, the most frequent of them.`,
  })
  values: SpecValueCount[];

  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'The least of its numbers, else null.',
  })
  min: string | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'The greatest of its numbers, else null.',
  })
  max: string | null;
}

@ObjectType({ description: "What the variants of a list cost the caller's reseller." })
export class PriceRange {
  @Field(() => MoneyType, { description: 'The lowest price of one piece, net.' })
  min: MoneyType;

  @Field(() => MoneyType, { description: 'The highest price of one piece, net.' })
  max: MoneyType;
}

@ObjectType({
  description:
    'What a list can be narrowed down by. A count is of the products that the list would have if this value were chosen: all other conditions and the search hold, those of the facet itself do not.',
})
export class ProductFacets {
  @Field(() => [CategoryCount], { description: 'By category, the most frequent first.' })
  category?: CategoryCount[];

  @Field(() => [BrandCount], { description: 'By brand, the most frequent first.' })
  brand?: BrandCount[];

  @Field(() => [StageCount], {
    nullable: true,
    description: 'By the stage of the listings in the market; null without a market.',
  })
  stage?: StageCount[] | null;

  @Field(() => PriceRange, {
    nullable: true,
    description:
      'What the variants cost at the least quantity that can be ordered. Null without a market, for callers who act for no reseller, and where nothing has a price.',
  })
  priceRange?: PriceRange | null;

  @Field(() => [SpecFacet], {
    description: 'By the specs that are facets, in their order of display; only those that occur.',
  })
  specs?: SpecFacet[];
}
