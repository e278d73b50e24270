import { isObjectType, type GraphQLField, type GraphQLSchema } from 'graphql';

/** Nest's name for the function that it puts on each field which has none of ours. */
const NEST_NAME = 'rootFieldResolver';

/**
 * Nest puts a function on every field, also where it only reads the property of the same name, which is what happens
 * without one too. A compiled operation reads such a property itself, which costs a fraction of a call.
 */
export function readProperties(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (isProperty(field)) delete field.resolve;
    }
  }
}

/** Whether it reads the property that has the field's name, and answers nothing else where there is none. */
function isProperty({ name, resolve }: GraphQLField<unknown, unknown>): boolean {
  if (resolve?.name !== NEST_NAME) return false;
  const read: unknown[] = [];
  const value = {};
  const probe = new Proxy(
    {},
    {
      get: (_, property) => {
        read.push(property);
        return read.length === 1 ? value : undefined;
      },
    },
  );
  const answer = (source: object): unknown => Reflect.apply(resolve, undefined, [source]);
  return answer(probe) === value && read[0] === name && answer({}) === undefined;
}
