import { expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLogger } from './logger.js';
import { requestLog } from './request-log.js';

it('writes no stack that leads nowhere in the line of a request that was refused with a 5xx', async () => {
  const lines: string[] = [];
  const log = requestLog(createLogger('info', { write: (line) => void lines.push(line) }));
  const server = createServer((request, response) => {
    log(request, response, () => {
      response.statusCode = 503;
      response.end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await fetch(`http://127.0.0.1:${port}/graphql?token=abc`);
  server.close();
  await once(server, 'close');
  const line: unknown = JSON.parse(lines.join(''));
  expect(line).toMatchObject({ level: 'error', msg: 'request failed', res: { status: 503 } });
  expect(line).not.toHaveProperty('err');
});
