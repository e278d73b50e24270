import { type DataSource, getMetadataArgsStorage, type DataSourceOptions } from 'typeorm';
import type pg from 'pg';
import type { ToolConfig } from '../config/index.js';
import { appPoolOptions } from './connection.js';

/**
 * The application's data source. Entities are those that have been imported, which the composition root decides;
 * the schema itself belongs to the migrations alone.
 */
export function appDataSourceOptions(
  config: ToolConfig,
  onPoolError: (error: Error) => void,
): DataSourceOptions {
  const { connectionString, ...extra } = appPoolOptions(config);
  return {
    type: 'postgres',
    url: connectionString,
    entities: getMetadataArgsStorage().tables.flatMap(({ target }) =>
      typeof target === 'function' ? [target] : [],
    ),
    synchronize: false,
    migrationsRun: false,
    installExtensions: false,
    logging: false,
    poolErrorHandler: onPoolError,
    extra,
  };
}

/** The pool inside TypeORM's driver, so that our transactions and its repositories share the same connections. */
export function poolOf(dataSource: DataSource): pg.Pool {
  const { driver } = dataSource;
  const pool: unknown = 'master' in driver ? driver.master : undefined;
  if (!isPool(pool)) {
    throw new Error('The data source is not connected to PostgreSQL.');
  }
  return pool;
}

function isPool(value: unknown): value is pg.Pool {
  return typeof value === 'object' && value !== null && 'totalCount' in value && 'connect' in value;
}
