import pg from 'pg';
import { OWNER_ROLE, REPORT_ROLE } from './roles.sql.js';

/** A role of the database that reads the schema `reporting`, and of it what lies in its regions. */
export interface ReportUser {
  name: string;
  /** Codes of regions; null: all, also those to come. */
  regions: string[] | null;
  connectionLimit: number;
}

/**
 * Each user has them of its own, since a role does not inherit the settings of another. They bind who means well: what a
 * user may read is decided by rights and policies, whatever it sets.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  default_transaction_read_only: 'on',
  statement_timeout: '60s',
  idle_in_transaction_session_timeout: '60s',
  lock_timeout: '5s',
  search_path: 'reporting',
  // A question for a report takes one processor from the orders, not all of them.
  max_parallel_workers_per_gather: '0',
};

const NAME = /^bi_[a-z0-9_]{1,50}$/;

/** Undefined: it can be the name of one. The beginning keeps every other role out of reach. */
export function misnamed(name: string): string | undefined {
  if (NAME.test(name) && name !== REPORT_ROLE) return undefined;
  return 'The name of a BI user begins with bi_, then small letters, digits and _, such as bi_emea.';
}

/** Makes one that can sign in. The connection string is an administrator's, as for the roles. */
export async function createReportUser(
  adminUrl: string,
  user: ReportUser & { password: string },
): Promise<void> {
  await asAdministrator(adminUrl, async (client) => {
    if (await exists(client, user.name)) {
      throw new Error(`There is a role ${user.name} already. To change its regions, use: set`);
    }
    const role = pg.escapeIdentifier(user.name);
    const password = pg.escapeLiteral(user.password);
    await client.query(
      `CREATE ROLE ${role} LOGIN INHERIT NOCREATEDB NOCREATEROLE CONNECTION LIMIT ${user.connectionLimit}
       PASSWORD ${password} IN ROLE ${REPORT_ROLE}`,
    );
    for (const [setting, value] of Object.entries(SETTINGS)) {
      await client.query(`ALTER ROLE ${role} SET ${setting} = ${pg.escapeLiteral(value)}`);
    }
    await grant(client, user.name, user.regions);
  });
}

/** Gives one other regions: from its next statement on it sees those and no others. */
export async function setReportRegions(
  adminUrl: string,
  name: string,
  regions: string[] | null,
): Promise<void> {
  await asAdministrator(adminUrl, async (client) => {
    await requireUser(client, name);
    await grant(client, name, regions);
  });
}

/** Removes it, and ends its connections. */
export async function dropReportUser(adminUrl: string, name: string): Promise<void> {
  await asAdministrator(adminUrl, async (client) => {
    await requireUser(client, name);
    await grant(client, name, []);
    await client.query(`ALTER ROLE ${pg.escapeIdentifier(name)} NOLOGIN`);
    // Not every administrator may end them; those that go on see nothing any more.
    await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE usename = $1 AND pg_has_role(usesysid, 'USAGE')`,
      [name],
    );
    await client.query(`DROP ROLE ${pg.escapeIdentifier(name)}`);
  });
}

export async function listReportUsers(adminUrl: string): Promise<ReportUser[]> {
  return asAdministrator(adminUrl, async (client) => {
    await client.query(`SET LOCAL ROLE ${OWNER_ROLE}`);
    const { rows } = await client.query<ReportUser>(
      `SELECT r.rolname::text AS name, r.rolconnlimit AS "connectionLimit",
         CASE WHEN bool_or(g.role_name IS NOT NULL AND g.region_key IS NULL) THEN NULL
           ELSE coalesce(array_agg(v.region_code ORDER BY v.region_code) FILTER (WHERE v.region_code IS NOT NULL), '{}') END AS regions
       FROM pg_auth_members m
       JOIN pg_roles r ON r.oid = m.member AND r.rolname ~ '^bi_'
       LEFT JOIN sales.bi_grant g ON g.role_name = r.rolname
       LEFT JOIN sales.region_key k ON k.region_key = g.region_key
       LEFT JOIN market.region_v v ON v.region_id = k.region_id
       WHERE m.roleid = '${REPORT_ROLE}'::regrole
       GROUP BY r.rolname, r.rolconnlimit ORDER BY r.rolname`,
    );
    return rows;
  });
}

async function grant(
  client: pg.Client,
  name: string,
  regions: readonly string[] | null,
): Promise<void> {
  await client.query(`SET LOCAL ROLE ${OWNER_ROLE}`);
  await client.query('SELECT sales.grant_bi($1, $2)', [name, regions]).catch((error: unknown) => {
    // A region that does not exist is a mistake of whoever asked, which the sentence alone explains.
    const refused = error instanceof pg.DatabaseError && error.code === 'P0001';
    throw refused ? new Error(error.message) : error;
  });
  await client.query('RESET ROLE');
}

async function requireUser(client: pg.Client, name: string): Promise<void> {
  const { rowCount } = await client.query(
    `SELECT FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member
     WHERE m.roleid = '${REPORT_ROLE}'::regrole AND r.rolname = $1`,
    [name],
  );
  if (rowCount === 0) throw new Error(`There is no BI user ${name}. To see all, use: list`);
}

async function exists(client: pg.Client, name: string): Promise<boolean> {
  const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [name]);
  return rowCount !== 0;
}

async function asAdministrator<T>(
  adminUrl: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: adminUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } finally {
    await client.end();
  }
}
