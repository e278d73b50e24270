import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestExpressApplication } from '@nestjs/platform-express';
import supertest from 'supertest';
import { codesOf, gql } from '../support/graphql-client.js';
import { createProbeApp } from '../support/probe-app.js';

let app: NestExpressApplication;
const lines: string[] = [];

beforeAll(async () => {
  app = await createProbeApp(undefined, lines);
});

afterAll(async () => {
  await app?.close();
});

beforeEach(() => {
  lines.length = 0;
});

function fail(how: string) {
  return gql(app, 'query Q($how: String!) { probeFail(how: $how) }', { how });
}

function post() {
  return supertest(app.getHttpServer()).post('/graphql');
}

describe('an error that nobody foresaw', () => {
  it('reaches the caller without its text, and the log with its stack and the request id', async () => {
    const answer = await fail('internal');
    const requestId = answer.headers['x-request-id'];
    expect(answer.status).toBe(500);
    expect(answer.body).toEqual({
      data: { probeFail: null },
      errors: [
        {
          message: `Something went wrong on our side. Try again; if it happens again, tell us the request id ${requestId}.`,
          locations: [{ line: 1, column: 26 }],
          path: ['probeFail'],
          extensions: { code: 'INTERNAL', requestId },
        },
      ],
    });
    const logged = lines
      .map((line) => JSON.parse(line))
      .find(({ msg }) => msg === 'an operation failed');
    expect(logged).toMatchObject({
      level: 'error',
      requestId,
      path: 'probeFail',
      operation: 'Q',
      fields: ['probeFail'],
      err: { type: 'Error', message: 'select secret from "user" where password = $1' },
    });
    expect(logged.err.stack).toContain('probe-app');
  });

  it('is 200 when the rest of the operation was answered', async () => {
    const answer = await gql(app, '{ probeOpen probeFail(how: "internal") }');
    expect([answer.status, answer.data, codesOf(answer)]).toEqual([
      200,
      { probeOpen: 'ANONYMOUS', probeFail: null },
      ['INTERNAL'],
    ]);
  });
});

describe('an error that is meant for the caller', () => {
  it.each([
    ['notFound', 200, 'NOT_FOUND', 'There is no such order.'],
    [
      'conflict',
      200,
      'CONFLICT',
      'The connection to the database broke while the change was being saved. Read again to see whether it was.',
    ],
    [
      'unavailable',
      503,
      'UNAVAILABLE',
      'The portal is busy or restarting. Nothing was changed; try again shortly.',
    ],
    ['limited', 429, 'RATE_LIMITED', 'Too many requests.'],
    ['problem', 200, 'BAD_USER_INPUT', 'first must be between 1 and 100.'],
  ])('%s is %d %s', async (how, status, code, message) => {
    const answer = await fail(how);
    expect([answer.status, codesOf(answer), answer.errors[0]?.message]).toEqual([
      status,
      [code],
      message,
    ]);
    expect(answer.errors[0]?.extensions.requestId).toBe(answer.headers['x-request-id']);
    expect(JSON.stringify(answer.body)).not.toContain('10.0.0.1');
  });

  it('says when to try again', async () => {
    expect((await fail('unavailable')).headers['retry-after']).toBe('3');
    expect((await fail('limited')).headers['retry-after']).toBe('7');
    expect((await fail('notFound')).headers['retry-after']).toBeUndefined();
  });

  it('keeps the problems that a query threw', async () => {
    expect((await fail('problem')).errors[0]?.extensions.problems).toEqual([
      {
        code: 'INVALID_VALUE',
        message: 'first must be between 1 and 100.',
        path: ['first'],
        max: 100,
      },
    ]);
  });
});

describe('a request that does not parse, validate or coerce', () => {
  const mistakes: [string, Record<string, unknown>][] = [
    ['syntax', { query: '{ probeOpen' }],
    ['unknown field', { query: '{ probeOpne }' }],
    ['1.5 as an Int literal', { query: '{ probeEcho(whole: 1.5) }' }],
    ['2^31 as an Int literal', { query: '{ probeEcho(whole: 2147483648) }' }],
    ...[1.5, 2 ** 31, '1', null].map((whole): [string, Record<string, unknown>] => [
      `${JSON.stringify(whole)} as a variable`,
      { query: 'query Q($whole: Int!) { probeEcho(whole: $whole) }', variables: { whole } },
    ]),
    ['an operation that is not there', { query: '{ probeOpen }', operationName: 'Other' }],
    ['an operation that is not named', { query: 'query A { probeOpen } query B { probeOpen }' }],
  ];

  it.each(mistakes)('%s: 400, or 200 for who accepts plain JSON alone', async (_name, body) => {
    const strict = await post().set('accept', 'application/graphql-response+json').send(body);
    expect([strict.status, strict.body.errors[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
    expect(strict.body.data).toBeUndefined();
    const plain = await post().set('accept', 'application/json').send(body);
    expect([plain.status, plain.body.errors[0].extensions.code]).toEqual([200, 'BAD_USER_INPUT']);
    expect(plain.body.errors[0].extensions.requestId).toBe(plain.headers['x-request-id']);
    expect(lines).toEqual([]);
  });

  it('does not repeat endless input', async () => {
    const whole = 'x'.repeat(100_000);
    const answer = await gql(app, 'query Q($whole: Int) { probeEcho(whole: $whole) }', { whole });
    expect(answer.errors[0]?.message).toHaveLength(1001);
  });

  it('names a field that may have been meant', async () => {
    expect((await gql(app, '{ probeOpne }')).errors[0]?.message).toContain(
      'Cannot query field "probeOpne" on type "Query". Did you mean "probeOpen"',
    );
  });
});

describe('scalars', () => {
  const echo = (argument: string) =>
    gql<{ probeEcho: string[] }>(app, `{ probeEcho(${argument}) }`);

  it('take what is exact', async () => {
    const answer = await echo(
      'decimal: "540.00", day: "2028-02-29", at: "2026-03-01T09:30:00.5+02:00"',
    );
    expect(answer.data?.probeEcho).toEqual([
      'undefined',
      '540.00',
      '2028-02-29',
      '2026-03-01T07:30:00.500Z',
    ]);
  });

  it.each([
    'decimal: 540.00',
    'decimal: "1e3"',
    'decimal: "NaN"',
    'decimal: ""',
    'decimal: "1."',
    'decimal: " 1"',
    'day: "2026-02-29"',
    'day: "2026-2-1"',
    'day: "01.02.2026"',
    'day: 20260201',
    'at: "2026-03-01"',
    'at: "2026-03-01T09:30:00"',
    'at: "2026-02-30T09:30:00Z"',
    'at: "2026-03-01T24:00:00Z"',
    'at: 1772357400000',
  ])('refuse %s', async (argument) => {
    const answer = await echo(argument);
    expect([answer.status, codesOf(answer), answer.data]).toEqual([400, ['BAD_USER_INPUT'], null]);
  });
});

describe('what is no GraphQL request', () => {
  const json = 'application/json';
  const bodies: [string, string, string, number, string][] = [
    ['bad JSON', json, '{"query":', 400, 'The body is not valid JSON.'],
    ['a JSON text', json, '"text"', 400, 'The body is not valid JSON.'],
    ['an unknown charset', `${json}; charset=x-klingon`, '{}', 415, 'Send the body as UTF-8.'],
    [
      'plain text',
      'text/plain',
      '{ probeOpen }',
      415,
      'Send the request as JSON, with the header "Content-Type: application/json".',
    ],
    [
      'a form',
      'application/x-www-form-urlencoded',
      'query={probeOpen}',
      415,
      'Send the request as JSON, with the header "Content-Type: application/json".',
    ],
    [
      'multipart',
      'multipart/form-data; boundary=x',
      '--x--',
      415,
      'Send the request as JSON, with the header "Content-Type: application/json".',
    ],
    [
      'another type',
      'application/xml',
      '<a/>',
      415,
      'Send the request as JSON, with the header "Content-Type: application/json".',
    ],
  ];

  it.each(bodies)('%s is refused as JSON', async (_name, type, body, status, message) => {
    const answer = await post().set('content-type', type).send(body);
    expect([answer.status, answer.body]).toEqual([
      status,
      {
        errors: [
          {
            message,
            extensions: { code: 'BAD_USER_INPUT', requestId: answer.headers['x-request-id'] },
          },
        ],
      },
    ]);
    expect(answer.headers['content-type']).toContain(json);
  });

  it('too large a body is 413', async () => {
    const answer = await post().send({ query: '{ probeOpen }', variables: { a: 'x'.repeat(1e6) } });
    expect([answer.status, answer.body.errors[0].extensions.code]).toEqual([413, 'TOO_COSTLY']);
    expect(answer.body.errors[0].message).toBe(
      'The body is too large. Send smaller requests of at most 262144 bytes.',
    );
  });

  it.each([
    [[{ query: '{ probeOpen }' }]],
    [{}],
    [{ query: 5 }],
    [{ query: '' }],
    [{ variables: {} }],
  ])('%j is 400', async (body) => {
    const answer = await post().set('accept', json).send(body);
    expect([answer.status, answer.body.errors[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
  });

  it('a GET without a header that only we would send is refused', async () => {
    const server = app.getHttpServer();
    const path = '/graphql?query=%7BprobeOpen%7D';
    expect((await supertest(server).get(path)).status).toBe(400);
    const allowed = await supertest(server).get(path).set('apollo-require-preflight', '1');
    expect(allowed.body).toEqual({ data: { probeOpen: 'ANONYMOUS' } });
  });

  it('a mutation by GET is 405, and PUT is 405', async () => {
    const mutation = await supertest(app.getHttpServer())
      .get('/graphql?query=mutation%7BprobeDo%7D')
      .set('apollo-require-preflight', '1');
    expect([mutation.status, mutation.headers.allow]).toEqual([405, 'POST']);
    const put = await supertest(app.getHttpServer())
      .put('/graphql')
      .send({ query: '{ probeOpen }' });
    expect(put.status).toBe(405);
  });
});

describe('anybody', () => {
  it('can read the whole schema', async () => {
    const answer = await supertest(app.getHttpServer()).get('/schema.graphql').buffer(true);
    expect(answer.status).toBe(200);
    expect(answer.text ?? answer.body.toString()).toContain('probeEcho(');
  });
});
