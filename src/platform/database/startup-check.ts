import type { DataSource } from 'typeorm';
import { appliedMigrations, migrationNames } from './migrations.js';

/** Refuses a login that row-level security would not bind, and a schema that is behind the code. */
export async function assertServable(dataSource: DataSource): Promise<void> {
  await assertLoginIsBound(dataSource);
  await assertMigrated(dataSource);
}

async function assertLoginIsBound(dataSource: DataSource): Promise<void> {
  const rows: { login: string; unbound: boolean }[] = await dataSource.query(
    'SELECT current_user AS login, rolsuper OR rolbypassrls AS unbound FROM pg_roles WHERE rolname = current_user',
  );
  const [role] = rows;
  if (role === undefined || role.unbound) {
    throw new Error(
      `The server must not run as "${role?.login ?? 'an unknown role'}": row-level security does not bind it. ` +
        'DATABASE_URL must be the login portal_app, which npm run setup-database makes.',
    );
  }
}

async function assertMigrated(dataSource: DataSource): Promise<void> {
  const done = await appliedMigrations((sql) => dataSource.query(sql));
  const pending = (await migrationNames()).filter((name) => !done.has(name));
  if (pending.length > 0) {
    throw new Error(
      `The database is behind this version: ${pending.length} migrations are pending, the first is ${pending[0]}. ` +
        'Run: npm run migrate',
    );
  }
}
