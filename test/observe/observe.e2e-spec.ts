import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestExpressApplication } from '@nestjs/platform-express';
import supertest from 'supertest';
import { createApp } from '../../src/create-app.js';
import { isId } from '../../src/kernel/id.js';
import { gql } from '../support/graphql-client.js';
import { createProbeApp, probeConfig } from '../support/probe-app.js';
import { testConfig } from '../support/test-config.js';
import { createTestDatabase, runAsAdmin, type TestDatabase } from '../support/test-database.js';

/** What dashboards and alerts are built on: docs/operation.md describes each. */
const METRICS = [
  'portal_database_connections gauge',
  'portal_database_connections_busy gauge',
  'portal_database_connections_idle gauge',
  'portal_database_pool_size gauge',
  'portal_database_retries_total counter',
  'portal_database_unit_seconds histogram',
  'portal_database_waiting gauge',
  'portal_graphql_executions_total counter',
  'portal_graphql_operation_seconds histogram',
  'portal_http_request_seconds histogram',
  'portal_http_requests_running gauge',
  'portal_invariant_breaches gauge',
  'portal_jobs_age_seconds gauge',
  'portal_jobs_failed gauge',
  'portal_jobs_running gauge',
  'portal_jobs_waiting gauge',
  'portal_letters_total counter',
  'portal_processes gauge',
  'portal_rate_limited_total counter',
  'portal_response_store_answers gauge',
  'portal_response_store_bytes gauge',
  'portal_response_store_checks gauge',
  'portal_response_store_hits gauge',
  'portal_response_store_misses gauge',
  'portal_sales_differences gauge',
  'portal_sales_lag_seconds gauge',
  'portal_sales_pending_events gauge',
];

describe('the log', () => {
  let app: NestExpressApplication;
  const lines: string[] = [];
  const requests = () =>
    lines.map((line) => JSON.parse(line)).filter(({ msg }) => String(msg).startsWith('request'));

  beforeAll(async () => {
    app = await createProbeApp(probeConfig({ LOG_LEVEL: 'info' }), lines);
  });

  afterAll(async () => {
    await app?.close();
  });

  beforeEach(() => {
    lines.length = 0;
  });

  it('has one line per request, with who, what and how it ended', async () => {
    const answer = await gql(app, 'query Mine { probeOwn }', { password: 'hunter2' }, 'BUYER');
    const [line, ...others] = requests();
    expect(others).toEqual([]);
    expect(line).toMatchObject({
      level: 'info',
      requestId: answer.headers['x-request-id'],
      req: { method: 'POST', path: '/graphql' },
      res: { status: 200 },
      caller: 'USER 018f4e9e-7b1a-7c3d-8e2f-000000000003',
      operation: 'Mine',
      fields: ['probeOwn'],
    });
    expect(typeof line.ms).toBe('number');
    expect(answer.data).toEqual({ probeOwn: `USER ${line.requestId}` });
  });

  it('tells no secret: no token, body, query or address of a person', async () => {
    await gql(app, '{ probeFail(how: "internal") }', { password: 'hunter2' }, 'secret-token');
    await supertest(app.getHttpServer()).get('/graphql?query=%7BprobeOpen%7D&variables=hunter2');
    await supertest(app.getHttpServer())
      .post('/graphql')
      .set('content-type', 'application/json')
      .send('{"password":"hunter2"');
    expect(lines.join('')).not.toMatch(/hunter2|secret-token|secret-person|probeFail\(/);
    expect(requests().map(({ res }) => res.status)).toEqual([500, 400, 400]);
  });

  it('takes a sane request id from outside, and makes one otherwise', async () => {
    const ask = async (id: string) => {
      const answer = await supertest(app.getHttpServer())
        .post('/graphql')
        .set('x-request-id', id)
        .send({ query: '{ nothing }' });
      expect(answer.body.errors[0].extensions.requestId).toBe(answer.headers['x-request-id']);
      return String(answer.headers['x-request-id']);
    };
    expect(await ask('trace-1.2:3')).toBe('trace-1.2:3');
    expect(isId(await ask('a b'))).toBe(true);
    expect(isId(await ask('x'.repeat(65)))).toBe(true);
    expect(requests().map(({ requestId }) => requestId)[0]).toBe('trace-1.2:3');
  });
});

describe('health and metrics', () => {
  let database: TestDatabase;
  let app: NestExpressApplication;

  beforeAll(async () => {
    database = await createTestDatabase('observe');
    app = await createApp(testConfig(database));
  });

  afterAll(async () => {
    await app?.close();
    await database?.drop();
  });

  const get = (path: string) => supertest(app.getHttpServer()).get(path);

  it('is live, and ready while the database answers and no migration is missing', async () => {
    expect([(await get('/health/live')).status, (await get('/health/live')).body.status]).toEqual([
      200,
      'ok',
    ]);
    const ready = await get('/health/ready');
    expect([ready.status, ready.body.details]).toEqual([
      200,
      {
        database: { status: 'up' },
        migrations: { status: 'up' },
        queue: { status: 'up', waiting: 0, ageSeconds: 0 },
      },
    ]);
  });

  it('tells how long jobs wait, and stays ready however long that is', async () => {
    await runAsAdmin(
      database,
      `SELECT graphile_worker.add_job('nobody.does.this', run_at => now() - interval '1 hour')`,
    );
    const ready = await get('/health/ready');
    const { waiting, ageSeconds } = ready.body.details.queue;
    expect([ready.status, waiting, Math.floor(ageSeconds / 60)]).toEqual([200, 1, 60]);
    const { text } = await get('/metrics');
    expect(text).toMatch(/^portal_jobs_waiting 1$/m);
    expect(text).toMatch(/^portal_jobs_age_seconds 36\d\d(\.\d+)?$/m);
    await runAsAdmin(
      database,
      'UPDATE graphile_worker._private_jobs SET attempts = max_attempts, run_at = now()',
    );
    expect(await runAsAdmin(database, 'SELECT * FROM platform.job_queue()')).toEqual([
      { waiting: '0', running: '0', failed: '1', age_seconds: 0 },
    ]);
    await runAsAdmin(database, 'DELETE FROM graphile_worker._private_jobs');
  });

  it('has exactly these numbers', async () => {
    const { text } = await get('/metrics');
    const names = [...text.matchAll(/^# TYPE (portal_\S+) (\S+)$/gm)].map(
      ([, name, type]) => `${name} ${type}`,
    );
    expect(names.sort()).toEqual(METRICS);
    for (const name of [
      'process_resident_memory_bytes',
      'nodejs_eventloop_lag_seconds',
      'nodejs_eventloop_lag_p99_seconds',
      'nodejs_heap_size_used_bytes',
    ]) {
      expect(text).toMatch(new RegExp(`^${name} \\d`, 'm'));
    }
    expect(text).toMatch(/^portal_database_pool_size 10$/m);
  });

  it('counts operations by root field and outcome, whatever clients call them', async () => {
    await gql(app, 'query NameOfAClient { apiVersion }');
    await gql(app, '{ nothing }');
    const { text, headers } = await get('/metrics');
    expect(headers['content-type']).toContain('text/plain');
    expect(text).toContain(
      'portal_graphql_operation_seconds_count{type="query",field="apiVersion",code="OK"} 1',
    );
    expect(text).toContain(
      'portal_graphql_operation_seconds_count{type="none",field="none",code="BAD_USER_INPUT"} 1',
    );
    expect(text).toContain('portal_http_request_seconds_count{method="POST",path="/graphql"');
    expect(text).toMatch(/portal_database_connections \d/);
    expect(text).toContain('process_cpu_seconds_total');
    expect(text).not.toContain('NameOfAClient');
  });

  it('is not ready when a migration is missing', async () => {
    await runAsAdmin(
      database,
      'DELETE FROM public.migration WHERE id = (SELECT max(id) FROM public.migration)',
    );
    const ready = await get('/health/ready');
    expect([ready.status, ready.body.details]).toEqual([
      503,
      {
        database: { status: 'up' },
        migrations: { status: 'down', pending: 1 },
        queue: { status: 'up', waiting: 0, ageSeconds: 0 },
      },
    ]);
    expect((await get('/health/live')).status).toBe(200);
  });
});
