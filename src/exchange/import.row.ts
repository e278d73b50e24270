import type { UserCaller } from '../platform/access/index.js';
import type { RowProblem } from '../platform/bulk/index.js';
import type { ImportKind, ImportMode, ImportRowOutcome } from './import.enum.js';
import type { ImportState } from './import.machine.js';

/** An import as it is kept. */
export interface ImportRecord {
  id: string;
  kind: ImportKind;
  mode: ImportMode;
  state: ImportState;
  fileName: string;
  /** The first line of the file. */
  columns: string[];
  createdById: string;
  createdByName: string;
  createdAt: Date;
  finishedAt: Date | null;
  expiresAt: Date;
  rowCount: number;
  doneCount: number;
  createCount: number;
  updateCount: number;
  unchangedCount: number;
  errorCount: number;
  failure: string | null;
  version: number;
  caller: UserCaller;
  requestId: string;
  ip: string | null;
}

/** A row of a file as it is kept. */
export interface ImportRowRecord {
  number: number;
  line: number;
  cells: string[];
  outcome: ImportRowOutcome | null;
  problems: RowProblem[] | null;
}

export interface OutcomeCounts {
  create: number;
  update: number;
  unchanged: number;
  error: number;
}

/** Whose imports of which kinds somebody sees. */
export interface ImportSight {
  kinds: ImportKind[];
  /** Null: everybody's. */
  createdBy: string | null;
}
