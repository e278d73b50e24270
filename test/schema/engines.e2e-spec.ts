import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { buildSchema, getIntrospectionQuery, type GraphQLSchema } from 'graphql';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { operationOf, rootFieldNames } from '../support/schema-operation.js';
import { createProbeApp, probeConfig } from '../support/probe-app.js';
import { openPortal, type Portal } from '../support/portal.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { TreeModule } from '../support/tree.probe.js';
import { gql } from '../support/graphql-client.js';
import { addStaff } from '../support/world/shop.world.js';
import { buildRivals, type Rivals } from '../support/world/rivals.world.js';
import { argumentsOf } from '../access/root-inputs.js';

const ENGINES = ['graphql-js', 'graphql-jit'] as const;
type Engine = (typeof ENGINES)[number];

/** How many operations each engine of a server ran. */
async function executions(app: NestExpressApplication): Promise<Record<string, number>> {
  const { Metrics } = await import('../../src/platform/observe/index.js');
  const metric = await app
    .get(Metrics)
    .registry.getSingleMetric('portal_graphql_executions_total')
    ?.get();
  return Object.fromEntries(
    (metric?.values ?? []).map(({ labels, value }) => [String(labels['engine']), value]),
  );
}

/** What changes from one sending to the next: ids of requests, and the moment at which something was read. */
function settled(body: unknown): unknown {
  const text = JSON.stringify(body)
    .replace(/request id [0-9a-f-]{36}/g, 'request id R')
    .replace(/"requestId":"[0-9a-f-]{36}"/g, '"requestId":"R"')
    .replace(/"(asOf|refreshedAt|startedAt)":"[^"]+"/g, '"$1":"T"');
  return JSON.parse(text);
}

describe('both engines on a tree of everything', () => {
  const apps: Partial<Record<Engine, NestExpressApplication>> = {};

  beforeAll(async () => {
    for (const engine of ENGINES) {
      apps[engine] = await createProbeApp(
        probeConfig({ GRAPHQL_ENGINE: engine }),
        [],
        [TreeModule],
      );
    }
  });

  afterAll(async () => {
    for (const app of Object.values(apps)) await app.close();
  });

  async function bothAnswer(query: string, variables?: Record<string, unknown>): Promise<unknown> {
    const answers = [];
    for (const engine of ENGINES) {
      const { status, body, headers } = await gql(apps[engine]!, query, variables);
      answers.push({ status, body: settled(body), wait: headers['retry-after'] });
    }
    expect(answers[1]).toEqual(answers[0]);
    return answers[0]!.body;
  }

  it.each(
    [
      '{ tree { id name label at } }',
      'query Named { a: tree(id: 4) { id child { id must } } b: tree { name } __typename }',
      '{ tree { __typename children { __typename id children { id label } } } }',
      '{ tree { gaps { id name } child { gaps { id } } } treeOrNothing { id } }',
      'fragment F on Leafy { id ...G } fragment G on Leafy { name child { id } } { tree { ...F ... on Leafy { label } ...G } }',
      '{ tree { id id name child { id } child { name } } }',
      '{ wrongs { message path ... on LeafError { code } __typename } }',
      '{ tree(id: 2) { maybe } }',
      '{ tree(id: 2) { loaded } }',
      '{ tree(id: 3) { must } }',
      '{ treeOrNothing(id: 3) { must } probeOpen }',
      '{ treeOrNothing(id: 3) { size } }',
      '{ treeOrNothing(id: 3) { at } }',
      '{ treeOrNothing(id: 1) { id gaps { id must } } }',
      '{ treeOrNothing(id: 1) { id gaps { id loaded } } }',
      '{ treeOrNothing(id: 1) { gaps { child { must } children { id } } } }',
      '{ treeOrNothing(id: 1) { gaps { id maybe } } }',
      '{ probeFail(how: "internal") tree { id } }',
      '{ probeFail(how: "limited") }',
      '{ probeFail(how: "unavailable") }',
      '{ probeFail(how: "problem") }',
      '{ a: probeFail(how: "notFound") b: probeFail(how: "internal") c: probeOpen }',
      'mutation { plant(id: 1) { id children { name loaded } } }',
      'mutation { plant(id: 9) { id } }',
      'mutation { a: plant(id: 1) { id } b: plant(id: 9) { id } c: plant(id: 2) { id } }',
      'mutation { a: plant(id: 1) { id } b: plant(id: 2) { id } }',
      '{ __schema { queryType { name } } tree { id } }',
      '{ __type(name: "Leafy") { name } }',
      getIntrospectionQuery(),
      '{ tree { nothing } }',
      '{ tree',
      'query A { tree { id } } query B { tree { id } }',
    ].map((query) => query.replace(/\s+/g, ' ')),
  )('answer alike: %s', async (query) => {
    await bothAnswer(query);
  });

  it.each([
    ['query ($on: Boolean!) { tree { id @include(if: $on) name @skip(if: $on) } }', { on: true }],
    ['query ($on: Boolean!) { tree { id @include(if: $on) name @skip(if: $on) } }', { on: false }],
    [
      'fragment F on Leafy { name } query ($on: Boolean!) { tree { id ...F @include(if: $on) child { ...F } } }',
      { on: false },
    ],
    ['query ($id: Int = 4) { tree(id: $id) { id } }', {}],
    ['query ($id: Int = 4) { tree(id: $id) { id } }', { id: null }],
    ['query ($id: Int) { tree(id: $id) { id } }', {}],
    ['query ($id: Int) { tree(id: $id) { id } probeOpen }', { id: null }],
    ['query ($id: Int!) { treeOrNothing(id: $id) { id } }', { id: 2 }],
    ['query ($id: Int!) { treeOrNothing(id: $id) { id } }', {}],
    ['query ($id: Int!) { treeOrNothing(id: $id) { id } }', { id: 'two' }],
    ['query ($id: Int!) { treeOrNothing(id: $id) { id } }', { id: 2 ** 40 }],
    ['query ($id: Int!) { treeOrNothing(id: $id) { id } }', { id: 2, more: 3 }],
    ['query ($input: GrowInput!) { grown(input: $input) }', { input: {} }],
    ['query ($input: GrowInput!) { grown(input: $input) }', { input: { names: 'one' } }],
    ['query ($input: GrowInput!) { grown(input: $input) }', { input: { count: null } }],
    ['query ($input: GrowInput!) { grown(input: $input) }', { input: { below: { count: 'x' } } }],
    ['query ($input: GrowInput!) { grown(input: $input) }', { input: { at: 'yesterday' } }],
    [
      'query ($input: GrowInput!) { grown(input: $input) }',
      { input: { at: '2026-01-01T00:00:00Z', below: { names: ['a', 'b'], at: null } } },
    ],
    ['query ($input: GrowInput!) { grown(input: $input) }', { input: { unknown: 1 } }],
    ['query ($input: GrowInput!) { grown(input: $input) }', { input: [] }],
    ['query ($n: Int = 3) { grown(input: { count: $n }) }', { n: null }],
    ['query ($n: Int = 3) { grown(input: { count: $n }) }', {}],
    ['query ($n: Int!) { grown(input: { count: $n, names: ["a"] }) }', { n: 7 }],
    ['query ($name: String!) { grown(input: { names: [$name, "b"] }) }', { name: 'a"\\\n`${1}' }],
    ['query { grown(input: { names: ["\\u2028\\"`${1}", "NaN"] }) }', {}],
    [
      'query ($decimal: Decimal, $day: Date, $at: DateTime) { probeEcho(decimal: $decimal, day: $day, at: $at) }',
      { decimal: '1.50', day: '2026-02-28', at: '2026-02-28T10:00:00+02:00' },
    ],
    ['query ($decimal: Decimal) { probeEcho(decimal: $decimal) }', { decimal: 'much' }],
    ['query ($day: Date) { probeEcho(day: $day) }', { day: '2026-02-30' }],
    ['{ probeEcho(decimal: "1.50", day: "2026-02-28", whole: 3) }', {}],
  ])('answer alike with variables: %s %j', async (query, variables) => {
    await bothAnswer(query, variables);
  });

  it('mask what nobody foresaw', async () => {
    const body = await bothAnswer('{ treeOrNothing(id: 2) { loaded } }');
    expect(JSON.stringify(body)).not.toContain('secret');
    expect(body).toMatchObject({
      data: { treeOrNothing: null },
      errors: [{ extensions: { code: 'INTERNAL' }, path: ['treeOrNothing', 'loaded'] }],
    });
  });

  it('are what they are called: one compiles, but for what it is known to do differently', async () => {
    const jit = apps['graphql-jit']!;
    const before = await executions(jit);
    await gql(jit, '{ tree { id } }');
    await gql(jit, 'query ($on: Boolean!) { tree { id @skip(if: $on) } }', { on: false });
    const after = await executions(jit);
    expect(after['graphql-jit']! - before['graphql-jit']!).toBe(1);
    expect(after['graphql-js']! - before['graphql-js']!).toBe(1);
    expect(await executions(apps['graphql-js']!)).toEqual({});
  });
});

describe('both engines on the portal', () => {
  let database: TestDatabase;
  const portals: Partial<Record<Engine, Portal>> = {};
  let rivals: Rivals;
  const schema: GraphQLSchema = buildSchema(
    readFileSync(join(import.meta.dirname, '../../schema.gql'), 'utf8'),
  );
  const tokens: Record<string, string | undefined> = {};

  beforeAll(async () => {
    database = await createTestDatabase('engines');
    for (const engine of ENGINES) {
      portals[engine] = await openPortal(database, { GRAPHQL_ENGINE: engine });
    }
    const portal = portals['graphql-js']!;
    rivals = await buildRivals(portal);
    tokens['nobody'] = undefined;
    tokens['buyer'] = rivals.own.buyer.token;
    for (const role of ['ADMIN', 'ANALYST', 'CATALOG_MANAGER'] as const) {
      tokens[role] = (await addStaff(portal, role)).token;
    }
  }, 60_000);

  afterAll(async () => {
    for (const portal of Object.values(portals)) await portal.stop();
    await database?.drop();
  });

  const READS = rootFieldNames(schema).filter((name) => name.startsWith('Query.'));

  it.each(READS)('answer alike, whoever asks, with all that there is to ask: %s', async (field) => {
    const values = await argumentsOf({ rivals, side: rivals.own, draftId: '' }, field);
    for (const [who, token] of Object.entries(tokens)) {
      const answers = [];
      for (const depth of [1, 3]) {
        const query = operationOf(schema, field, Object.keys(values), depth);
        for (const engine of ENGINES) {
          const portal = portals[engine]!;
          const { status, data, errors } = await portal.ask(query, values, token ? { token } : {});
          answers.push({ who, status, body: settled({ data, errors }) });
        }
      }
      expect(answers[1]).toEqual(answers[0]);
      expect(answers[3]).toEqual(answers[2]);
    }
  });

  it('ran nearly all of them as compiled operations', async () => {
    const ran = await executions(portals['graphql-jit']!.app);
    expect(ran['graphql-jit']).toBeGreaterThan(20 * (ran['graphql-js'] ?? 0));
  });
});
