import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerDeadline } from '../../src/platform/http/index.js';

const LIMIT_MS = 200;
/** More than the buffers of a connection hold. */
const ANSWER = Buffer.alloc(30_000_000, 'x');

describe('an answer that is not taken', () => {
  let server: Server;
  let closed: Promise<void>;

  beforeAll(async () => {
    const guard = answerDeadline(LIMIT_MS);
    server = createServer((request, response) => {
      guard(request, response, () => {
        closed = new Promise((done) => {
          response.once('close', done);
        });
        if (request.url === '/late') setTimeout(() => response.end('late'), LIMIT_MS * 4);
        else response.end(ANSWER);
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

  const open = (path: string) =>
    new Promise<IncomingMessage>((done, fail) => {
      const { port } = server.address() as AddressInfo;
      get({ port, path, agent: false }, done).on('error', fail);
    });

  it('ends with its connection', async () => {
    const reader = await open('/');
    await closed;
    let bytes = 0;
    const reading = (async () => {
      for await (const chunk of reader) bytes += (chunk as Buffer).length;
    })();
    await expect(reading).rejects.toThrow('aborted');
    expect(bytes).toBeLessThan(ANSWER.length);
  });

  it('is sent to the last byte to who reads slowly, but reads', async () => {
    const reader = await open('/');
    let bytes = 0;
    for await (const chunk of reader) {
      const before = Math.floor(bytes / 6_000_000);
      bytes += (chunk as Buffer).length;
      if (Math.floor(bytes / 6_000_000) > before) await sleep(LIMIT_MS / 4);
    }
    expect(bytes).toBe(ANSWER.length);
  });

  it('is waited for while it is worked on', async () => {
    const reader = await open('/late');
    const chunks: Buffer[] = [];
    for await (const chunk of reader) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toBe('late');
  });
});
