import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig, makeSigningKeys, type Config } from '../../src/platform/config/index.js';
import type { TestDatabase } from './test-database.js';

const signingKeys = JSON.stringify(makeSigningKeys());

/** The configuration of a test's server: an ephemeral port, no jobs, and whatever variables the test sets. */
export function testConfig(database: TestDatabase, variables: Record<string, string> = {}): Config {
  return loadConfig({
    NODE_ENV: 'test',
    PORT: '0',
    LOG_LEVEL: 'error',
    DATA_DIR: join(tmpdir(), `portal-data-${database.name}`),
    DATABASE_URL: database.url,
    MIGRATION_DATABASE_URL: database.adminUrl,
    DATABASE_POOL_SIZE: '10',
    // The machine may be busy with other suites; a test that needs a short limit sets it.
    DATABASE_QUERY_TIMEOUT_MS: '20000',
    DATABASE_CONNECT_TIMEOUT_MS: '10000',
    SIGNING_KEYS: signingKeys,
    JOBS: 'false',
    // Every operation of every test runs as a compiled one, also those that are sent once.
    GRAPHQL_COMPILE_AT_USE: '1',
    ...variables,
  });
}
