import pg from 'pg';
import { JOB_SCHEMA } from './roles.sql.js';

/** Everything that migrations make, one line per thing, so that two states of a database can be compared. */
export type CatalogSnapshot = ReadonlySet<string>;

/** Our schemas: not PostgreSQL's own, and not the jobs', which bring their own migrations. */
const SCHEMAS = `SELECT oid, nspname, nspowner, nspacl FROM pg_namespace
  WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', '${JOB_SCHEMA}')`;

/** What belongs to an extension comes and goes with it. */
const OURS = (catalog: string) =>
  `NOT EXISTS (SELECT FROM pg_depend d WHERE d.deptype = 'e' AND d.classid = '${catalog}'::regclass AND d.objid = o.oid)`;

const ACL = (kind: string, name: string, acl: string, from: string) => `
  SELECT format('grant %s on ${kind} %s to %s%s', a.privilege_type, ${name},
    CASE a.grantee WHEN 0 THEN 'public' ELSE a.grantee::regrole::text END,
    CASE WHEN a.is_grantable THEN ' with grant option' ELSE '' END)
  FROM ${from}, aclexplode(${acl}) a`;

const RELATIONS = `(SELECT c.*, n.nspname FROM pg_class c JOIN s n ON n.oid = c.relnamespace) o`;
const FUNCTIONS = `(SELECT p.*, n.nspname FROM pg_proc p JOIN s n ON n.oid = p.pronamespace) o`;

const SNAPSHOT = `
  WITH s AS (${SCHEMAS})
  SELECT format('schema %s owner %s', nspname, nspowner::regrole) AS line FROM s
  UNION ALL ${ACL('schema', 'o.nspname', 'o.nspacl', 's o')}
  UNION ALL
  SELECT format('%s %I.%I owner %s row-security %s/%s options %s partition %s', o.relkind, o.nspname, o.relname,
    o.relowner::regrole, o.relrowsecurity, o.relforcerowsecurity, o.reloptions, pg_get_expr(o.relpartbound, o.oid))
  FROM ${RELATIONS} WHERE o.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND ${OURS('pg_class')}
  UNION ALL ${ACL('relation', `format('%I.%I', o.nspname, o.relname)`, 'o.relacl', RELATIONS)}
  UNION ALL
  SELECT format('view %I.%I as %s', o.nspname, o.relname, pg_get_viewdef(o.oid))
  FROM ${RELATIONS} WHERE o.relkind IN ('v', 'm') AND ${OURS('pg_class')}
  UNION ALL
  SELECT format('column %I.%I.%I #%s %s%s default %s identity %s generated %s collation %s grants %s',
    o.nspname, o.relname, a.attname, row_number() OVER (PARTITION BY o.oid ORDER BY a.attnum),
    format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN ' not null' ELSE '' END,
    pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated, a.attcollation::regcollation,
    (SELECT array_agg(x::text ORDER BY x::text) FROM unnest(a.attacl) x))
  FROM ${RELATIONS} JOIN pg_attribute a ON a.attrelid = o.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = o.oid AND d.adnum = a.attnum
  WHERE o.relkind IN ('r', 'p', 'v', 'm', 'f') AND ${OURS('pg_class')}
  UNION ALL
  SELECT format('constraint %s on %s: %s valid %s', c.conname, c.conrelid::regclass, pg_get_constraintdef(c.oid), c.convalidated)
  FROM pg_constraint c JOIN s ON s.oid = c.connamespace WHERE c.conrelid <> 0
  UNION ALL
  SELECT format('index %s', pg_get_indexdef(i.indexrelid)) || format(' valid %s', i.indisvalid)
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN s ON s.oid = c.relnamespace
  UNION ALL
  SELECT format('function %s owner %s: %s', o.oid::regprocedure, o.proowner::regrole, pg_get_functiondef(o.oid))
  FROM ${FUNCTIONS} WHERE o.prokind IN ('f', 'p') AND ${OURS('pg_proc')}
  UNION ALL ${ACL('function', 'o.oid::regprocedure', `coalesce(o.proacl, acldefault('f', o.proowner))`, FUNCTIONS)}
    WHERE ${OURS('pg_proc')}
  UNION ALL
  SELECT format('policy %s on %I.%I %s for %s to %s using %s check %s', p.policyname, p.schemaname, p.tablename,
    p.permissive, p.cmd, p.roles, p.qual, p.with_check)
  FROM pg_policies p JOIN s ON s.nspname = p.schemaname
  UNION ALL
  SELECT format('trigger %s enabled %s', pg_get_triggerdef(t.oid), t.tgenabled)
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN s ON s.oid = c.relnamespace WHERE NOT t.tgisinternal
  UNION ALL
  SELECT format('type %s %s owner %s: %s %s', o.oid::regtype, o.typtype, o.typowner::regrole,
    (SELECT array_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = o.oid),
    CASE WHEN o.typtype = 'd' THEN format_type(o.typbasetype, o.typtypmod) END)
  FROM pg_type o JOIN s ON s.oid = o.typnamespace WHERE o.typtype IN ('e', 'd', 'r') AND ${OURS('pg_type')}
  UNION ALL
  SELECT format('default rights in %s for %s: %s', d.defaclnamespace::regnamespace, d.defaclrole::regrole,
    (SELECT array_agg(x::text ORDER BY x::text) FROM unnest(d.defaclacl) x))
  FROM pg_default_acl d
  UNION ALL
  SELECT format('comment on %s: %s', pg_describe_object(d.classoid, d.objoid, d.objsubid), d.description)
  FROM pg_description d
  WHERE (d.classoid = 'pg_class'::regclass AND EXISTS
      (SELECT FROM pg_class c JOIN s ON s.oid = c.relnamespace WHERE c.oid = d.objoid))
    OR (d.classoid = 'pg_proc'::regclass AND EXISTS (SELECT FROM ${FUNCTIONS} WHERE o.oid = d.objoid AND ${OURS('pg_proc')}))
`;

/** Takes the snapshot as an administrator, who sees everything. */
export async function snapshotOf(adminUrl: string): Promise<CatalogSnapshot> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    // Names are then written with their schema, whoever looks.
    await client.query("SET search_path = ''");
    const { rows } = await client.query<{ line: string }>(SNAPSHOT);
    return new Set(rows.map(({ line }) => line));
  } finally {
    await client.end();
  }
}

export interface CatalogDifference {
  missing: string[];
  extra: string[];
}

/** What `actual` lacks, and what it has too much, against `expected`. */
export function differenceOf(
  expected: CatalogSnapshot,
  actual: CatalogSnapshot,
): CatalogDifference {
  return {
    missing: [...expected].filter((line) => !actual.has(line)).sort(),
    extra: [...actual].filter((line) => !expected.has(line)).sort(),
  };
}
