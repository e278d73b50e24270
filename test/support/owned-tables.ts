import type { Portal } from './portal.js';

/** Schemas that are not ours to judge: PostgreSQL's own, and the job queue that only its own role may enter. */
export const FOREIGN_SCHEMAS = `('pg_catalog', 'information_schema', 'pg_toast', 'graphile_worker')`;

/** A table whose rows belong to resellers, and the columns that say whose a row is. */
export interface OwnedTable {
  name: string;
  owners: readonly string[];
}

/**
 * From the catalogue, so that a new table cannot be forgotten: whatever refers to reseller.reseller, whatever has a column
 * with such a name, and the table of the resellers itself. A tenant is a directory of Microsoft's, and no reseller.
 */
export async function ownedTables(portal: Portal): Promise<OwnedTable[]> {
  return portal.rows<{ name: string; owners: string[] }>(
    `SELECT c.oid::regclass::text AS name, array_agg(a.attname::text ORDER BY a.attnum) AS owners
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname NOT IN ${FOREIGN_SCHEMAS}
       AND (a.attname ~ '(^|_)reseller_id$|^(sold_to_id|bill_to_id|partner_of_record_id|distributor_id|party_ids)$'
         OR (c.oid = 'reseller.reseller'::regclass AND a.attname = 'id')
         OR EXISTS (SELECT FROM pg_constraint f WHERE f.contype = 'f' AND f.conrelid = c.oid
           AND f.confrelid = 'reseller.reseller'::regclass AND a.attnum = ANY (f.conkey)))
     GROUP BY c.oid ORDER BY 1`,
  );
}

/** SQL that says whether a row, as JSON, names one of the resellers in $1 (uuid[]) in one of the columns. */
export function ownedBy(row: string, { owners }: OwnedTable): string {
  const named = owners.map((column) => `coalesce((to_jsonb(${row}) -> '${column}')::text, '')`);
  return `(${named.join(` || ' ' || `)}) ~ array_to_string($1::uuid[]::text[], '|')`;
}
