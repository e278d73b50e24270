import { Field, ObjectType } from '@nestjs/graphql';
import { mutationErrors, type MutationUserError } from '../platform/graphql/index.js';
import { SpecDefinition } from './spec-definition.type.js';

const TAKEN = 'Another spec has the code.';
const NO_SPEC = 'There is no such spec.';

export const specDefinitionCreateErrors = mutationErrors(
  'specDefinitionCreate',
  ['REQUIRED', 'INVALID_VALUE', 'ALREADY_EXISTS'],
  { ALREADY_EXISTS: TAKEN },
);

export const specDefinitionUpdateErrors = mutationErrors(
  'specDefinitionUpdate',
  ['REQUIRED', 'INVALID_VALUE', 'ALREADY_EXISTS', 'NOT_FOUND', 'CONFLICT'],
  { ALREADY_EXISTS: TAKEN, NOT_FOUND: NO_SPEC },
);

export const specDefinitionDeleteErrors = mutationErrors(
  'specDefinitionDelete',
  ['INVALID_VALUE', 'NOT_FOUND', 'CONFLICT'],
  {
    INVALID_VALUE: 'Variants still have a value of it (rule IN_USE).',
    NOT_FOUND: NO_SPEC,
  },
);

@ObjectType({ description: 'What came of specDefinitionCreate.' })
export class SpecDefinitionCreatePayload {
  @Field(() => SpecDefinition, { nullable: true, description: 'The new spec; null when refused.' })
  specDefinition: SpecDefinition | null;

  @Field(() => [specDefinitionCreateErrors.type], {
    description: 'Everything that is wrong; empty when it was done.',
  })
  userErrors: MutationUserError<string>[];
}

@ObjectType({ description: 'What came of specDefinitionUpdate.' })
export class SpecDefinitionUpdatePayload {
  @Field(() => SpecDefinition, {
    nullable: true,
    description: 'The spec as it is now; null when refused.',
  })
  specDefinition: SpecDefinition | null;

  @Field(() => [specDefinitionUpdateErrors.type], {
    description: 'Everything that is wrong; empty when it was done.',
  })
  userErrors: MutationUserError<string>[];
}

@ObjectType({ description: 'What came of specDefinitionDelete.' })
export class SpecDefinitionDeletePayload {
  @Field(() => SpecDefinition, {
    nullable: true,
    description: 'The spec as it was, and no more; null when refused.',
  })
  specDefinition: SpecDefinition | null;

  @Field(() => [specDefinitionDeleteErrors.type], {
    description: 'Everything that is wrong; empty when it was done.',
  })
  userErrors: MutationUserError<string>[];
}
