import { describe, expect, it } from '@jest/globals';
import { buildSchema, graphqlSync } from 'graphql';
import { selectedNames, selects } from './selection.js';

const schema = buildSchema(`
  type Query { orders: Orders }
  type Orders { totalCount: Int nodes: [Order] }
  type Order { number: String lines: Orders }
`);

function asks(selection: string, ...path: string[]): boolean | undefined {
  let answer: boolean | undefined;
  const result = graphqlSync({
    schema,
    source: selection,
    rootValue: {
      orders: (_args: unknown, _context: unknown, info: Parameters<typeof selects>[0]) => {
        answer = selects(info, ...path);
        return null;
      },
    },
  });
  expect(result.errors).toBeUndefined();
  return answer;
}

describe('selects', () => {
  it.each([
    ['{ orders { totalCount } }', true],
    ['{ orders { count: totalCount } }', true],
    ['{ orders { ... on Orders { totalCount } } }', true],
    ['{ orders { ...F } } fragment F on Orders { ...G } fragment G on Orders { totalCount }', true],
    ['{ orders { nodes { number } } orders { totalCount } }', true],
    ['{ orders { nodes { number } } }', false],
    ['{ orders { nodes { lines { totalCount } } } }', false],
  ])('%s asks for the total: %s', (selection, expected) => {
    expect(asks(selection, 'totalCount')).toBe(expected);
  });

  it('follows a path', () => {
    const selection = '{ orders { nodes { ...F } } } fragment F on Order { lines { totalCount } }';
    expect(asks(selection, 'nodes', 'lines', 'totalCount')).toBe(true);
    expect(asks(selection, 'nodes', 'number')).toBe(false);
    expect(asks(selection, 'totalCount')).toBe(false);
  });
});

describe('selectedNames', () => {
  function namesIn(source: string): string[] {
    let names: ReadonlySet<string> = new Set();
    const orders = (
      _args: unknown,
      _context: unknown,
      info: Parameters<typeof selectedNames>[0],
    ) => {
      names = selectedNames(info);
      expect(selectedNames(info)).toEqual(names);
      return null;
    };
    expect(graphqlSync({ schema, source, rootValue: { orders } }).errors).toBeUndefined();
    return [...names].sort();
  }

  it.each([
    ['{ orders { totalCount } }', ['totalCount']],
    [
      '{ orders { count: totalCount } orders { nodes { number } } }',
      ['nodes', 'number', 'totalCount'],
    ],
    [
      '{ orders { ...F } } fragment F on Orders { nodes { ... on Order { lines { totalCount } } } }',
      ['lines', 'nodes', 'totalCount'],
    ],
    [
      '{ orders { nodes { ...G lines { nodes { ...G } } } } } fragment G on Order { number }',
      ['lines', 'nodes', 'number'],
    ],
  ])('in %s are %j', (source, expected) => {
    expect(namesIn(source)).toEqual(expected);
  });
});
