import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { getIntrospectionQuery } from 'graphql';
import supertest from 'supertest';
import { gql } from '../support/graphql-client.js';
import { createProbeApp, lookups, probeConfig, ran } from '../support/probe-app.js';

const { limits } = probeConfig();

/** Refusing must be cheap. The bound is generous, since the machine may be busy with other suites. */
const REFUSAL_MS_MAX = 3000;

let app: NestExpressApplication;

beforeAll(async () => {
  app = await createProbeApp();
});

afterAll(async () => {
  await app?.close();
});

beforeEach(() => {
  ran.length = 0;
  lookups.length = 0;
});

function nested(depth: number): string {
  return `{ probeNode ${'{ self '.repeat(depth - 2)}{ name }${' }'.repeat(depth - 2)} }`;
}

function bomb(levels: number, fields: [string, string]): string {
  const fragments = Array.from({ length: levels }, (_, i) => {
    const inner = i + 1 < levels ? `...F${i + 1}` : 'name';
    return `fragment F${i} on ProbeNode { ${fields.map((field) => `${field} { ${inner} }`).join(' ')} }`;
  });
  return `{ probeNode { ...F0 } } ${fragments.join(' ')}`;
}

const repeat = (count: number, text: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => text(i)).join(' ');

const ATTACKS: [string, string, string][] = [
  ['too deep', nested(limits.depth + 1), 'depth'],
  ['too many aliases', `{ ${repeat(limits.aliases + 1, (i) => `a${i}: probeOpen`)} }`, 'aliases'],
  [
    'aliases of __typename',
    `{ ${repeat(limits.aliases + 1, (i) => `a${i}: __typename`)} }`,
    'aliases',
  ],
  [
    'aliases behind a fragment',
    `{ ...F } fragment F on Query { ${repeat(101, (i) => `a${i}: probeOpen`)} }`,
    'aliases',
  ],
  [
    'too many directives',
    `{ probeOpen ${repeat(limits.directives + 1, () => '@include(if: true)')} }`,
    'directives',
  ],
  ['too many tokens', `{ ${repeat(limits.tokens, () => 'probeOpen')} }`, 'tokens'],
  ['a fragment bomb of aliases', bomb(9, ['a: self', 'b: self']), 'aliases'],
  ['a fragment bomb of 14 levels', bomb(14, ['self', 'other']), 'depth'],
  ['the same field all over', `{ ${repeat(limits.tokens - 2, () => 'probeOpen')} }`, 'comparisons'],
  [
    'circular introspection',
    `{ __schema { types { ${'fields { type { '.repeat(6)}name${' } }'.repeat(6)} } } }`,
    'introspection',
  ],
];

describe('an operation that costs too much', () => {
  it.each(ATTACKS)('%s is refused before anything runs', async (_name, query, limit) => {
    const started = performance.now();
    const answer = await gql(app, query, undefined, 'BUYER');
    const took = performance.now() - started;
    const exceeded = answer.errors
      .filter((error) => error.extensions.code === 'TOO_COSTLY')
      .map((error) => error.extensions.limit);
    expect(answer.status).toBe(400);
    expect(exceeded).toContain(limit);
    expect(answer.data).toBeNull();
    expect([ran, lookups]).toEqual([[], []]);
    expect(took).toBeLessThan(REFUSAL_MS_MAX);
  });

  it('is 4xx also for clients of plain application/json', async () => {
    const { status } = await supertest(app.getHttpServer())
      .post('/graphql')
      .set('accept', 'application/json')
      .send({ query: nested(limits.depth + 1) });
    expect(status).toBe(400);
  });

  it('is told the limit and the value', async () => {
    const answer = await gql(app, nested(limits.depth + 3));
    expect(answer.errors).toHaveLength(1);
    expect(answer.errors[0]).toMatchObject({
      message: `The depth of this operation is ${limits.depth + 3}, and at most ${limits.depth} is allowed. Nest fewer levels.`,
      extensions: {
        code: 'TOO_COSTLY',
        limit: 'depth',
        max: limits.depth,
        actual: limits.depth + 3,
      },
    });
  });

  it('is refused by its cost', async () => {
    const frugal = await createProbeApp(probeConfig({ LIMIT_COST: '50' }));
    try {
      const answer = await gql(frugal, bomb(6, ['self', 'other']));
      expect([answer.status, answer.errors[0]?.extensions]).toMatchObject([
        400,
        { code: 'TOO_COSTLY', limit: 'cost', max: 50 },
      ]);
    } finally {
      await frugal.close();
    }
  });

  it('with a fragment that contains itself is refused', async () => {
    const answer = await gql(
      app,
      '{ probeNode { ...F } } fragment F on ProbeNode { self { ...F } }',
    );
    expect([answer.status, answer.errors[0]?.message]).toEqual([
      400,
      'Cannot spread fragment "F" within itself.',
    ]);
  });
});

describe('an operation within the limits', () => {
  it.each([
    ['at the depth', nested(limits.depth)],
    ['at the number of aliases', `{ ${repeat(limits.aliases, (i) => `a${i}: probeOpen`)} }`],
    ['the same field many times', `{ ${repeat(500, () => 'probeOpen')} }`],
    [
      'the usual introspection',
      getIntrospectionQuery({ inputValueDeprecation: true, oneOf: true }),
    ],
  ])('%s runs', async (_name, query) => {
    const started = performance.now();
    const answer = await gql(app, query);
    expect([answer.status, answer.errors]).toEqual([200, []]);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
