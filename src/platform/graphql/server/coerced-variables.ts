import {
  getVariableValues,
  GraphQLScalarType,
  Kind,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';

/** Stands for a variable that has been coerced already. No schema has a name with two underscores. */
const COERCED = new GraphQLScalarType({ name: '__Coerced', parseValue: (value) => value });

/**
 * graphql-jit refuses input objects that lack what has a default, so graphql-js coerces the variables. The operation is
 * compiled as if each of them had a type that takes what it gets.
 */
export function withCoercedVariables(
  document: DocumentNode,
  operation: OperationDefinitionNode,
): DocumentNode {
  const type = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: COERCED.name } } as const;
  const { variableDefinitions = [] } = operation;
  const taking = {
    ...operation,
    variableDefinitions: variableDefinitions.map(({ kind, variable }) => ({
      kind,
      variable,
      type,
    })),
  };
  const definitions = document.definitions.map((definition) =>
    definition === operation ? taking : definition,
  );
  return { ...document, definitions };
}

/** The schema with that type. */
export function schemaWithCoerced(schema: GraphQLSchema): GraphQLSchema {
  const view = Object.create(schema) as GraphQLSchema;
  view.getType = (name) => (name === COERCED.name ? COERCED : schema.getType(name));
  return view;
}

/** The variables as resolvers get them; undefined when one of them is not what it should be. */
export function coercedVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  given: Record<string, unknown>,
): Record<string, unknown> | undefined {
  return getVariableValues(schema, variableDefinitions, given, { maxErrors: 1 }).coerced;
}
