import pg from 'pg';

/** A table that holds rows of its own, or the root of partitions that do. */
export interface BackupTable {
  /** With its schema, as SQL writes it. */
  name: string;
  columns: { name: string; type: string }[];
}

/** Columns that the database computes are left out. */
const TABLES = `
SELECT format('%I.%I', n.nspname, c.relname) AS name,
  json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod))
    ORDER BY a.attnum) AS columns
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
  AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
GROUP BY n.nspname, c.relname
ORDER BY 1`;

const MIGRATIONS = 'SELECT name FROM public.migration ORDER BY id';

export async function backupTables(client: pg.ClientBase): Promise<BackupTable[]> {
  return (await client.query<BackupTable>(TABLES)).rows;
}

export async function migrationsOf(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(MIGRATIONS);
  return rows.map(({ name }) => name);
}

export function columnList({ columns }: BackupTable): string {
  return columns.map(({ name }) => pg.escapeIdentifier(name)).join(', ');
}

/**
 * An administrator's connection. Where row-level security would hide rows, the database refuses instead; texts look the same
 * wherever they are written and read.
 */
export async function connectForBackup(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'portal-backup',
    options:
      '-c row_security=off -c TimeZone=UTC -c DateStyle=ISO -c IntervalStyle=postgres -c bytea_output=hex -c extra_float_digits=1',
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
