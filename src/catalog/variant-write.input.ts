import { Field, ID, InputType, Int } from '@nestjs/graphql';

const SKU =
  'Stock keeping unit, as written on orders: capital letters, digits and hyphens, 3 to 40 characters. ALREADY_EXISTS when another variant has it.';
const MPN = "The manufacturer's own part number, 1 to 60 characters.";
const GTIN =
  'GTIN (GS1) of 8, 12, 13 or 14 digits with the right check digit. ALREADY_EXISTS when another variant has it, also with more or fewer leading zeros.';
const POSITION =
  'Its place among the configurations of the product, 1 to 1,000,000: lower ones come first';
const EXPECTED_VERSION =
  'The version that you read. CONFLICT when somebody else has changed it since.';

@InputType({ description: 'The value of one spec of a variant.' })
export class VariantSpecInput {
  @Field(() => String, {
    description: 'Code of the spec, from specDefinitions, such as MEMORY. Each at most once.',
  })
  code: string;

  @Field(() => String, {
    nullable: true,
    description:
      'The value as text: a NUMBER such as "13.3" with at most 20 digits before and 10 after the point, a BOOLEAN "true" or "false", an ENUM one of its values, a TEXT of 1 to 500 characters. Null takes the spec away.',
  })
  value?: string | null;
}

@InputType({ description: 'A new variant of a product.' })
export class VariantCreateInput {
  @Field(() => ID, {
    description: 'Id of the product of which it is a configuration. It stays with that product.',
  })
  productId: string;

  @Field(() => String, { description: SKU })
  sku: string;

  @Field(() => String, { description: MPN })
  mpn: string;

  @Field(() => String, { description: GTIN })
  gtin: string;

  @Field(() => Int, { defaultValue: 1, description: `${POSITION}.` })
  position?: number;

  @Field(() => [VariantSpecInput], {
    nullable: true,
    description: 'Its specs, at most 100; none when absent.',
  })
  specs?: VariantSpecInput[] | null;
}

@InputType({ description: 'What to change of a variant: what is left out stays as it is.' })
export class VariantUpdateInput {
  @Field(() => ID, { description: 'Id of the variant.' })
  id: string;

  @Field(() => Int, { description: EXPECTED_VERSION })
  expectedVersion: number;

  @Field(() => String, {
    nullable: true,
    description: `${SKU} It can be changed only as long as no order and no draft names it (else INVALID_VALUE, rule IN_USE): what was ordered keeps its name.`,
  })
  sku?: string | null;

  @Field(() => String, { nullable: true, description: MPN })
  mpn?: string | null;

  @Field(() => String, { nullable: true, description: GTIN })
  gtin?: string | null;

  @Field(() => Int, { nullable: true, description: `${POSITION}.` })
  position?: number | null;

  @Field(() => [VariantSpecInput], {
    nullable: true,
    description:
      'Specs to set, or to take away with null; at most 100. Those that are not named stay as they are.',
  })
  specs?: VariantSpecInput[] | null;
}

@InputType({ description: 'Which variant to delete.' })
export class VariantDeleteInput {
  @Field(() => ID, { description: 'Id of the variant.' })
  id: string;

  @Field(() => Int, { description: EXPECTED_VERSION })
  expectedVersion: number;
}
