import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { SpecType } from './product.rules.js';

@ObjectType({ description: 'A property that variants can have, with the type of its value.' })
export class SpecDefinition {
  @Field(() => ID, { description: 'Id of the definition.' })
  id: string;

  @Field(() => String, { description: 'Stable code of the property, such as MEMORY.' })
  code: string;

  @Field(() => String, { description: 'Name of the property, in English.' })
  name: string;

  @Field(() => SpecType, { description: 'What kind of value it has.' })
  type: SpecType;

  @Field(() => String, {
    nullable: true,
    description: 'Unit of a NUMBER, such as GB or in; null for what has no unit.',
  })
  unit: string | null;

  @Field(() => Boolean, { description: 'Whether products can be narrowed down by it.' })
  isFacet: boolean;

  @Field(() => [String], {
    nullable: true,
    description: 'The values that an ENUM can have, in their order; null for other types.',
  })
  enumValues: string[] | null;

  @Field(() => Int, {
    description: 'Its place among the specs of a variant: lower ones come first.',
  })
  position: number;

  @Field(() => Int, {
    description: 'Raised by every change of it: what changes ask for as expectedVersion.',
  })
  version: number;
}
