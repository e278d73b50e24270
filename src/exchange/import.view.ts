import type { ImportRecord, ImportRowRecord } from './import.row.js';
import type { Import, ImportRow } from './import.type.js';

export function importOf(record: ImportRecord): Import {
  const { rowCount, doneCount, createCount, updateCount, unchangedCount, errorCount } = record;
  return {
    id: record.id,
    kind: record.kind,
    mode: record.mode,
    state: record.state,
    fileName: record.fileName,
    columns: record.columns,
    counts: {
      rows: rowCount,
      create: createCount,
      update: updateCount,
      unchanged: unchangedCount,
      error: errorCount,
    },
    progress: rowCount === 0 ? 0 : Math.floor((doneCount * 100) / rowCount),
    failure: record.failure,
    createdById: record.createdById,
    createdBy: record.createdByName,
    createdAt: record.createdAt,
    finishedAt: record.finishedAt,
    expiresAt: record.expiresAt,
    version: record.version,
  };
}

export function importRowOf({
  number,
  line,
  cells,
  outcome,
  problems,
}: ImportRowRecord): ImportRow {
  return {
    number,
    line,
    cells,
    outcome,
    problems: (problems ?? []).map(({ column, code, message }) => ({
      line,
      column,
      code,
      message,
    })),
  };
}
