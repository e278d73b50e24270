import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  examplesFor,
  fillVariables,
  isUnedited,
  missingFacts,
  readExamples,
  unfilledVariables,
  type Example,
  type Json,
} from '../../web/src/example.js';
import { hasForeign, operationName, planTabs } from '../../web/src/tab-plan.js';

const NOW = new Date('2026-11-23T22:30:00Z');

const order: Example = {
  name: '110-place-an-order',
  roles: ['BUYER'],
  query:
    'mutation PlaceAnOrder($input: OrderSubmitInput!) { orderSubmit(input: $input) { replayed } }',
  variables: {
    input: {
      idempotencyKey: 'explorer-{fresh}',
      shipToAddressId: '{address}',
      version: '{version}',
      until: '{day+30}',
      lines: [{ sku: 'XBS12-8-256', quantity: 12 }],
    },
  },
  facts: {
    query: '{ addresses { id place { countryCode } } order { version } }',
    take: {
      address: ['addresses', { place: { countryCode: 'DE' } }, 'id'],
      version: ['order', 'version'],
    },
  },
};

const markets: Example = {
  name: '030-markets',
  roles: ['ANYBODY'],
  query: '# All of them.\nquery Markets { markets { code } }',
};

const answer: Json = {
  addresses: [
    { id: 'a-1', place: { countryCode: 'FR' } },
    { id: 'a-2', place: { countryCode: 'DE' } },
    { id: 'a-3', place: { countryCode: 'DE' } },
  ],
  order: { version: 4 },
};

const filled = (example: Example, data: Json = answer): Promise<string> =>
  fillVariables(example, { fresh: 'f1', now: NOW }, async () => data);

describe('the variables of an example', () => {
  it('are filled with what was looked up, of its own type, with a fresh text and with days', async () => {
    expect(JSON.parse(await filled(order))).toEqual({
      input: {
        idempotencyKey: 'explorer-f1',
        shipToAddressId: 'a-2',
        version: 4,
        until: '2026-12-23',
        lines: [{ sku: 'XBS12-8-256', quantity: 12 }],
      },
    });
  });

  it('keep their placeholder where there is nothing to fill in', async () => {
    const nothings: Json[] = [null, {}, { addresses: [] }, { addresses: null, order: null }];
    for (const nothing of nothings) {
      const { input } = JSON.parse(await filled(order, nothing));
      expect(input).toMatchObject({ idempotencyKey: 'explorer-f1', shipToAddressId: '{address}' });
    }
  });

  it('are empty where the operation has none, and nothing is asked for', async () => {
    const asked = fillVariables(markets, { fresh: 'f1', now: NOW }, () =>
      Promise.reject(new Error('asked')),
    );
    expect(await asked).toBe('');
    expect(unfilledVariables(markets)).toBe('');
  });
});

describe('a tab with an example', () => {
  it('is unedited before and after it was filled in, however often', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1 }), fc.integer(), async (fresh, version) => {
        const data = {
          addresses: [{ id: fresh, place: { countryCode: 'DE' } }],
          order: { version },
        };
        const variables = await fillVariables(order, { fresh, now: NOW }, async () => data);
        expect(isUnedited(order, { query: order.query, variables })).toBe(true);
      }),
    );
    expect(isUnedited(order, { query: order.query, variables: unfilledVariables(order) })).toBe(
      true,
    );
    expect(isUnedited(order, { query: `${order.query}\n`, variables: '' })).toBe(true);
    expect(isUnedited(markets, { query: markets.query, variables: null })).toBe(true);
  });

  it('is edited when anything else differs', async () => {
    const variables = await filled(order);
    const edits = [
      variables.replace('"quantity": 12', '"quantity": 13'),
      variables.replace('"sku"', '"SKU"'),
      variables.replace('explorer-', 'mine-'),
      variables.replace('"a-2"', '{}'),
      variables.replace(/"lines": \[[\s\S]*\]/, '"lines": []'),
      '{',
      '[]',
    ];
    for (const edit of edits)
      expect([edit, isUnedited(order, { query: order.query, variables: edit })]).toEqual([
        edit,
        false,
      ]);
    expect(isUnedited(order, { query: `${order.query} `.replace('12', '13'), variables })).toBe(
      true,
    );
    expect(
      isUnedited(order, { query: order.query.replace('replayed', 'order { id }'), variables }),
    ).toBe(false);
    expect(isUnedited(markets, { query: markets.query, variables: '{}' })).toBe(false);
  });
});

describe('an example for which nothing was found', () => {
  const missing = async (data: Json) => missingFacts(order, await filled(order, data));

  it('says which of its facts are missing, and not that everything else is there', async () => {
    expect(await missing(null)).toEqual(['address', 'version']);
    expect(await missing({ addresses: null, order: { version: 1 } })).toEqual(['address']);
    expect(await missing(answer)).toEqual([]);
    expect(missingFacts(markets, '{}')).toEqual([]);
  });
});

describe('the tabs of a role', () => {
  const tab = (title: string, query: string, variables: string | null = null) => ({
    title,
    query,
    variables,
  });
  const own = tab('Mine', 'query Mine { apiVersion }');
  const edited = tab('Markets', 'query Markets { markets { name } }');
  const untouched = tab('Markets', markets.query);
  const blank = tab('<untitled>', '  ');

  it('are its examples, and whatever somebody wrote', () => {
    const plan = planTabs([order, markets], [order], [untouched, edited, own, blank], {
      reset: false,
    });
    expect(plan).toEqual({ examples: [order], kept: [edited, own] });
  });

  it('are its examples as they came, and what is no example, after a reset', () => {
    const plan = planTabs([order, markets], [markets], [untouched, edited, own, blank], {
      reset: true,
    });
    expect(plan).toEqual({ examples: [markets], kept: [own] });
  });

  it('are those of somebody else only until they are planned anew', () => {
    expect(hasForeign([order, markets], 'BUYER', [untouched, own])).toBe(true);
    expect(hasForeign([order, markets], 'BUYER', [edited, own, blank])).toBe(false);
    expect(hasForeign([order, markets], 'ANYBODY', [untouched, own])).toBe(false);
  });

  it('are called after their operation', () => {
    expect([order, markets].map(operationName)).toEqual(['PlaceAnOrder', 'Markets']);
  });
});

describe('the files of the examples', () => {
  it('are read in the order of their names, each with what stands beside it', () => {
    const files = {
      '../examples/020-b.graphql': 'query B { b }\n',
      '../examples/020-b.json': '{"roles":["ADMIN"]}',
      '../examples/010-a.graphql': 'query A { a }\n',
      '../examples/010-a.json': '{"roles":["BUYER","ADMIN"],"variables":{"x":1}}',
    };
    const examples = readExamples(files);
    expect(examples).toEqual([
      { name: '010-a', query: 'query A { a }', roles: ['BUYER', 'ADMIN'], variables: { x: 1 } },
      { name: '020-b', query: 'query B { b }', roles: ['ADMIN'] },
    ]);
    expect(examplesFor(examples, 'BUYER').map(({ name }) => name)).toEqual(['010-a']);
  });

  it('are refused when half of an example is missing', () => {
    expect(() => readExamples({ '010-a.graphql': 'query A { a }' })).toThrow(
      '010-a.graphql has no .json',
    );
  });
});
