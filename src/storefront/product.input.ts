import { Field, InputType, registerEnumType } from '@nestjs/graphql';
import { ListingStage, ProductCategory } from '../catalog/index.js';
import { DecimalScalar, MoneyInput } from '../platform/graphql/index.js';
import { ProductOrder } from './product-page.rules.js';

registerEnumType(ProductOrder, {
  name: 'ProductOrder',
  description: 'How a list of products is sorted.',
  valuesMap: {
    RELEVANCE: {
      description:
        'By how well the search is met, best first: a whole SKU, part number or GTIN, then words without typing errors, names before the rest. Needs a search.',
    },
    NAME: { description: 'By the English name, from A on.' },
    NEWEST: { description: 'By the day of the launch, the newest first.' },
    PRICE_ASC: {
      description:
        'By the lowest price of what can be ordered of a product, the cheapest first; products without a price come last. Needs a market and a caller who acts for a reseller.',
    },
    PRICE_DESC: {
      description:
        'By the lowest price of what can be ordered of a product, the dearest first; products without a price come last. Needs a market and a caller who acts for a reseller.',
    },
  },
});

const EMPTY = 'An empty list is no condition.';

@InputType({
  description:
    'A range of prices in the currency of the market: what one piece costs the caller’s reseller at the least quantity that can be ordered.',
})
export class PriceRangeInput {
  @Field(() => MoneyInput, {
    nullable: true,
    description: 'The lowest price that is taken; none when absent. Another currency is refused.',
  })
  min?: MoneyInput | null;

  @Field(() => MoneyInput, {
    nullable: true,
    description: 'The highest price that is taken; none when absent. One below min is refused.',
  })
  max?: MoneyInput | null;
}

@InputType({ description: 'A condition on a spec: either values, or a range of numbers.' })
export class SpecFilter {
  @Field(() => String, {
    description: 'The code of the spec, such as MEMORY. Unknown ones are refused.',
  })
  code: string;

  @Field(() => [String], {
    nullable: true,
    description:
      'One of these values, 1 to 50: texts as they are written in Spec.textValue, numbers such as 16, or true and false.',
  })
  values?: string[] | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'For a NUMBER: not less than this, in the unit of the spec.',
  })
  min?: string | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'For a NUMBER: not more than this, in the unit of the spec.',
  })
  max?: string | null;
}

@InputType({
  description:
    'Which products a list holds; conditions are joined by "and". A product is in it when one of its variants meets all conditions on variants (stage, orderable, paused, inStock, price, specs) at once.',
})
export class ProductFilter {
  @Field(() => [ProductCategory], {
    nullable: true,
    description: `Only products of one of these categories. ${EMPTY}`,
  })
  category?: ProductCategory[] | null;

  @Field(() => [String], {
    nullable: true,
    description: `Only products of one of these brands, as written in Product.brand. ${EMPTY}`,
  })
  brand?: string[] | null;

  @Field(() => [ListingStage], {
    nullable: true,
    description: `Only what stands at one of these stages in the market today. Needs a market. ${EMPTY}`,
  })
  stage?: ListingStage[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Only what can be ordered today as far as the market and the listing go, or what cannot. Needs a market.',
  })
  orderable?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Only what is paused in the market, or what is not. Needs a market.',
  })
  paused?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Only what is in stock for the market (an availability of IN_STOCK or LOW_STOCK), or what is not. Needs a market and a caller who acts for a reseller.',
  })
  inStock?: boolean | null;

  @Field(() => PriceRangeInput, {
    nullable: true,
    description:
      'Only what the caller’s reseller pays a price in this range for. Needs a market and a caller who acts for a reseller.',
  })
  price?: PriceRangeInput | null;

  @Field(() => [SpecFilter], {
    nullable: true,
    description: 'Only what meets all of these, at most 20, each spec once.',
  })
  specs?: SpecFilter[] | null;
}
