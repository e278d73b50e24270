import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, request as send, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bodyDeadline, extendBodyDeadline } from '../../src/platform/http/index.js';

const LIMIT_MS = 100;

describe('a body that does not arrive', () => {
  let server: Server;

  beforeAll(async () => {
    const guard = bodyDeadline(LIMIT_MS);
    server = createServer((request, response) => {
      guard(request, response, () => {
        if (request.url === '/file') extendBodyDeadline(request, LIMIT_MS * 20);
        request.resume();
        request.on('end', () => response.end('whole'));
      });
    });
    await new Promise<void>((done) => {
      server.listen(0, '127.0.0.1', done);
    });
  });

  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  /** Sends one half at once and the other later. */
  const slowly = (path: string, laterMs: number) =>
    new Promise<number | undefined>((done, fail) => {
      const { port } = server.address() as AddressInfo;
      const out = send({ port, path, method: 'POST' }, (response: IncomingMessage) => {
        response.resume();
        done(response.statusCode);
      });
      out.on('error', fail);
      out.write('half');
      setTimeout(() => out.end('half'), laterMs);
    });

  it('is ended', async () => {
    expect(await slowly('/', LIMIT_MS * 5)).toBe(408);
  });

  it('is waited for where files are taken', async () => {
    expect(await slowly('/file', LIMIT_MS * 3)).toBe(200);
  });
});
