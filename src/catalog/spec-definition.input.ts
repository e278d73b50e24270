import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { SpecType } from './product.rules.js';

const CODE =
  'Stable code such as MEMORY: capital letters, digits and underscores, at most 40 characters. ALREADY_EXISTS when another spec has it.';
const NAME = 'Name of the property in English, 1 to 100 characters.';
const UNIT = 'Unit of a NUMBER, such as GB, 1 to 20 characters';
const ENUM_VALUES =
  'The values that an ENUM can have, in their order: 1 to 200, each of 1 to 100 characters and only once';
const POSITION = 'Its place among the specs of a variant, 1 to 1,000,000: lower ones come first';
const EXPECTED_VERSION =
  'The version that you read. CONFLICT when somebody else has changed it since.';

@InputType({ description: 'A new property of variants.' })
export class SpecDefinitionCreateInput {
  @Field(() => String, { description: CODE })
  code: string;

  @Field(() => String, { description: NAME })
  name: string;

  @Field(() => SpecType, { description: 'What kind of value it has.' })
  type: SpecType;

  @Field(() => String, { nullable: true, description: `${UNIT}; none when absent.` })
  unit?: string | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether products can be narrowed down by it.',
  })
  isFacet?: boolean;

  @Field(() => [String], {
    nullable: true,
    description: `${ENUM_VALUES}. Required for an ENUM, refused for other types.`,
  })
  enumValues?: string[] | null;

  @Field(() => Int, { defaultValue: 1, description: `${POSITION}.` })
  position?: number;
}

@InputType({ description: 'What to change of a spec: what is left out stays as it is.' })
export class SpecDefinitionUpdateInput {
  @Field(() => ID, { description: 'Id of the definition.' })
  id: string;

  @Field(() => Int, { description: EXPECTED_VERSION })
  expectedVersion: number;

  @Field(() => String, {
    nullable: true,
    description: `${CODE} It cannot change as long as variants have a value of it (INVALID_VALUE, rule IN_USE).`,
  })
  code?: string | null;

  @Field(() => String, { nullable: true, description: NAME })
  name?: string | null;

  @Field(() => SpecType, {
    nullable: true,
    description:
      'What kind of value it has. It cannot change as long as variants have a value of it (INVALID_VALUE, rule IN_USE).',
  })
  type?: SpecType | null;

  @Field(() => String, { nullable: true, description: `${UNIT}; null takes it away.` })
  unit?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether products can be narrowed down by it.',
  })
  isFacet?: boolean | null;

  @Field(() => [String], {
    nullable: true,
    description: `${ENUM_VALUES}. One that variants have cannot go (INVALID_VALUE, rule IN_USE).`,
  })
  enumValues?: string[] | null;

  @Field(() => Int, { nullable: true, description: `${POSITION}.` })
  position?: number | null;
}

@InputType({ description: 'Which spec to delete.' })
export class SpecDefinitionDeleteInput {
  @Field(() => ID, { description: 'Id of the definition.' })
  id: string;

  @Field(() => Int, { description: EXPECTED_VERSION })
  expectedVersion: number;
}
