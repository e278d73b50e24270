import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/index.js';
import type { SpecDraft, SpecUses, StoredSpec } from './spec-definition.rules.js';

const COLUMNS = `
  SELECT id, code, name, type, unit, is_facet AS "isFacet", enum_values AS "enumValues", position, version
  FROM catalog.spec_definition`;

@Injectable()
export class SpecDefinitionRepository {
  /** In their order of display. */
  list(tx: Tx): Promise<StoredSpec[]> {
    return tx.query<StoredSpec>(`${COLUMNS} ORDER BY position, code`);
  }

  /** Variants that are being given a value of it wait, and the other way round. */
  async lock(tx: Tx, id: string): Promise<StoredSpec | undefined> {
    const [row] = await tx.query<StoredSpec>(`${COLUMNS} WHERE id = $1 FOR UPDATE`, [id]);
    return row;
  }

  async codeTaken(tx: Tx, code: string): Promise<boolean> {
    const rows = await tx.query('SELECT FROM catalog.spec_definition WHERE code = $1', [code]);
    return rows.length > 0;
  }

  async usesOf(tx: Tx, id: string): Promise<SpecUses> {
    const rows = await tx.query<{ value: string | null; count: number }>(
      `SELECT text_value AS value, count(*)::int AS count FROM (
         SELECT CASE d.type WHEN 'ENUM' THEN s.text_value END AS text_value
         FROM catalog.variant_spec s JOIN catalog.spec_definition d ON d.id = s.definition_id WHERE d.id = $1
       ) s GROUP BY text_value ORDER BY text_value`,
      [id],
    );
    return {
      variants: rows.reduce((sum, { count }) => sum + count, 0),
      values: new Map(rows.flatMap(({ value, count }) => (value === null ? [] : [[value, count]]))),
    };
  }

  async insert(tx: Tx, id: string, spec: SpecDraft): Promise<void> {
    await tx.query(
      `INSERT INTO catalog.spec_definition (id, code, name, type, unit, is_facet, enum_values, position)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [id, ...valuesOf(spec)],
    );
  }

  /** The version that it has now; undefined when it had another one than expected. */
  async update(tx: Tx, { id, version }: StoredSpec, after: SpecDraft): Promise<number | undefined> {
    const [row] = await tx.query<{ version: number }>(
      `UPDATE catalog.spec_definition SET code = $2, name = $3, type = $4, unit = $5, is_facet = $6, enum_values = $7,
         position = $8, version = version + 1
       WHERE id = $1 AND version = $9 RETURNING version`,
      [id, ...valuesOf(after), version],
    );
    return row?.version;
  }

  async delete(tx: Tx, id: string): Promise<void> {
    await tx.query('DELETE FROM catalog.spec_definition WHERE id = $1', [id]);
  }
}

function valuesOf(spec: SpecDraft): unknown[] {
  const { code, name, type, unit, isFacet, enumValues, position } = spec;
  return [code, name, type, unit, isFacet, enumValues, position];
}
