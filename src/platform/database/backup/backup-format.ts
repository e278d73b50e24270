/** The first line of a backup. */
export interface BackupHead {
  format: typeof BACKUP_FORMAT;
  at: string;
  /** The version of PostgreSQL that it was read from. */
  server: string;
  /** The schema that it fits: restored into another one, columns would be missing. */
  migrations: string[];
}

/** Begins the rows of a table, which follow as arrays of texts in the order of its columns. */
export interface TableHead {
  table: string;
  columns: string[];
}

export interface SequenceState {
  name: string;
  value: string;
}

/** The last line: a file that was cut off has none. */
export interface BackupEnd {
  sequences: SequenceState[];
  rows: number;
}

export const BACKUP_FORMAT = 'channel-portal backup 1';

/** As one that is read must look; each line is a value of JSON. */
export function isHead(line: unknown): line is BackupHead {
  return isObject(line) && line['format'] === BACKUP_FORMAT && Array.isArray(line['migrations']);
}

export function isTableHead(line: unknown): line is TableHead {
  return isObject(line) && typeof line['table'] === 'string' && Array.isArray(line['columns']);
}

export function isEnd(line: unknown): line is BackupEnd {
  return isObject(line) && typeof line['rows'] === 'number' && Array.isArray(line['sequences']);
}

function isObject(line: unknown): line is Record<string, unknown> {
  return typeof line === 'object' && line !== null;
}
