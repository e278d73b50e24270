import { afterEach, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { Agent, createServer, get, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { HttpDrain } from './http-drain.js';

const agent = new Agent({ keepAlive: true });
let server: Server;
let port: number;

afterEach(() => {
  agent.destroy();
  server.closeAllConnections();
});

async function serve(milliseconds: number): Promise<HttpDrain> {
  server = createServer((_request, response) => {
    setTimeout(() => response.end('done'), milliseconds);
  });
  const drain = new HttpDrain(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  ({ port } = server.address() as AddressInfo);
  return drain;
}

function ask(): Promise<{
  status: number | undefined;
  connection: string | undefined;
  body: string;
}> {
  return new Promise((done, fail) => {
    get({ port, host: '127.0.0.1', agent }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => {
        done({ status: response.statusCode, connection: response.headers.connection, body });
      });
    }).on('error', fail);
  });
}

it('finishes what runs, tells clients to close, and accepts nothing new', async () => {
  const drain = await serve(600);
  const running = [ask(), ask()];
  await sleep(50);
  const drained = drain.drain(5);
  await sleep(50);
  // Still within the time in which clients learn of it.
  const late = ask();
  for (const answer of await Promise.all([...running, late])) {
    expect(answer).toEqual({ status: 200, connection: 'close', body: 'done' });
  }
  await drained;
  await expect(ask()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

it('answers a request that comes on a connection which was taken in the last moment', async () => {
  const drain = await serve(1);
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const drained = drain.drain(5);
  await sleep(600);
  await expect(ask()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  const [answer] = await once(socket, 'data');
  expect(String(answer)).toMatch(/^HTTP\/1.1 200 OK\r\nConnection: close\r\n[^]*done/);
  await drained;
  socket.destroy();
});

it('does not wait longer than it may', async () => {
  const drain = await serve(60_000);
  const running = ask();
  await sleep(50);
  const start = performance.now();
  await Promise.all([
    drain.drain(0.2),
    expect(running).rejects.toMatchObject({ code: 'ECONNRESET' }),
  ]);
  expect(performance.now() - start).toBeLessThan(5000);
});
