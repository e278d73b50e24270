import pg from 'pg';
import type { Portal } from './portal.js';

/** A connection as the server's own login, without the server: what a bug of ours could do at worst. */
export interface AppSession {
  /** Runs statements in one transaction with the reseller's scope, or with none, and rolls it back. */
  within<T>(resellerId: string | null, work: (client: pg.Client) => Promise<T>): Promise<T>;
  readonly client: pg.Client;
  end(): Promise<void>;
}

export async function openAppSession({ config }: Portal): Promise<AppSession> {
  const client = new pg.Client({ connectionString: config.database.url });
  client.on('error', () => undefined);
  await client.connect();
  return {
    client,
    end: () => client.end(),
    within: async (resellerId, work) => {
      await client.query('BEGIN');
      try {
        if (resellerId !== null) await enterScope(client, resellerId);
        return await work(client);
      } finally {
        await client.query('ROLLBACK');
      }
    },
  };
}

/** As the unit of work does it: for this transaction alone. */
export async function enterScope(client: pg.Client, resellerId: string): Promise<void> {
  await client.query(
    `SELECT set_config('app.scope', 'reseller', true), set_config('app.reseller', $1, true)`,
    [resellerId],
  );
}

/** The SQLSTATE of a refusal, or the number of rows that the statement touched. */
export async function outcomeOf(
  client: pg.Client,
  statement: string,
  values: unknown[] = [],
): Promise<string | number> {
  await client.query('SAVEPOINT attempt');
  try {
    return (await client.query(statement, values)).rowCount ?? 0;
  } catch (error) {
    await client.query('ROLLBACK TO SAVEPOINT attempt');
    return error instanceof pg.DatabaseError ? (error.code ?? error.message) : String(error);
  }
}
