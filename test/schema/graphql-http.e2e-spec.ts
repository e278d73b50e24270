import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AddressInfo } from 'node:net';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { serverAudits } from 'graphql-http';
import { createApp } from '../../src/create-app.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { testConfig } from '../support/test-config.js';

let database: TestDatabase;
let app: NestExpressApplication;
let url: string;

beforeAll(async () => {
  database = await createTestDatabase('graphql_http');
  app = await createApp(testConfig(database));
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  url = `http://127.0.0.1:${port}/graphql`;
});

afterAll(async () => {
  await app?.close();
  await database?.drop();
});

describe('the audits of graphql-http', () => {
  const audits = serverAudits({
    url: () => url,
    // Protection against cross-site requests stays on; a client outside a browser says that it is one.
    fetchFn: (input: string, init?: RequestInit) =>
      fetch(input, {
        ...init,
        headers: {
          ...Object.fromEntries(new Headers(init?.headers)),
          'apollo-require-preflight': '1',
        },
      }),
  });

  it('are 61', () => {
    expect(audits).toHaveLength(61);
  });

  it.each(audits.map((audit) => [`${audit.id} ${audit.name}`, audit] as const))(
    '%s',
    async (_name, audit) => {
      const result = await audit.fn();
      expect({
        status: result.status,
        ...('reason' in result && { reason: result.reason }),
      }).toEqual({
        status: 'ok',
      });
    },
  );
});
