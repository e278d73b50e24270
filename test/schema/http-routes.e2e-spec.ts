import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import supertest from 'supertest';
import { createProbeApp, lookups, probeConfig, ran } from '../support/probe-app.js';

@Controller('probe/forgotten')
class ForgottenController {
  @Get(':id')
  read(): string {
    return 'nobody said who may read this';
  }
}

@Module({ controllers: [ForgottenController] })
class ForgottenModule {}

describe('a route', () => {
  let app: NestExpressApplication;
  const lines: string[] = [];

  beforeAll(async () => {
    app = await createProbeApp(probeConfig({ LOG_LEVEL: 'info' }), lines);
  });

  afterAll(async () => {
    await app?.close();
  });

  beforeEach(() => {
    ran.length = 0;
    lookups.length = 0;
    lines.length = 0;
  });

  const get = (path: string, token?: string) => {
    const request = supertest(app.getHttpServer()).get(path).set('x-request-id', 'probe-1');
    return token === undefined ? request : request.set('authorization', `Bearer ${token}`);
  };

  it('that declares nothing keeps the server from starting', async () => {
    await expect(createProbeApp(probeConfig(), [], [ForgottenModule])).rejects.toThrow(
      'These routes do not declare who may use them; put @Allow(Permission.…) on each: GET /probe/forgotten/:id.',
    );
  });

  it('for everybody asks nobody who they are', async () => {
    const answer = await get('/probe/open', 'expired');
    expect([answer.status, answer.text, lookups]).toEqual([200, 'open', []]);
    expect((await get('/health/live')).status).toBe(200);
  });

  it('gives its handler who asks, and the log the same', async () => {
    const answer = await get('/probe/orders/well', 'ADMIN');
    expect([answer.status, answer.text]).toEqual([200, 'USER probe-1']);
    const line = lines.map((text) => JSON.parse(text)).find(({ msg }) => msg === 'request');
    expect([line.caller, line.operation, line.requestId]).toEqual([
      'USER 018f4e9e-7b1a-7c3d-8e2f-000000000003',
      'GET /probe/orders/:how',
      'probe-1',
    ]);
    expect(lines.join('')).not.toContain('secret-person');
  });

  it.each([
    ['without a token', undefined, 401, 'UNAUTHENTICATED'],
    ['with a token that has expired', 'expired', 401, 'UNAUTHENTICATED'],
    ['with a header that is none', 'two words', 401, 'UNAUTHENTICATED'],
    ['to who lacks the permission', 'ANALYST', 403, 'FORBIDDEN'],
  ])('is closed %s', async (_, token, status, code) => {
    const answer = await get('/probe/orders/well', token);
    expect([answer.status, answer.body]).toEqual([
      status,
      {
        errors: [
          {
            message: expect.any(String),
            extensions: expect.objectContaining({ code, requestId: 'probe-1' }),
          },
        ],
      },
    ]);
    expect(ran).toEqual([]);
  });

  it('is refused before anything of the body is read', async () => {
    const answer = await supertest(app.getHttpServer())
      .post('/probe/orders')
      .set('content-type', 'text/csv')
      .send('x'.repeat(1_000_000));
    expect([answer.status, answer.body.errors[0].extensions.code, ran]).toEqual([
      401,
      'UNAUTHENTICATED',
      [],
    ]);
  });

  it.each([
    ['notFound', 404, 'NOT_FOUND'],
    ['conflict', 409, 'CONFLICT'],
    ['limited', 429, 'RATE_LIMITED'],
    ['unavailable', 503, 'UNAVAILABLE'],
    ['problem', 400, 'BAD_USER_INPUT'],
    ['internal', 500, 'INTERNAL'],
  ])('answers a failure "%s" with %i', async (how, status, code) => {
    const answer = await get(`/probe/orders/${how}`, 'ADMIN');
    expect([answer.status, answer.body.errors[0].extensions.code]).toEqual([status, code]);
    expect(answer.body.errors[0].extensions.requestId).toBe('probe-1');
    expect(answer.text).not.toMatch(/password|10\.0\.0\.1|node_modules/);
    expect(answer.headers['retry-after']).toBe(
      { limited: '7', unavailable: '3' }[how] ?? undefined,
    );
  });

  it('that is not there is answered in the same form', async () => {
    const answer = await get('/nothing');
    expect([answer.status, answer.body]).toEqual([
      404,
      {
        errors: [
          {
            message: 'There is nothing at this address.',
            extensions: { code: 'NOT_FOUND', requestId: 'probe-1' },
          },
        ],
      },
    ]);
  });
});
