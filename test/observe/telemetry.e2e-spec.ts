import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeSigningKeys } from '../../src/platform/config/index.js';
import { BuiltServer, killServers } from '../support/built-server.js';
import { openPortal } from '../support/portal.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { openShop, orderInput, SUBMIT, type Shop } from '../support/world/shop.world.js';

interface ReceivedSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  attributes: { key: string; value: Record<string, unknown> }[];
}

let database: TestDatabase;
let shop: Shop;
let variables: Record<string, string>;
let collector: Server;
const received: ReceivedSpan[] = [];
const bodies: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase('telemetry');
  const secrets = { SIGNING_KEYS: JSON.stringify(makeSigningKeys()) };
  const portal = await openPortal(database, secrets);
  shop = await openShop(portal);
  await portal.stop();
  collector = createServer((request, response) => {
    void text(request).then((body) => {
      bodies.push(`${request.url} ${body}`);
      const { resourceSpans } = JSON.parse(body);
      for (const { scopeSpans } of resourceSpans) {
        for (const { spans } of scopeSpans) received.push(...spans);
      }
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });
  await new Promise<void>((done) => {
    collector.listen(0, '127.0.0.1', done);
  });
  const { port } = collector.address() as AddressInfo;
  variables = {
    ...secrets,
    DATABASE_URL: database.url,
    JOBS: 'false',
    LOG_LEVEL: 'info',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_BSP_SCHEDULE_DELAY: '100',
    OTEL_SERVICE_NAME: 'portal-of-the-test',
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
  };
}, 120_000);

afterAll(async () => {
  await killServers();
  collector?.close();
  await database?.drop();
});

function order(server: BuiltServer, headers: Record<string, string>): Promise<Response> {
  return fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${shop.buyer.token}`,
      ...headers,
    },
    body: JSON.stringify({ query: SUBMIT, variables: { input: orderInput(shop) } }),
  });
}

it('continues the trace of who asks: request, operation and units of work, and the log line names it', async () => {
  const server = await BuiltServer.start(variables);
  const traceId = randomBytes(16).toString('hex');
  const parent = randomBytes(8).toString('hex');
  const answer = await order(server, { traceparent: `00-${traceId}-${parent}-01` });
  expect(answer.status).toBe(200);
  const requestId = answer.headers.get('x-request-id');
  const ours = () => received.filter((span) => span.traceId === traceId);
  for (let tries = 0; tries < 300 && ours().length < 3; tries += 1) await sleep(100);
  server.terminate();
  expect(await server.exit).toBe(0);

  const named = (name: string) => ours().find((span) => span.name === name);
  const request = named('POST /graphql');
  const operation = named('mutation orderSubmit');
  const unit = named('unit of work run');
  expect(request?.parentSpanId).toBe(parent);
  expect(operation?.parentSpanId).toBe(request?.spanId);
  expect(unit?.parentSpanId).toBe(operation?.spanId);
  const told = Object.fromEntries(
    (request?.attributes ?? []).map(({ key, value }) => [key, Object.values(value)[0]]),
  );
  expect(told).toMatchObject({
    'http.request.method': 'POST',
    'http.response.status_code': 200,
    'url.path': '/graphql',
    'portal.request_id': requestId,
    'portal.caller': `USER ${shop.buyer.userId}`,
  });
  const line = server.printed.split('\n').find((text) => text.includes(String(requestId)));
  expect(JSON.parse(line ?? '{}')).toMatchObject({ trace_id: traceId, span_id: request?.spanId });
  expect(bodies[0]).toMatch(/^\/v1\/traces .*portal-of-the-test/);
  expect(bodies.join('')).not.toContain(shop.buyer.token);
}, 120_000);

it('sends nothing unless it is asked for', async () => {
  received.length = 0;
  const server = await BuiltServer.start({ ...variables, OTEL_EXPORTER_OTLP_ENDPOINT: '' });
  expect((await order(server, {})).status).toBe(200);
  server.terminate();
  expect(await server.exit).toBe(0);
  expect(received).toEqual([]);
  const line = server.printed.split('\n').find((text) => text.includes('"orderSubmit"'));
  expect(JSON.parse(line ?? '{}')).not.toHaveProperty('trace_id');
}, 120_000);
