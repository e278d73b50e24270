import { describe, expect, it } from '@jest/globals';
import { buildSchema, Kind, parse, type OperationDefinitionNode } from 'graphql';
import { operationCost } from './operation-cost.js';

const schema = buildSchema(`
  type Query { device: Device, devices(first: Int, last: Int): DeviceConnection!, found(input: Search!): DeviceConnection!, names: [String!]! }
  input Search { first: Int, words: [String!], within: Search }
  type DeviceConnection { nodes: [Device!]!, edges: [Edge!]!, totalCount: Int }
  type Edge { cursor: String!, node: Device! }
  type Device { name: String!, parts: [Part!]!, maker: Maker! }
  type Part { code: String!, device: Device! }
  type Maker { name: String!, devices(first: Int): DeviceConnection! }
`);

function costOf(text: string, variables: Record<string, unknown> = {}) {
  const document = parse(text);
  const operation = document.definitions.find(
    (definition): definition is OperationDefinitionNode =>
      definition.kind === Kind.OPERATION_DEFINITION,
  );
  if (!operation) throw new Error('There is no operation.');
  return operationCost(schema, { document, operation, variables });
}

describe('the cost of an operation', () => {
  it.each([
    ['a field', '{ __typename }', 1],
    ['an object and its fields', '{ device { name maker { name } } }', 4],
    ['a list of names', '{ names }', 1],
    ['ten parts of two values', '{ device { parts { code device { name } } } }', 2 + 10 * 3],
    ['a page of 20 when nothing is said', '{ devices { nodes { name } } }', 2 + 20],
    ['a page of what is said', '{ devices(first: 3) { nodes { name } } }', 2 + 3],
    ['the larger of both', '{ devices(first: 3, last: 7) { nodes { name } } }', 2 + 7],
    ['no more than the largest page', '{ devices(first: 2000000000) { nodes { name } } }', 2 + 100],
    ['nothing of a page of less than nothing', '{ devices(first: -5) { nodes { name } } }', 2],
    ['edges like nodes', '{ devices(first: 3) { edges { cursor node { name } } } }', 2 + 3 * 3],
    ['a count beside them once', '{ devices(first: 3) { totalCount nodes { name } } }', 3 + 3],
    [
      'pages in pages',
      '{ devices(first: 50) { nodes { maker { devices(first: 4) { nodes { name } } } } } }',
      2 + 50 * (1 + 2 + 4),
    ],
    ['a fragment as what it holds', '{ device { ...F } } fragment F on Device { name }', 2],
    [
      'a fragment on a page with the size of the page',
      '{ devices(first: 3) { ...F } } fragment F on DeviceConnection { nodes { name } }',
      2 + 3,
    ],
    ['what stands in place', '{ device { ... { name } ... on Device { name } } }', 3],
  ])('counts %s', (_name, text, cost) => {
    expect(costOf(text).cost).toBe(cost);
  });

  it('reads the size of a page from the variables, or from their defaults', () => {
    const text = 'query ($n: Int = 5) { devices(first: $n) { nodes { name } } }';
    expect(costOf(text, { n: 80 }).cost).toBe(82);
    expect(costOf(text).cost).toBe(7);
    expect(costOf(text, { n: 'many' }).cost).toBe(22);
  });

  it('reads the size of a page from an input, written out or in variables', () => {
    expect(costOf('{ found(input: { first: 90 }) { nodes { name } } }').cost).toBe(92);
    expect(costOf('{ found(input: { words: ["x"] }) { nodes { name } } }').cost).toBe(22);
    // What stands deeper in the input is no size of this page.
    const within = '{ found(input: { within: { first: 90 } }) { nodes { name } } }';
    expect(costOf(within).cost).toBe(22);
    const inside = 'query ($n: Int!) { found(input: { first: $n }) { nodes { name } } }';
    expect(costOf(inside, { n: 90 }).cost).toBe(92);
    const whole = 'query ($input: Search!) { found(input: $input) { nodes { name } } }';
    expect(costOf(whole, { input: { first: 90, words: ['x'] } }).cost).toBe(92);
    expect(costOf(whole, { input: { within: { first: 90 } } }).cost).toBe(22);
    expect(costOf(whole, { input: { first: null } }).cost).toBe(22);
    expect(costOf(whole, { input: 'first' }).cost).toBe(22);
  });

  it('tells the list that stands within itself most often', () => {
    const text =
      '{ device { maker { name } parts { device { parts { device { parts { code } } } } } } }';
    expect(costOf(text).deepest).toEqual({ field: 'Device.parts', times: 3 });
    expect(costOf('{ device { name } }').deepest).toEqual({ field: '', times: 0 });
  });

  it('finds it behind fragments', () => {
    const text =
      '{ device { ...A } } fragment A on Device { parts { device { ...B } } } fragment B on Device { parts { code } }';
    expect(costOf(text).deepest.times).toBe(2);
  });

  it('looks at each fragment once, whatever it unfolds to', () => {
    const fragments = Array.from(
      { length: 60 },
      (_, i) =>
        `fragment F${i} on Device { maker { devices { nodes { ${`...F${i + 1} `.repeat(20)} } } } }`,
    );
    const text = `{ device { ...F0 } } ${fragments.join(' ')} fragment F60 on Device { name }`;
    const { cost, deepest } = costOf(text);
    expect(cost).toBeGreaterThan(1e100);
    expect(deepest).toEqual({ field: 'DeviceConnection.nodes', times: 60 });
  });
});
