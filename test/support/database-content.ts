import type { Portal } from './portal.js';
import { FOREIGN_SCHEMAS } from './owned-tables.js';

/** What every table holds, as one text per table: two that are equal say that nothing was written in between. */
export type DatabaseContent = Readonly<Record<string, string>>;

/** Counts attempts, refused ones above all. */
const COUNTERS = ['platform.rate_limit'];

/** The days of the calendar: very many, and nobody has the right to change them. */
const CALENDAR = 'reporting.dim_date';

/** Says when a key was last used, which a refused request does as well. */
const BOOKKEEPING = 'last_used_at';

/**
 * A mark that moves whenever a transaction anywhere in the cluster has written something. While it stands still nothing
 * was changed; when it has moved, the content tells whether anything came of it.
 */
export async function writeMark(portal: Portal): Promise<string> {
  const [row] = await portal.rows<{ mark: string }>(
    'SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS mark',
  );
  return row?.mark ?? '';
}

const statements = new WeakMap<Portal, Promise<string>>();

/** All rows of all tables, past row-level security. Meant for the small worlds of tests. */
export async function contentOf(portal: Portal): Promise<DatabaseContent> {
  const statement = statements.get(portal) ?? statementFor(portal);
  statements.set(portal, statement);
  const rows = await portal.rows<{ name: string; content: string }>(await statement);
  return Object.fromEntries(rows.map(({ name, content }) => [name, content]));
}

async function statementFor(portal: Portal): Promise<string> {
  const tables = await portal.rows<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND n.nspname NOT IN ${FOREIGN_SCHEMAS}`,
  );
  return tables
    .filter(({ name }) => name !== CALENDAR && !COUNTERS.includes(name))
    .map(
      ({ name }) => `SELECT '${name}' AS name, count(*) || ' rows ' || coalesce(md5(string_agg(
        md5((to_jsonb(t) - '${BOOKKEEPING}')::text), '' ORDER BY md5((to_jsonb(t) - '${BOOKKEEPING}')::text))), '') AS content
        FROM ${name} t`,
    )
    .join(' UNION ALL ');
}
