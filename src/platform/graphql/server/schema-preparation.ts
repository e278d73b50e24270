import { lexicographicSortSchema, printSchema } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { assertEveryRootFieldDeclared } from '../../access/index.js';
import { resolvePlainly } from '../plain-field.js';
import { readProperties } from './property-fields.js';

/** The same for the server and for the printed file. */
export const BUILD_SCHEMA_OPTIONS = { noDuplicatedFields: true } as const;

const ROOTS = {
  Query: 'What can be read.',
  Mutation:
    'What can be done: one mutation per business action. Each answers what it changed and `userErrors` for mistakes in its input, in which case nothing was changed.',
  Subscription: 'What can be listened to.',
} as const;

/** The last step before a schema is served or printed: it must say who may use each root field. */
export function prepareSchema(schema: GraphQLSchema): GraphQLSchema {
  assertEveryRootFieldDeclared(schema);
  resolvePlainly(schema);
  readProperties(schema);
  for (const [name, description] of Object.entries(ROOTS)) {
    const type = schema.getType(name);
    if (type) type.description ??= description;
  }
  return schema;
}

/** The schema as text, always in the same order, so that a difference is a change. */
export function schemaText(schema: GraphQLSchema): string {
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}
