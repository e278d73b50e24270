import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { EmbeddedPostgres } from './embedded/embedded-postgres.js';
import { setUpDatabase } from './roles.sql.js';

const FAST = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/**
 * Lends an empty database with the roles in it, in a PostgreSQL of its own that is gone afterwards. `binDir` takes the
 * programs of another PostgreSQL.
 */
export async function withScratchDatabase<Result>(
  name: string,
  binDir: string | undefined,
  work: (url: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), `portal-test-${process.pid}-${name}-`));
  // PostgreSQL's account must be able to enter it, when root runs this.
  await chmod(folder, 0o755);
  try {
    const postgres = await EmbeddedPostgres.start({
      dataDir: join(folder, 'data'),
      port: 24_000 + (process.pid % 900),
      settings: FAST,
      durable: false,
      ...(binDir === undefined ? {} : { binDir }),
    });
    try {
      return await work(await makeDatabase(postgres, name));
    } finally {
      await postgres.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function makeDatabase(postgres: EmbeddedPostgres, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: postgres.superuserUrl() });
  await client.connect();
  await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  await client.end();
  const url = postgres.superuserUrl(name);
  await setUpDatabase(url, { app: 'only-here' });
  return url;
}
