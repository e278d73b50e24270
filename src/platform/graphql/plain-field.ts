import { Extensions } from '@nestjs/graphql';
import { isObjectType, type GraphQLSchema } from 'graphql';

const PLAIN = 'plain';

/**
 * For a field with arguments, or of an upper module, whose value is at hand: the method gets the parent and the arguments
 * named, in this order, and answers at once. Nest would make a promise of every child of a page, and find out each time
 * what its parameters are.
 */
export function Plain(...names: string[]) {
  return (target: object, key: string, descriptor: PropertyDescriptor): void => {
    const method: unknown = descriptor.value;
    Extensions({ [PLAIN]: { method, names } })(target, key, descriptor);
  };
}

/** Puts the methods of plain fields in the place of the resolvers that Nest has made of them. */
export function resolvePlainly(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
    for (const field of Object.values(type.getFields())) {
      const plain = field.extensions[PLAIN];
      if (!isPlain(plain)) continue;
      const { method, names } = plain;
      field.resolve = (parent: unknown, given: Record<string, unknown>) =>
        method(parent, ...names.map((name) => given[name]));
    }
  }
}

interface PlainField {
  method: (parent: unknown, ...values: unknown[]) => unknown;
  names: string[];
}

function isPlain(extension: unknown): extension is PlainField {
  return typeof extension === 'object' && extension !== null && 'method' in extension;
}
