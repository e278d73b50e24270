import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  lexicographicSortSchema,
  printSchema,
  type GraphQLNamedType,
} from 'graphql';

const text = readFileSync('schema.gql', 'utf8');
const schema = buildSchema(text);
const types = Object.values(schema.getTypeMap()).filter(
  (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
);

/** A part of the schema that a client reads, by the path at which the explorer shows it. */
interface Part {
  path: string;
  description?: string | null;
}

function partsOf(type: GraphQLNamedType): Part[] {
  const parts: Part[] = [{ path: type.name, description: type.description }];
  const add = (path: string, { description }: { description?: string | null }) =>
    parts.push({ path: `${type.name}.${path}`, description });
  if (isEnumType(type)) for (const value of type.getValues()) add(value.name, value);
  if (isInputObjectType(type))
    for (const field of Object.values(type.getFields())) add(field.name, field);
  if (isObjectType(type) || isInterfaceType(type))
    for (const field of Object.values(type.getFields())) {
      add(field.name, field);
      for (const argument of field.args) add(`${field.name}(${argument.name})`, argument);
    }
  return parts;
}

const parts = types.flatMap(partsOf);
const fieldsOf = (name: string) => {
  const type = schema.getType(name);
  return isObjectType(type) ? Object.values(type.getFields()) : [];
};

describe('schema.gql', () => {
  it('describes every type, field, argument and enum value', () => {
    expect(parts.length).toBeGreaterThan(50);
    const bare = parts.filter(({ description }) => !description?.trim()).map(({ path }) => path);
    expect(bare).toEqual([]);
  });

  it('describes in sentences, not by repeating the name', () => {
    const words = (value: string) => value.toLowerCase().replace(/[^a-z]/g, '');
    const empty = parts
      .filter(({ path, description }) => {
        const name = words(path.split(/[.(]/).at(-1)!);
        return [name, `the${name}`, `a${name}`].includes(words(description ?? ''));
      })
      .map(({ path }) => path);
    expect(empty).toEqual([]);
  });

  it('is sorted, so that a change shows where it belongs', () => {
    const body = (sdl: string) => sdl.replace(/^#.*\n/gm, '').trim();
    expect(body(text)).toBe(body(printSchema(lexicographicSortSchema(schema))));
  });

  // What is wrong with a sign-in or a token is never told apart, so these answer UNAUTHENTICATED and no more.
  const sessions = ['signIn', 'microsoftSignInFinish', 'signOut', 'tokenRefresh'];

  it('gives every mutation one input and one payload with userErrors', () => {
    for (const field of fieldsOf('Mutation')) {
      expect([field.name, field.args.map(({ name }) => name)]).toEqual([
        field.name,
        field.args.length === 0 ? [] : ['input'],
      ]);
      const payload = String(field.type).replace('!', '');
      expect([field.name, payload]).toEqual([
        field.name,
        `${field.name[0]!.toUpperCase()}${field.name.slice(1)}Payload`,
      ]);
      if (sessions.includes(field.name)) continue;
      const errors = fieldsOf(payload).find(({ name }) => name === 'userErrors');
      expect([field.name, String(errors?.type)]).toEqual([
        field.name,
        expect.stringMatching(/^\[\w*Error!\]!$/),
      ]);
    }
  });

  it('never counts or pays in floating point', () => {
    expect(text).not.toMatch(/\bFloat\b/);
  });
});
