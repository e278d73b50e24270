import { createHash } from 'node:crypto';
import type { RequestContext } from '../platform/access/index.js';
import {
  BULK_ROWS_MAX,
  type BulkSource,
  type BulkTarget,
  type ExportFilter,
  type RowOutcome,
  type RowProblem,
} from '../platform/bulk/index.js';
import type { Tx } from '../platform/database/index.js';
import type { FileFormat } from './file-format.js';
import type { FileColumns } from './file-header.rules.js';
import { RowCells } from './row-cells.rules.js';

/** A row of a file that can be read. */
export interface KeptRow {
  number: number;
  line: number;
  cells: string[];
}

/** What became of a row, or would. */
export interface JudgedRow {
  number: number;
  /** A digest of what the row is about; null when the row does not say. */
  key: string | null;
  outcome: RowOutcome;
}

/** The rows that one call looks at. */
export interface RowBatch {
  rows: readonly KeptRow[];
  /** The column of each cell. */
  names: readonly (string | null)[];
}

export interface ExportedRows {
  records: Record<string, string | number | null>[];
  after: string | null;
}

/** One kind of file: how its rows stand there, and whose they are. What a row holds stays in here. */
export interface FileKind {
  readonly columns: FileColumns;
  /** What writing would do; `earlier` gives the lines on which rows about the same things stood before this batch. */
  judge(
    ctx: RequestContext,
    tx: Tx,
    batch: RowBatch,
    earlier: (keys: string[]) => Promise<ReadonlyMap<string, number>>,
  ): Promise<JudgedRow[]>;
  /** Writes rows that were judged without an error; the codes of the markets that it touched go into `touched`. */
  write(ctx: RequestContext, tx: Tx, batch: RowBatch, touched: Set<string>): Promise<JudgedRow[]>;
  export(
    ctx: RequestContext,
    tx: Tx,
    filter: ExportFilter,
    after: string | null,
  ): Promise<ExportedRows>;
}

interface ReadRow<Row> {
  kept: KeptRow;
  row: Row;
  key: string;
  problems: RowProblem[];
}

export class TypedFileKind<Row> implements FileKind {
  readonly columns: FileColumns;

  constructor(
    private readonly format: FileFormat<Row>,
    private readonly module: BulkTarget<Row> & BulkSource<Row>,
  ) {
    this.columns = format.columns;
  }

  async judge(
    ctx: RequestContext,
    tx: Tx,
    batch: RowBatch,
    earlier: (keys: string[]) => Promise<ReadonlyMap<string, number>>,
  ): Promise<JudgedRow[]> {
    const read = this.read(batch);
    const lines = new Map(await earlier([...new Set(read.map(({ key }) => key))]));
    for (const one of read) {
      if (one.problems.length > 0) continue;
      const line = lines.get(one.key);
      if (line === undefined) lines.set(one.key, one.kept.line);
      else one.problems.push(this.repeated(line));
    }
    return this.through(read, (rows) => this.module.judge(ctx, tx, rows));
  }

  write(ctx: RequestContext, tx: Tx, batch: RowBatch, touched: Set<string>): Promise<JudgedRow[]> {
    return this.through(this.read(batch), (rows) => this.module.write(ctx, tx, rows, touched));
  }

  async export(
    ctx: RequestContext,
    tx: Tx,
    filter: ExportFilter,
    after: string | null,
  ): Promise<ExportedRows> {
    const batch = await this.module.exportBatch(ctx, tx, filter, after, EXPORT_ROWS);
    return { records: batch.rows.map((row) => this.format.write(row)), after: batch.after };
  }

  private read({ rows, names }: RowBatch): ReadRow<Row>[] {
    return rows.map((kept) => {
      const cells = new RowCells(cellsByName(kept.cells, names));
      const row = this.format.read(cells);
      return { kept, row, key: digestOf(this.format.keyOf(row)), problems: cells.problems };
    });
  }

  /** Hands the rows that can be read to the module, and puts its answers beside our own. */
  private async through(
    read: ReadRow<Row>[],
    ask: (rows: Row[]) => Promise<RowOutcome[]>,
  ): Promise<JudgedRow[]> {
    const sound = read.filter(({ problems }) => problems.length === 0);
    const answers = sound.length === 0 ? [] : await ask(sound.map(({ row }) => row));
    if (answers.length !== sound.length) {
      throw new Error(`${sound.length} rows were given and ${answers.length} answered.`);
    }
    const outcomes = new Map(sound.map((one, index) => [one, answers[index]]));
    return read.map((one) => ({
      number: one.kept.number,
      key: one.problems.length === 0 ? one.key : null,
      outcome: outcomes.get(one) ?? { kind: 'ERROR', problems: one.problems },
    }));
  }

  private repeated(line: number): RowProblem {
    return {
      column: this.format.keyColumn,
      code: 'ALREADY_EXISTS',
      message: `Line ${line} is about the same thing. Name it once.`,
      facts: { line },
    };
  }
}

const EXPORT_ROWS = Math.min(2000, BULK_ROWS_MAX);

function cellsByName(
  cells: readonly string[],
  names: readonly (string | null)[],
): Map<string, string> {
  const found = new Map<string, string>();
  names.forEach((name, index) => {
    if (name !== null) found.set(name, cells[index] ?? '');
  });
  return found;
}

/** A cell may be longer than an index entry. */
function digestOf(key: readonly (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(key)).digest('base64url');
}
