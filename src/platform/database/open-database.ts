import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { keptFile, withDatabase, type ToolConfig } from '../config/index.js';
import { EmbeddedInUseError } from './embedded/embedded-in-use.error.js';
import { EmbeddedPostgres } from './embedded/embedded-postgres.js';
import { migrateUp, pendingMigrations } from './migrations.js';
import { APP_ROLE, setUpDatabase } from './roles.sql.js';

const DATABASE = 'portal';

/** A database that can be used, and the configuration that says how. */
export interface OpenDatabase<C extends ToolConfig> {
  config: C;
  /** True when it runs inside DATA_DIR. */
  embedded: boolean;
  close(): Promise<void>;
}

export interface OpenOptions {
  report: (line: string) => void;
  /** Tools may use the embedded database beside a running server; a second server may not. */
  share?: boolean;
}

/**
 * The database of DATABASE_URL as it is. Without one, the embedded database is started, and given its roles and its
 * schema.
 */
export async function openDatabase<C extends ToolConfig>(
  config: C,
  options: OpenOptions,
): Promise<OpenDatabase<C>> {
  if (config.database.url !== undefined) {
    return { config, embedded: false, close: () => Promise.resolve() };
  }
  const password = appPassword(config.dataDir);
  try {
    const postgres = await EmbeddedPostgres.start({
      dataDir: config.dataDir,
      port: config.database.embeddedPort,
      keepAlive: true,
      report: options.report,
      settings: { max_connections: String(connectionsFor(config)) },
    });
    try {
      await prepare(postgres, password, options.report);
    } catch (error) {
      await postgres.stop();
      throw error;
    }
    return {
      config: withEmbedded(config, postgres.superuserUrl(DATABASE), password.text),
      embedded: true,
      close: () => postgres.stop(),
    };
  } catch (error) {
    const running =
      options.share === true && error instanceof EmbeddedInUseError
        ? await EmbeddedPostgres.find(config.dataDir, DATABASE)
        : undefined;
    if (running === undefined) {
      throw error;
    }
    return {
      config: withEmbedded(config, running, password.text),
      embedded: true,
      close: () => Promise.resolve(),
    };
  }
}

/** Deletes the embedded database, and nothing else: an external one is never touched. */
export async function resetEmbeddedDatabase(
  config: ToolConfig,
  report: (line: string) => void,
): Promise<void> {
  if (config.database.url !== undefined) {
    throw new Error(
      '--reset deletes the embedded database only, and DATABASE_URL is set: nothing was deleted.',
    );
  }
  await EmbeddedPostgres.remove(config.dataDir, report);
  report('Deleted the embedded database.');
}

/** As many as all server processes open at most, and some for tools; PostgreSQL's own default where that is enough. */
function connectionsFor({ processes, database, jobs }: ToolConfig): number {
  return Math.max(100, processes * (database.poolSize + jobs.concurrency + 2) + 20);
}

interface Password {
  text: string;
  isNew: boolean;
}

async function prepare(
  postgres: EmbeddedPostgres,
  password: Password,
  report: (line: string) => void,
): Promise<void> {
  await createDatabase(postgres.superuserUrl());
  const url = postgres.superuserUrl(DATABASE);
  const pending = await pendingMigrations(url);
  if (pending.length === 0 && !password.isNew) {
    return;
  }
  report(`Preparing the database: roles, and ${pending.length} migrations …`);
  await setUpDatabase(url, { app: password.text });
  await migrateUp(url);
}

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (found.rowCount === 0) {
      await client.query(`CREATE DATABASE ${DATABASE}`);
    }
  } finally {
    await client.end();
  }
}

function withEmbedded<C extends ToolConfig>(config: C, adminUrl: string, password: string): C {
  const url = new URL(adminUrl);
  url.username = APP_ROLE;
  url.password = password;
  return withDatabase(config, { url: url.href, migrationUrl: adminUrl });
}

/** portal_app's password for the embedded database: random, made once, readable only by whoever runs the server. */
function appPassword(dataDir: string): Password {
  const file = join(dataDir, `${APP_ROLE}.password`);
  const { text, isNew } = keptFile(file, () => randomBytes(24).toString('base64url'));
  return { text: text.trim(), isNew };
}
