import {
  getNamedType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLField,
  type GraphQLInputType,
} from 'graphql';

/** One place where a client can put a value, such as ["input", "lines", "0", "sku"]. */
export interface InputPlace {
  path: readonly string[];
  type: GraphQLInputType;
}

/** Every place in the arguments of a root field: the arguments, their fields, and the first entry of each list. */
export function placesIn(field: GraphQLField<unknown, unknown>): InputPlace[] {
  return field.args.flatMap(({ name, type }) => placesBelow({ path: [name], type }));
}

function placesBelow(place: InputPlace): InputPlace[] {
  const type = isNonNullType(place.type) ? place.type.ofType : place.type;
  if (isListType(type)) {
    return [place, ...placesBelow({ path: [...place.path, '0'], type: type.ofType })];
  }
  if (!isInputObjectType(type)) return [place];
  const fields = Object.values(type.getFields());
  return [
    place,
    ...fields.flatMap((inner) =>
      placesBelow({ path: [...place.path, inner.name], type: inner.type }),
    ),
  ];
}

/** Whether what goes there is an id. */
export function takesId({ type }: InputPlace): boolean {
  return getNamedType(type).name === 'ID' && !isListType(isNonNullType(type) ? type.ofType : type);
}

type Json = Record<string, unknown> | unknown[];

/** The same arguments with another value at the place; what has to be around it is made. */
export function withValueAt<Root extends Record<string, unknown>>(
  root: Root,
  [key = '', ...rest]: readonly string[],
  value: unknown,
): Record<string, unknown> {
  return { ...root, [key]: replaced(root[key], rest, value) };
}

function replaced(inner: unknown, path: readonly string[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (/^\d+$/.test(key)) {
    const list = Array.isArray(inner) ? [...inner] : [];
    list[Number(key)] = replaced(list[Number(key)], rest, value);
    return list;
  }
  const object: Json = isRecord(inner) ? inner : {};
  return withValueAt(object, path, value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What stands at a place of the arguments; undefined where nothing does. */
export function valueAt(root: unknown, path: readonly string[]): unknown {
  let found: unknown = root;
  for (const key of path) {
    if (Array.isArray(found)) found = found[Number(key)];
    else if (isRecord(found)) found = found[key];
    else return undefined;
  }
  return found;
}
