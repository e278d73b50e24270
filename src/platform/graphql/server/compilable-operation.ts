import {
  Kind,
  OperationTypeNode,
  visit,
  BREAK,
  type DocumentNode,
  type OperationDefinitionNode,
  type VariableDefinitionNode,
} from 'graphql';

/**
 * Whether graphql-jit answers the operation as graphql-js would. What it is known to do differently is left to graphql-js,
 * so that nobody can tell which of the two answered.
 */
export function isCompilable(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  rootFields: ReadonlySet<string>,
): boolean {
  // Several mutations run one after the other: when the arguments of one are refused, graphql-jit skips those behind it.
  const isSerial =
    operation.operation !== OperationTypeNode.QUERY && operation.selectionSet.selections.length > 1;
  const introspects = [...rootFields].some((field) => field.startsWith('__'));
  return !isSerial && !introspects && !hasDoubtfulParts(document, operation);
}

/**
 * Conditions: graphql-jit notes them on the nodes of a fragment, which may be spread under several. Variables within a
 * literal: it does not look whether one that may be null stands where null is not allowed.
 */
function hasDoubtfulParts(document: DocumentNode, operation: OperationDefinitionNode): boolean {
  const mayBeNull = new Set(
    (operation.variableDefinitions ?? [])
      .filter(isNullable)
      .map(({ variable }) => variable.name.value),
  );
  let found = false;
  let literals = 0;
  const literal = { enter: () => void (literals += 1), leave: () => void (literals -= 1) };
  visit(document, {
    Directive: () => {
      found = true;
      return BREAK;
    },
    [Kind.OBJECT]: literal,
    [Kind.LIST]: literal,
    Variable: ({ name }) => {
      if (literals === 0 || !mayBeNull.has(name.value)) return undefined;
      found = true;
      return BREAK;
    },
  });
  return found;
}

function isNullable({ type }: VariableDefinitionNode): boolean {
  return type.kind !== Kind.NON_NULL_TYPE;
}
