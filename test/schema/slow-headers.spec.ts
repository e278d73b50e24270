import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { HttpAdapter } from '../../src/platform/http/index.js';
import { createProbeApp } from '../support/probe-app.js';

let app: NestExpressApplication;
let quick: Server;

beforeAll(async () => {
  app = await createProbeApp();
  const adapter = new HttpAdapter({ connectionsCheckingInterval: 50, headersTimeout: 100 });
  adapter.initHttpServer();
  quick = adapter.getHttpServer();
  await new Promise<void>((done) => {
    quick.listen(0, '127.0.0.1', done);
  });
});

afterAll(async () => {
  await app?.close();
  quick?.close();
});

it('ends a connection whose headers come byte by byte, as the server is set up to', async () => {
  const { port } = quick.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  socket.on('error', () => undefined);
  let closed = false;
  socket.once('close', () => (closed = true));
  for (const letter of 'GET /graphql HTTP/1.1\r\nhost: portal.example\r\nx-slow: '.repeat(20)) {
    if (closed) break;
    socket.write(letter);
    await sleep(20);
  }
  expect([closed, answer.split('\r\n')[0]]).toEqual([true, 'HTTP/1.1 408 Request Timeout']);
});

it('gives headers ten seconds, and a whole request a quarter of an hour', () => {
  const { headersTimeout, requestTimeout, keepAliveTimeout } = app.getHttpServer();
  expect({ headersTimeout, requestTimeout, keepAliveTimeout }).toEqual({
    headersTimeout: 10_000,
    requestTimeout: 900_000,
    keepAliveTimeout: 65_000,
  });
});
