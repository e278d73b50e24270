import { Injectable } from '@nestjs/common';
import type { PagePlan } from '../kernel/index.js';
import type { UserCaller } from '../platform/access/index.js';
import type { RowProblem } from '../platform/bulk/index.js';
import type { Tx } from '../platform/database/index.js';
import type { ImportKind, ImportMode, ImportRowOutcome } from './import.enum.js';
import type { ImportState } from './import.machine.js';
import type { ImportRecord, ImportRowRecord, ImportSight } from './import.row.js';
import * as sql from './import.sql.js';

export interface NewImport {
  id: string;
  kind: ImportKind;
  mode: ImportMode;
  fileName: string;
  columns: readonly string[];
  caller: UserCaller;
  requestId: string;
  ip: string | null;
}

export interface NewRow {
  number: number;
  line: number;
  cells: string[];
  problems?: RowProblem[];
}

export interface ImportCriteria {
  kind?: ImportKind | null;
  state?: ImportState | null;
}

const { IMPORT_COLUMNS, SEEN } = sql;
const FIND = `SELECT ${IMPORT_COLUMNS} FROM exchange.import i WHERE ${SEEN} AND i.id = $3`;
const FIND_LOCKED = `${FIND} FOR NO KEY UPDATE`;
const CRITERIA = `${SEEN} AND ($3::text IS NULL OR i.kind = $3) AND ($4::text IS NULL OR i.state = $4)`;
const PAGE_FORWARD = `SELECT ${IMPORT_COLUMNS} FROM exchange.import i WHERE ${CRITERIA}
  AND ($5::uuid IS NULL OR i.id < $5) ORDER BY i.id DESC LIMIT $6`;
const PAGE_BACKWARD = `SELECT ${IMPORT_COLUMNS} FROM exchange.import i WHERE ${CRITERIA}
  AND ($5::uuid IS NULL OR i.id > $5) ORDER BY i.id LIMIT $6`;
const COUNT = `SELECT count(*)::integer AS count FROM exchange.import i WHERE ${CRITERIA}`;

const ROW_COLUMNS = `SELECT r.number, r.line, r.cells, r.outcome, r.problems FROM exchange.import_row r
  WHERE r.import_id = $1 AND ($2::text IS NULL OR r.outcome = $2)`;
const ROWS_FORWARD = `${ROW_COLUMNS} AND ($3::integer IS NULL OR r.number > $3) ORDER BY r.number LIMIT $4`;
const ROWS_BACKWARD = `${ROW_COLUMNS} AND ($3::integer IS NULL OR r.number < $3) ORDER BY r.number DESC LIMIT $4`;
const COUNT_ROWS = `SELECT count(*)::integer AS count FROM exchange.import_row r
  WHERE r.import_id = $1 AND ($2::text IS NULL OR r.outcome = $2)`;

@Injectable()
export class ImportRepository {
  async create(tx: Tx, made: NewImport): Promise<void> {
    await tx.query(sql.INSERT, [
      made.id,
      made.kind,
      made.mode,
      made.fileName,
      made.columns,
      made.caller.userId,
      made.caller.name,
      JSON.stringify(made.caller),
      made.requestId,
      made.ip,
    ]);
  }

  async addRows(tx: Tx, importId: string, rows: readonly NewRow[]): Promise<void> {
    await tx.query(sql.ADD_ROWS, [importId, JSON.stringify(rows)]);
  }

  async received(tx: Tx, importId: string): Promise<void> {
    await tx.query(sql.RECEIVED, [importId]);
  }

  /** Only while it is being received. */
  async delete(tx: Tx, importId: string): Promise<void> {
    await tx.query(sql.DELETE, [importId]);
  }

  async find(tx: Tx, sight: ImportSight, id: string): Promise<ImportRecord | null> {
    const [row] = await tx.query<ImportRecord>(FIND, [sight.kinds, sight.createdBy, id]);
    return row ?? null;
  }

  async lock(tx: Tx, sight: ImportSight, id: string): Promise<ImportRecord | null> {
    const [row] = await tx.query<ImportRecord>(FIND_LOCKED, [sight.kinds, sight.createdBy, id]);
    return row ?? null;
  }

  /** Newest first: ids that are made later sort later. */
  page(
    tx: Tx,
    sight: ImportSight,
    criteria: ImportCriteria,
    plan: PagePlan,
  ): Promise<ImportRecord[]> {
    const [id = null] = plan.cursor ?? [];
    return tx.query<ImportRecord>(plan.direction === 'forward' ? PAGE_FORWARD : PAGE_BACKWARD, [
      ...valuesOf(sight, criteria),
      id,
      plan.fetch,
    ]);
  }

  async count(tx: Tx, sight: ImportSight, criteria: ImportCriteria): Promise<number> {
    const [row] = await tx.query<{ count: number }>(COUNT, valuesOf(sight, criteria));
    return row?.count ?? 0;
  }

  rows(
    tx: Tx,
    importId: string,
    outcome: ImportRowOutcome | null,
    plan: PagePlan,
  ): Promise<ImportRowRecord[]> {
    const [number = null] = plan.cursor ?? [];
    const text = plan.direction === 'forward' ? ROWS_FORWARD : ROWS_BACKWARD;
    return tx.query<ImportRowRecord>(text, [importId, outcome, number, plan.fetch]);
  }

  async countRows(tx: Tx, importId: string, outcome: ImportRowOutcome | null): Promise<number> {
    const [row] = await tx.query<{ count: number }>(COUNT_ROWS, [importId, outcome]);
    return row?.count ?? 0;
  }

  /** False when its version or state is another by now. With a caller, jobs act as they are now. */
  async startApplying(tx: Tx, record: ImportRecord, caller: UserCaller | null): Promise<boolean> {
    const rows = await tx.query(sql.START_APPLYING, [
      record.id,
      record.version,
      caller && JSON.stringify(caller),
    ]);
    return rows.length > 0;
  }

  async cancel(tx: Tx, record: ImportRecord): Promise<boolean> {
    return (await tx.query(sql.CANCEL, [record.id, record.version])).length > 0;
  }
}

function valuesOf({ kinds, createdBy }: ImportSight, { kind, state }: ImportCriteria): unknown[] {
  return [kinds, createdBy, kind ?? null, state ?? null];
}
