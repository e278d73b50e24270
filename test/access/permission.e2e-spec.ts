import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import { Query, Resolver } from '@nestjs/graphql';
import type { NestExpressApplication } from '@nestjs/platform-express';
import supertest from 'supertest';
import { Allow, Permission } from '../../src/platform/access/index.js';
import { buildSchema } from '../../src/platform/graphql/index.js';
import { codesOf, gql } from '../support/graphql-client.js';
import { createProbeApp, lookups, ran } from '../support/probe-app.js';

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

describe('who is not signed in', () => {
  it('may use what is public, and introspection', async () => {
    const answer = await gql(app, '{ probeOpen __typename __schema { queryType { name } } }');
    expect(answer.body).toEqual({
      data: {
        probeOpen: 'ANONYMOUS',
        __typename: 'Query',
        __schema: { queryType: { name: 'Query' } },
      },
    });
    expect(answer.status).toBe(200);
    expect(lookups).toEqual([]);
  });

  it('gets 401 for everything else, and nothing of the operation runs', async () => {
    const answer = await gql(app, '{ probeOpen probeOrders }');
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({
      errors: [
        {
          message:
            'probeOrders is for people who are signed in. Send the accessToken of signIn as "Authorization: Bearer …".',
          extensions: {
            code: 'UNAUTHENTICATED',
            field: 'probeOrders',
            requestId: answer.headers['x-request-id'],
          },
        },
      ],
    });
    expect(ran).toEqual([]);
  });

  it('gets 401 also as a client of plain application/json', async () => {
    const { status, body } = await supertest(app.getHttpServer())
      .post('/graphql')
      .set('accept', 'application/json')
      .send({ query: '{ probeOwn }' });
    expect([status, body.errors[0].extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
  });
});

describe('who is signed in', () => {
  it.each([
    ['BUYER', '{ probeOrders }'],
    ['ADMIN', '{ probeOrders }'],
    ['key.ORDERS_READ', '{ probeOrders }'],
    ['BUYER', 'mutation { probeDo }'],
    ['ANALYST', '{ probeOwn }'],
  ])('as %s may %s', async (token, query) => {
    const answer = await gql(app, query, undefined, token);
    expect([answer.status, answer.errors]).toEqual([200, []]);
    expect(lookups).toEqual([token]);
  });

  it.each([
    ['ANALYST', '{ probeOrders }', 'probeOrders'],
    ['ADMIN', 'mutation { probeDo }', 'probeDo'],
    ['key.ORDERS_READ', 'mutation { probeDo }', 'probeDo'],
    ['key.ORDERS_READ', '{ probeOwn }', 'probeOwn'],
    ['key.none', '{ probeOrders }', 'probeOrders'],
    ['ANALYST', '{ probeOpen other: probeOrders }', 'probeOrders'],
    [
      'ANALYST',
      'query A { ...F } fragment F on Query { ... { ...G } } fragment G on Query { probeOrders }',
      'probeOrders',
    ],
    ['ANALYST', 'query A { probeOpen probeOrders @skip(if: true) }', 'probeOrders'],
    ['ANALYST', '{ ... on Query @include(if: false) { probeOrders } }', 'probeOrders'],
  ])('as %s may not %s', async (token, query, field) => {
    const answer = await gql(app, query, undefined, token);
    expect([answer.status, codesOf(answer)]).toEqual([403, ['FORBIDDEN']]);
    expect(answer.errors[0]?.extensions.field).toBe(field);
    expect(answer.errors[0]?.message).toContain(`You may not use ${field}.`);
    expect(answer.data).toBeNull();
    expect(ran).toEqual([]);
  });

  it('is checked for the operation that runs, not for the others in the document', async () => {
    const query = 'query A { probeOpen } query B { probeOrders }';
    const send = (operationName: string) =>
      supertest(app.getHttpServer()).post('/graphql').send({ query, operationName });
    expect((await send('A')).body).toEqual({ data: { probeOpen: 'ANONYMOUS' } });
    expect((await send('B')).status).toBe(401);
  });
});

describe('a token that is wrong', () => {
  it.each(['Bearer expired', 'Basic YTpi', 'Bearer', `Bearer ${'a'.repeat(9000)}`])(
    '%.20s gets 401, even for what is public',
    async (authorization) => {
      const { status, body } = await supertest(app.getHttpServer())
        .post('/graphql')
        .set('authorization', authorization)
        .send({ query: '{ probeOpen }' });
      expect([status, body.errors.length, body.errors[0].extensions.code]).toEqual([
        401,
        1,
        'UNAUTHENTICATED',
      ]);
      expect(body.data).toBeUndefined();
      expect(ran).toEqual([]);
    },
  );

  it('costs no look-up when the operation is nonsense', async () => {
    const answer = await gql(app, '{ nothingOfTheKind }', undefined, 'expired');
    expect([answer.status, codesOf(answer)]).toEqual([400, ['BAD_USER_INPUT']]);
    expect(lookups).toEqual([]);
  });
});

describe('a root field without a declaration', () => {
  @Resolver()
  class Forgetful {
    @Allow(Permission.PUBLIC)
    @Query(() => String)
    remembered(): string {
      return '';
    }

    @Query(() => String, { name: 'forgotten' })
    method(): string {
      return '';
    }
  }

  @Module({ providers: [Forgetful] })
  class ForgetfulModule {}

  it('keeps the schema from being served, by its name', async () => {
    await expect(buildSchema([ForgetfulModule])).rejects.toThrow(
      'These root fields do not declare who may use them; put @Allow(Permission.…) on each: Query.forgotten.',
    );
  });
});
