import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestExpressApplication } from '@nestjs/platform-express';
import supertest from 'supertest';
import { gzipSync } from 'node:zlib';
import { createProbeApp, lookups, probeConfig, ran } from '../support/probe-app.js';

const { limits } = probeConfig();

/** The goal is 50 ms; the machine of the tests may be busy with other suites. */
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

/** A request of exactly so many bytes. */
function bodyOf(bytes: number): string {
  const empty = JSON.stringify({ query: '{ probeOpen }', variables: { a: '' } });
  return empty.replace('""', `"${'x'.repeat(bytes - empty.length)}"`);
}

const send = (token: string | undefined) => {
  const request = supertest(app.getHttpServer())
    .post('/graphql')
    .set('accept', 'application/graphql-response+json')
    .set('content-type', 'application/json');
  return token === undefined ? request : request.set('authorization', `Bearer ${token}`);
};

describe('a body above the usual limit', () => {
  it('is read for staff who write in bulk, up to a limit of its own', async () => {
    expect(limits).toMatchObject({ bodyBytes: 262_144, bulkBodyBytes: 2_097_152 });
    for (const bytes of [limits.bodyBytes + 1, limits.bulkBodyBytes]) {
      const { status, body } = await send('ADMIN').send(bodyOf(bytes));
      expect([status, body.errors]).toEqual([200, undefined]);
    }
  });

  it.each([
    ['nobody', undefined, 413, 'TOO_COSTLY', []],
    ['a buyer', 'BUYER', 413, 'TOO_COSTLY', ['BUYER']],
    ['a key', 'key.ORDERS_READ', 413, 'TOO_COSTLY', ['key.ORDERS_READ']],
    ['staff who write nothing', 'ANALYST', 413, 'TOO_COSTLY', ['ANALYST']],
    ['one whose token has ended', 'expired', 401, 'UNAUTHENTICATED', ['expired']],
  ])('is refused from %s', async (_, token, status, code, lookedUp) => {
    const answer = await send(token).send(bodyOf(limits.bulkBodyBytes));
    expect([answer.status, answer.body.errors[0].extensions.code]).toEqual([status, code]);
    expect([ran, lookups]).toEqual([[], lookedUp]);
  });

  it('is refused when it comes compressed, whoever sends it', async () => {
    const body = gzipSync(bodyOf(limits.bodyBytes + 1));
    const answer = await send('ADMIN')
      .set('content-encoding', 'gzip')
      .serialize((sent) => sent)
      .send(body);
    expect([answer.status, lookups]).toEqual([413, []]);
  });

  it('is refused when nobody knows its length beforehand', async () => {
    const request = send('ADMIN').set('transfer-encoding', 'chunked');
    for (let sent = 0; sent < 4; sent += 1) request.write(bodyOf(limits.bodyBytes));
    const answer = await request;
    expect([answer.status, lookups]).toEqual([413, []]);
  });
});

describe('a body that staff may not send either', () => {
  it.each([undefined, 'ADMIN'])(
    'is refused by its length before anybody is looked up',
    async (token) => {
      const started = performance.now();
      const answer = await send(token).send(bodyOf(limits.bulkBodyBytes + 1));
      expect(performance.now() - started).toBeLessThan(REFUSAL_MS_MAX);
      expect([answer.status, answer.body.errors[0].extensions.code]).toEqual([413, 'TOO_COSTLY']);
      expect([ran, lookups]).toEqual([[], []]);
    },
  );
});

describe('a body within the usual limit', () => {
  it('is read before anybody is looked up', async () => {
    const { status } = await send('expired').send(bodyOf(limits.bodyBytes));
    expect([status, lookups]).toEqual([401, ['expired']]);
    const anonymous = await send(undefined).send(bodyOf(limits.bodyBytes));
    expect(anonymous.status).toBe(200);
  });
});
