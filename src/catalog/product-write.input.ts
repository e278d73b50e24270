import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { DateScalar } from '../platform/graphql/index.js';
import { ProductCategory } from './product.rules.js';

const HANDLE =
  'Its name in addresses, such as mi-notebook-air-13: small letters, digits and single hyphens, at most 80 characters. ALREADY_EXISTS when another product has it.';
const BRAND = 'The brand that it carries, 1 to 80 characters.';
const LAUNCHED_ON = 'When it was first put on sale anywhere, between 1970-01-01 and 2199-12-31';
const EXPECTED_VERSION =
  'The version that you read. CONFLICT when somebody else has changed it since.';

@InputType({ description: 'Name and description of a product in one language.' })
export class ProductTextInput {
  @Field(() => String, {
    description:
      'BCP 47 tag: "de" serves every German-speaking market, "de-CH" one of them. Each at most once.',
  })
  locale: string;

  @Field(() => String, { description: 'The name, 1 to 200 characters.' })
  name: string;

  @Field(() => String, {
    nullable: true,
    description:
      'The description as plain text, at most 10,000 characters. Left out it stays as it is; null empties it.',
  })
  description?: string | null;
}

@InputType({ description: 'A new product. Its variants come afterwards.' })
export class ProductCreateInput {
  @Field(() => String, { description: HANDLE })
  handle: string;

  @Field(() => ProductCategory, { description: 'What kind of thing it is.' })
  category: ProductCategory;

  @Field(() => String, { description: BRAND })
  brand: string;

  @Field(() => DateScalar, {
    nullable: true,
    description: `${LAUNCHED_ON}; today in UTC when absent.`,
  })
  launchedOn?: string | null;

  @Field(() => [ProductTextInput], {
    description: 'Its texts, at most 50; one must be in "en", which others fall back to.',
  })
  texts: ProductTextInput[];
}

@InputType({ description: 'What to change of a product: what is left out stays as it is.' })
export class ProductUpdateInput {
  @Field(() => ID, { description: 'Id of the product.' })
  id: string;

  @Field(() => Int, { description: EXPECTED_VERSION })
  expectedVersion: number;

  @Field(() => String, { nullable: true, description: HANDLE })
  handle?: string | null;

  @Field(() => ProductCategory, { nullable: true, description: 'What kind of thing it is.' })
  category?: ProductCategory | null;

  @Field(() => String, { nullable: true, description: BRAND })
  brand?: string | null;

  @Field(() => DateScalar, { nullable: true, description: `${LAUNCHED_ON}.` })
  launchedOn?: string | null;

  @Field(() => [ProductTextInput], {
    nullable: true,
    description: 'Texts to add, or to put in the place of those in the same language.',
  })
  texts?: ProductTextInput[] | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'Locales of the texts to take away; "en" cannot be. One that there is not makes no difference.',
  })
  removeTexts?: string[] | null;
}

@InputType({ description: 'Which product to delete.' })
export class ProductDeleteInput {
  @Field(() => ID, { description: 'Id of the product.' })
  id: string;

  @Field(() => Int, { description: EXPECTED_VERSION })
  expectedVersion: number;
}
