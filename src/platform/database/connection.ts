import type pg from 'pg';
import type { ToolConfig } from '../config/index.js';
import { WORKER_ROLE } from './roles.sql.js';

/** The options that every connection of a server process has. */
export interface ConnectionSettings {
  queryTimeoutMs: number;
  role?: string;
  /** How long a statement may wait for a lock. */
  lockTimeoutMs?: number;
}

/**
 * Server settings as they are sent with the connection. A generic plan per prepared statement spares planning; a
 * transaction that nobody ends, or a lock that nobody gives up, ends by itself.
 */
export function startupOptions(settings: ConnectionSettings): string {
  const values: Record<string, string | number> = {
    plan_cache_mode: 'force_generic_plan',
    lock_timeout: settings.lockTimeoutMs ?? 2000,
    idle_in_transaction_session_timeout: 5000,
    statement_timeout: settings.queryTimeoutMs,
    ...(settings.role === undefined ? {} : { role: settings.role }),
  };
  return Object.entries(values)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
}

/** node-postgres pool options for the requests of the application. */
export function appPoolOptions(config: ToolConfig): pg.PoolConfig {
  const { queryTimeoutMs } = config.database;
  return {
    connectionString: requiredUrl(config),
    max: config.database.poolSize,
    connectionTimeoutMillis: config.database.connectTimeoutMs,
    // The server ends the statement first; this one is for a server that does not answer at all.
    query_timeout: queryTimeoutMs + 1000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 1000,
    idleTimeoutMillis: 30_000,
    maxLifetimeSeconds: 60,
    allowExitOnIdle: false,
    application_name: 'portal',
    // A connection can break between the pool's listening and ours: what nobody hears of would end the process.
    onConnect: (client) => void client.on('error', () => undefined),
    options: startupOptions({ queryTimeoutMs }),
  };
}

/** The pool of the background jobs: the same login, but every connection starts as portal_worker. */
export function workerPoolOptions(config: ToolConfig): pg.PoolConfig {
  return {
    connectionString: requiredUrl(config),
    max: config.jobs.concurrency + 2,
    connectionTimeoutMillis: 5000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 1000,
    application_name: 'portal-worker',
    options: `-c role=${WORKER_ROLE}`,
  };
}

export function requiredUrl(config: ToolConfig): string {
  if (config.database.url === undefined) {
    throw new Error('DATABASE_URL is not set, and no embedded database has been started.');
  }
  return config.database.url;
}
