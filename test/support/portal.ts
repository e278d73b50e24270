import type { NestExpressApplication } from '@nestjs/platform-express';
import { rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { createApp, type CreateAppOptions } from '../../src/create-app.js';
import type { Config } from '../../src/platform/config/index.js';
import { UnitOfWork, type FinishedUnit } from '../../src/platform/database/index.js';
import { lettersIn, type ReadLetter } from './read-letters.js';
import { gql, type GraphqlError } from './graphql-client.js';
import { testConfig } from './test-config.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';
import type { WorldDatabase } from './world/world-database.js';

/** What a test looks into: its own operation says which shape it has. */
type Json = ReturnType<typeof JSON.parse>;

export interface Answer {
  status: number;
  headers: Record<string, string>;
  data: Json;
  errors: Json[];
}

/** The whole server on a database of its own, and what a test does with it. */
export interface Portal {
  readonly app: NestExpressApplication;
  readonly config: Config;
  /** Where it listens, such as http://127.0.0.1:40123. */
  readonly url: string;
  /** The `kid` of the key that signs access tokens. */
  readonly signingKeyId: string;
  /** Writes past row-level security: for the builders of worlds. */
  readonly db: WorldDatabase;
  /** Reads past row-level security. */
  rows<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Sends an operation as a client does. */
  ask(query: string, variables?: object, options?: { token?: string }): Promise<Answer>;
  /** Signs in as somebody of the world and gives the access token. */
  signIn(user: { email: string; password: string }): Promise<string>;
  /** Runs something and gives the units of work that it took. */
  unitsOf(work: () => Promise<unknown>): Promise<FinishedUnit[]>;
  /** Every letter that it has written so far, the first one first; those that wait are sent before. */
  letters(): Promise<ReadLetter[]>;
  stop(): Promise<void>;
}

const SIGN_IN = `mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }`;

/** Starts one; the variables are settings of its environment. */
export async function startPortal(
  name: string,
  variables: Record<string, string> = {},
): Promise<Portal> {
  const database = await createTestDatabase(name);
  const portal = await openPortal(database, variables);
  return {
    ...portal,
    stop: async () => {
      await portal.stop();
      await rm(portal.config.dataDir, { recursive: true, force: true });
      await database.drop();
    },
  };
}

/** Starts one on a database that stays when it stops. */
export async function openPortal(
  database: TestDatabase,
  variables: Record<string, string> = {},
  options: CreateAppOptions = {},
): Promise<Portal> {
  const config = testConfig(database, variables);
  const app = await createApp(config, options);
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  const admin = new pg.Pool({ connectionString: database.adminUrl, max: 2 });
  // Dropping the database ends the connections that wait in the pool; nobody needs to hear of it.
  admin.on('error', () => undefined);

  const ask: Portal['ask'] = async (query, asked = {}, { token } = {}) => {
    const { status, headers, data, errors } = await gql(app, query, { ...asked }, token);
    return { status, headers, data, errors };
  };
  return {
    app,
    config,
    url: `http://127.0.0.1:${port}`,
    signingKeyId: config.signingKeys.keys[0].kid,
    db: { query: (text, values) => admin.query(text, values) },
    rows: async (text, values) => (await admin.query(text, values)).rows,
    ask,
    signIn: async ({ email, password }) => {
      const { data, errors } = await ask(SIGN_IN, { input: { email, password } });
      if (data === null) throw new Error(`${email} cannot sign in: ${messagesOf(errors)}`);
      return data.signIn.accessToken;
    },
    unitsOf: async (work) => {
      const units: FinishedUnit[] = [];
      const stop = app.get(UnitOfWork).observe((unit) => units.push(unit));
      await work().finally(stop);
      return units;
    },
    letters: () => lettersIn(app, config, admin),
    stop: async () => {
      await app.close();
      await admin.end();
    },
  };
}

function messagesOf(errors: GraphqlError[]): string {
  return errors.map(({ message }) => message).join(' ');
}
