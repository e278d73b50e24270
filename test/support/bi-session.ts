import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { createReportUser, dropReportUser } from '../../src/platform/database/report-users.js';
import type { Portal } from './portal.js';

/** Somebody with a BI tool: connected to the database as a BI user. */
export interface BiSession {
  name: string;
  client: pg.Client;
  rows<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  /** The SQLSTATE with which a statement is refused; undefined when it is not. */
  refusal(text: string): Promise<string | undefined>;
  /** One more connection of the same user. */
  connect(): Promise<pg.Client>;
  end(): Promise<void>;
}

const PASSWORD = 'a password for tests of reports';

/** Makes a BI user for regions, by code; null means all. Users belong to the whole cluster, so each has a name of its own. */
export async function openBiSession(
  { config }: Portal,
  regions: string[] | null,
  connectionLimit = 5,
): Promise<BiSession> {
  const adminUrl = config.database.migrationUrl ?? '';
  const name = `bi_test_${randomBytes(6).toString('hex')}`;
  await createReportUser(adminUrl, { name, regions, connectionLimit, password: PASSWORD });
  const url = new URL(adminUrl);
  url.username = name;
  url.password = PASSWORD;
  const connect = async () => {
    const client = new pg.Client({ connectionString: url.href });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  };
  const client = await connect();
  return {
    name,
    client,
    connect,
    rows: async (text, values) => (await client.query(text, values)).rows,
    refusal: (text) =>
      client.query(text).then(
        () => undefined,
        (error: pg.DatabaseError) => error.code,
      ),
    end: async () => {
      await client.end();
      await dropReportUser(adminUrl, name);
    },
  };
}
