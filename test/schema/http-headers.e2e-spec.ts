import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestExpressApplication } from '@nestjs/platform-express';
import supertest from 'supertest';
import { createProbeApp, probeConfig } from '../support/probe-app.js';

const ORIGIN = 'https://shop.example';

describe('headers', () => {
  let app: NestExpressApplication;

  beforeAll(async () => {
    app = await createProbeApp(probeConfig({ CORS_ORIGINS: ORIGIN }));
  });

  afterAll(async () => {
    await app?.close();
  });

  it('let pages of the configured origins call, and no others', async () => {
    const ask = (origin: string) =>
      supertest(app.getHttpServer())
        .options('/graphql')
        .set('origin', origin)
        .set('access-control-request-method', 'POST')
        .set('access-control-request-headers', 'content-type,authorization');
    const allowed = await ask(ORIGIN);
    expect([allowed.status, allowed.headers['access-control-allow-origin']]).toEqual([204, ORIGIN]);
    expect(allowed.headers['access-control-allow-headers']).toContain('authorization');
    expect(
      (await ask('https://other.example')).headers['access-control-allow-origin'],
    ).toBeUndefined();
  });

  it('show scripts the request id, the time to wait and what is known of a report', async () => {
    const answer = await supertest(app.getHttpServer())
      .post('/graphql')
      .set('origin', ORIGIN)
      .send({ query: '{ probeOpen }' });
    expect(answer.headers['access-control-expose-headers']).toBe(
      'x-request-id,retry-after,content-disposition,x-sales-source,x-sales-as-of,x-sales-rows,' +
        'x-sales-rate-sources,x-sales-rate-gaps,x-sales-notes,x-sales-totals,' +
        'ratelimit-limit,ratelimit-remaining,ratelimit-reset',
    );
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect(answer.headers['x-powered-by']).toBeUndefined();
  });

  it('are there for addresses that do not exist, without a stack', async () => {
    for (const path of ['/nothing', '/%E0%A4%A']) {
      const answer = await supertest(app.getHttpServer()).get(path);
      expect([400, 404]).toContain(answer.status);
      expect(answer.headers['content-type']).toContain('application/json');
      expect(answer.text).not.toMatch(/node_modules|at .*\.js/);
    }
  });
});
