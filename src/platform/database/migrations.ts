import { readdir } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { runMigrations as installJobSchema } from 'graphile-worker';
import pg from 'pg';
import { DataSource, type MigrationInterface } from 'typeorm';
import { JOB_SCHEMA, OWNER_ROLE, WORKER_ROLE } from './roles.sql.js';

const MIGRATION_TABLE = 'public.migration';

type MigrationClass = new () => MigrationInterface;

// The same relative place in the sources (for Jest) and in the build.
const folder = fileURLToPath(new URL('../../../migrations', import.meta.url));
const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

/** The names of all migrations, in order, taken from their files: 1700000020000-market-tables is MarketTables1700000020000. */
export async function migrationNames(): Promise<string[]> {
  return (await migrationFiles()).map(nameOf);
}

/** The names of those that this database has not seen. */
export async function pendingMigrations(migrationUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: migrationUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const done = await appliedMigrations(async (sql) => {
      const { rows } = await client.query<{ name: string }>(sql);
      return rows;
    });
    return (await migrationNames()).filter((name) => !done.has(name));
  } finally {
    await client.end();
  }
}

/** Which migrations the database has seen, asked through any connection. */
export async function appliedMigrations(
  query: (sql: string) => Promise<{ name: string | null }[]>,
): Promise<Set<string | null>> {
  const [found] = await query(`SELECT to_regclass('${MIGRATION_TABLE}')::text AS name`);
  if (found?.name == null) {
    return new Set();
  }
  const rows = await query(`SELECT name FROM ${MIGRATION_TABLE}`);
  return new Set(rows.map(({ name }) => name));
}

/** Runs what is pending, graphile-worker's own tables first. Answers the names of what it ran. */
export async function migrateUp(
  migrationUrl: string,
  report: (line: string) => void = () => undefined,
): Promise<string[]> {
  return exclusively(migrationUrl, async () => {
    await migrateJobSchema(migrationUrl);
    return withMigrations(migrationUrl, async (dataSource) => {
      const done = await dataSource.runMigrations({ transaction: 'each' });
      await dataSource.query(`GRANT SELECT ON ${MIGRATION_TABLE} TO portal_app`);
      if (done.length > 0) {
        report(`Ran ${done.length} migrations, up to ${done.at(-1)?.name ?? ''}.`);
      }
      return done.map(({ name }) => name);
    });
  });
}

/** Takes back the last `steps` migrations. */
export async function migrateDown(
  migrationUrl: string,
  steps: number,
  report: (line: string) => void = () => undefined,
): Promise<void> {
  await exclusively(migrationUrl, () =>
    withMigrations(migrationUrl, async (dataSource) => {
      for (let step = 0; step < steps; step++) {
        await dataSource.undoLastMigration({ transaction: 'each' });
      }
      report(`Took back ${steps} migrations.`);
    }),
  );
}

async function withMigrations<T>(
  migrationUrl: string,
  work: (dataSource: DataSource) => Promise<T>,
): Promise<T> {
  const dataSource = new DataSource({
    type: 'postgres',
    url: migrationUrl,
    schema: 'public',
    migrations: await loadMigrations(),
    migrationsTableName: 'migration',
    installExtensions: false,
    logging: false,
    poolErrorHandler: () => undefined,
    poolSize: 1,
    extra: { options: `-c role=${OWNER_ROLE} -c lock_timeout=10s` },
  });
  await dataSource.initialize();
  try {
    return await work(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

/** graphile-worker's own tables. They belong to portal_worker, which made them. */
async function migrateJobSchema(migrationUrl: string): Promise<void> {
  const pgPool = new pg.Pool({
    connectionString: migrationUrl,
    max: 2,
    options: `-c role=${WORKER_ROLE}`,
  });
  // Errors of statements reach us through their promises; those of idle connections must not end the process.
  pgPool.on('error', () => undefined);
  pgPool.on('connect', (client) => {
    client.on('error', () => undefined);
  });
  try {
    // graphile-worker would make the schema too, which takes a right on the whole database that its role never gets.
    await pgPool.query(`
      SET client_min_messages = warning;
      CREATE TABLE IF NOT EXISTS ${JOB_SCHEMA}.migrations (
        id int PRIMARY KEY,
        ts timestamptz NOT NULL DEFAULT now(),
        breaking boolean NOT NULL DEFAULT false
      )`);
    await installJobSchema({ pgPool, schema: JOB_SCHEMA });
  } finally {
    await pgPool.end();
  }
}

async function exclusively<T>(migrationUrl: string, work: () => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: migrationUrl, keepAlive: true });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock(720114003)');
    return await work();
  } finally {
    await client.end();
  }
}

async function loadMigrations(): Promise<MigrationClass[]> {
  return Promise.all((await migrationFiles()).map(loadMigration));
}

async function loadMigration(file: string): Promise<MigrationClass> {
  const exported: unknown = await import(pathToFileURL(join(folder, file)).href);
  const name = nameOf(file);
  const found = Object.values(exported ?? {}).find(
    (value: unknown): value is MigrationClass => typeof value === 'function' && value.name === name,
  );
  if (found === undefined) {
    throw new Error(`migrations/${file} must export one class with the name ${name}.`);
  }
  return found;
}

async function migrationFiles(): Promise<string[]> {
  const files = await readdir(folder);
  return files.filter((file) => /^\d{13,14}-/.test(file) && file.endsWith(extension)).sort();
}

function nameOf(file: string): string {
  const [timestamp = '', ...words] = file.slice(0, -extension.length).split('-');
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('') + timestamp;
}
