import {
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';

/** The root field behind a name such as Query.orders. */
export function rootField(schema: GraphQLSchema, name: string): GraphQLField<unknown, unknown> {
  const [typeName = '', fieldName = ''] = name.split('.');
  const type = schema.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
  if (!field) throw new Error(`${name} is no field of the schema.`);
  return field;
}

/** Every field of Query and Mutation, by such a name. */
export function rootFieldNames(schema: GraphQLSchema): string[] {
  return [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
    .filter((type): type is GraphQLObjectType => Boolean(type))
    .flatMap((type) => Object.keys(type.getFields()).map((name) => `${type.name}.${name}`));
}

/** The operation that calls a root field with variables named as its arguments. */
export function operationOf(
  schema: GraphQLSchema,
  name: string,
  given: readonly string[],
  depth: number,
): string {
  const field = rootField(schema, name);
  const used = field.args.filter((arg) => given.includes(arg.name));
  const variables = used.map((arg) => `$${arg.name}: ${String(arg.type)}`).join(', ');
  const passed = used.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
  const kind = name.startsWith('Mutation.') ? 'mutation' : 'query';
  return `${kind} ${variables && `(${variables})`} { ${field.name} ${passed && `(${passed})`} ${selectionOf(schema, field, depth)} }`;
}

/** All that a field gives without further arguments, so many levels down. */
function selectionOf(
  schema: GraphQLSchema,
  field: GraphQLField<unknown, unknown>,
  depth: number,
): string {
  const type = getNamedType(field.type);
  if (!isCompositeType(type)) return '';
  if (!isObjectType(type) && !isInterfaceType(type)) return '{ __typename }';
  const inner = Object.values(type.getFields()).filter(
    (child) =>
      child.args.every((arg) => !isNonNullType(arg.type) || arg.defaultValue !== undefined) &&
      (!isCompositeType(getNamedType(child.type)) || depth > 1) &&
      // The same nodes once more: it doubles the cost and shows nothing new.
      !(child.name === 'edges' && isListType(nullableOf(child))),
  );
  const selected = inner.map((child) => `${child.name} ${selectionOf(schema, child, depth - 1)}`);
  return `{ __typename ${selected.join(' ')} }`;
}

function nullableOf(field: GraphQLField<unknown, unknown>): unknown {
  return isNonNullType(field.type) ? field.type.ofType : field.type;
}
