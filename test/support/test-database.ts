import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { APP_ROLE } from '../../src/platform/database/roles.sql.js';

export const CLUSTER_VARIABLE = 'PORTAL_TEST_CLUSTER';
export const TEMPLATE = 'portal_test_template';
export const APP_PASSWORD = 'portal-app-test';

/** A database of a test suite's own: migrated, empty, and gone when it is dropped. */
export interface TestDatabase {
  name: string;
  /** As the server's login, portal_app. */
  url: string;
  /** As the cluster's superuser, whom row-level security does not bind. */
  adminUrl: string;
  drop(): Promise<void>;
}

/** Clones the migrated template. The name says whose it is; it need not be unique. */
export async function createTestDatabase(name: string): Promise<TestDatabase> {
  const safe = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, 30);
  const database = `t_${safe}_${randomBytes(4).toString('hex')}`;
  await asAdmin(`CREATE DATABASE ${database} TEMPLATE ${TEMPLATE} STRATEGY FILE_COPY`);
  // Rights on the database itself are not cloned.
  await asAdmin(
    `GRANT CONNECT, CREATE ON DATABASE ${database} TO portal_owner;
     REVOKE TEMPORARY ON DATABASE ${database} FROM PUBLIC`,
  );
  return {
    name: database,
    url: urlOf(database, APP_ROLE, APP_PASSWORD),
    adminUrl: urlOf(database),
    drop: () => dropDatabase(database),
  };
}

/** Runs statements as the superuser of this database, in one connection. */
export async function runAsAdmin<Row extends pg.QueryResultRow>(
  database: TestDatabase,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  return withClient(database.adminUrl, async (client) => {
    const result = await client.query<Row>(text, values.length > 0 ? values : undefined);
    return result.rows ?? [];
  });
}

/**
 * A pool has ended before its connections are closed, and one that is then ended by force complains to nobody in
 * particular: so they get a moment to go by themselves.
 */
async function dropDatabase(database: string): Promise<void> {
  await withClient(clusterUrl(), async (client) => {
    for (let tries = 0; tries < 100; tries += 1) {
      const users = 'SELECT 1 FROM pg_stat_activity WHERE datname = $1';
      if ((await client.query(users, [database])).rowCount === 0) break;
      await new Promise((done) => setTimeout(done, 20));
    }
    await client.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
  });
}

async function asAdmin(statement: string): Promise<void> {
  await withClient(clusterUrl(), (client) => client.query(statement));
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function urlOf(database: string, user?: string, password?: string): string {
  const url = new URL(clusterUrl());
  url.pathname = `/${database}`;
  if (user !== undefined) {
    url.username = user;
    url.password = password ?? '';
  }
  return url.href;
}

function clusterUrl(): string {
  const url = process.env[CLUSTER_VARIABLE];
  if (url === undefined) {
    throw new Error('There is no test cluster: run the tests with npm test.');
  }
  return url;
}
