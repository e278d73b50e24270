import pg from 'pg';

export const APP_ROLE = 'portal_app';
export const OWNER_ROLE = 'portal_owner';
export const SYSTEM_ROLE = 'portal_system';
export const WORKER_ROLE = 'portal_worker';
export const REPORT_ROLE = 'bi_reader';
export const JOB_SCHEMA = 'graphile_worker';

export interface RolePasswords {
  app: string;
}

/**
 * What an administrator runs once in the database, and may run again: the roles with exactly the rights they need,
 * and the extensions. portal_app must not inherit: it sees through portal_system's eyes only after SET ROLE.
 */
export function setupDatabaseSql(passwords: RolePasswords): string {
  const app = pg.escapeLiteral(passwords.app);
  return `-- Roles and extensions of the portal. Run in its database, as an administrator. It can be run again.
DO $setup$
DECLARE
  role_name text;
BEGIN
  FOREACH role_name IN ARRAY ARRAY['${OWNER_ROLE}', '${SYSTEM_ROLE}', '${WORKER_ROLE}', '${REPORT_ROLE}'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN NOINHERIT', role_name);
    END IF;
  END LOOP;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${APP_ROLE}') THEN
    CREATE ROLE ${APP_ROLE} LOGIN NOINHERIT;
  END IF;
END
$setup$;
ALTER ROLE ${OWNER_ROLE} NOLOGIN NOINHERIT;
ALTER ROLE ${SYSTEM_ROLE} NOLOGIN NOINHERIT;
ALTER ROLE ${WORKER_ROLE} NOLOGIN NOINHERIT;
ALTER ROLE ${APP_ROLE} LOGIN NOINHERIT PASSWORD ${app};
ALTER ROLE ${REPORT_ROLE} NOLOGIN NOINHERIT;

DO $setup$
DECLARE
  member record;
BEGIN
  FOR member IN SELECT * FROM (VALUES
    ('${SYSTEM_ROLE}', '${APP_ROLE}'), ('${WORKER_ROLE}', '${APP_ROLE}'),
    ('${WORKER_ROLE}', '${OWNER_ROLE}'), ('${WORKER_ROLE}', current_user::text),
    ('${OWNER_ROLE}', current_user::text)
  ) AS grants (granted, grantee) LOOP
    -- Since PostgreSQL 16 inheritance belongs to the grant; before, NOINHERIT of the role decides.
    IF current_setting('server_version_num')::int < 160000 THEN
      EXECUTE format('GRANT %I TO %I', member.granted, member.grantee);
    ELSE
      EXECUTE format('GRANT %I TO %I WITH INHERIT FALSE, SET TRUE', member.granted, member.grantee);
    END IF;
  END LOOP;
  EXECUTE format('GRANT CONNECT, CREATE ON DATABASE %I TO ${OWNER_ROLE}', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO ${APP_ROLE}, ${REPORT_ROLE}', current_database());
  EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
END
$setup$;
GRANT USAGE, CREATE ON SCHEMA public TO ${OWNER_ROLE};
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;
CREATE SCHEMA IF NOT EXISTS ${JOB_SCHEMA};
DO $setup$
BEGIN
  -- Only while it is new: afterwards the administrator need not be a member of ${WORKER_ROLE}.
  IF (SELECT nspowner <> '${WORKER_ROLE}'::regrole FROM pg_namespace WHERE nspname = '${JOB_SCHEMA}') THEN
    ALTER SCHEMA ${JOB_SCHEMA} OWNER TO ${WORKER_ROLE};
  END IF;
END
$setup$;
`;
}

/** Runs it. The connection string is an administrator's: a superuser, or a role with CREATEROLE that owns the database. */
export async function setUpDatabase(adminUrl: string, passwords: RolePasswords): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    // Two servers that start at the same time take turns; roles belong to the whole cluster.
    await client.query('SELECT pg_advisory_lock(720114002)');
    await client.query(setupDatabaseSql(passwords));
  } finally {
    await client.end();
  }
}
