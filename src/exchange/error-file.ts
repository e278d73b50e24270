import { Injectable } from '@nestjs/common';
import { isId } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { csvText, readCell, writtenCell } from '../platform/csv/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { ApiError } from '../platform/error/index.js';
import { ERROR_COLUMNS } from './file-header.rules.js';
import { ImportRepository } from './import.repository.js';
import type { ImportRecord, ImportRowRecord } from './import.row.js';
import { importSightOf } from './import.sight.js';

const BATCH_ROWS = 500;

export interface OpenFile {
  fileName: string;
  parts: AsyncGenerator<string, void>;
}

/** The rows of an import that have errors, as they were sent, with what is wrong with them; mended, it can be sent again. */
@Injectable()
export class ErrorFile {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly imports: ImportRepository,
  ) {}

  async open(ctx: RequestContext, id: string): Promise<OpenFile> {
    const record = isId(id)
      ? await this.unitOfWork.read(ctx, (tx) => this.imports.find(tx, importSightOf(ctx), id))
      : null;
    if (record === null) {
      throw new ApiError('NOT_FOUND', 'There is no such import. The query "imports" lists yours.');
    }
    if (record.expiresAt < new Date()) {
      throw new ApiError('NOT_FOUND', 'The rows of this import were kept for seven days.');
    }
    const name = record.fileName.replace(/\.csv$/i, '');
    return { fileName: `${name}-errors.csv`, parts: this.partsOf(ctx, record) };
  }

  private async *partsOf(
    ctx: RequestContext,
    { id, columns }: ImportRecord,
  ): AsyncGenerator<string, void> {
    const own = indicesOf(columns);
    yield csvText([[...own.map((index) => writtenCell(columns[index] ?? '')), ...ERROR_COLUMNS]]);
    for (let after: number | null = null; ;) {
      const rows: ImportRowRecord[] = await this.unitOfWork.read(ctx, (tx) =>
        this.imports.rows(tx, id, 'ERROR', {
          limit: BATCH_ROWS,
          fetch: BATCH_ROWS,
          direction: 'forward',
          ...(after !== null && { cursor: [after] }),
        }),
      );
      if (rows.length > 0) yield csvText(rows.map((row) => lineOf(row, own, columns.length)));
      const last = rows.at(-1);
      if (last === undefined || rows.length < BATCH_ROWS) return;
      after = last.number;
    }
  }
}

/** A file that was an error file once has their columns already. */
function indicesOf(columns: readonly string[]): number[] {
  const known: readonly string[] = ERROR_COLUMNS;
  return columns.flatMap((name, index) =>
    known.includes(name.trim().toLowerCase()) ? [] : [index],
  );
}

/** Cells for which there is no column come last, so that nothing of the row is lost. */
function lineOf(
  { line, cells, problems }: ImportRowRecord,
  own: readonly number[],
  width: number,
): string[] {
  const all = problems ?? [];
  return [
    ...own.map((index) => writtenCell(readCell(cells[index] ?? ''))),
    String(line),
    all.map(({ column }) => column).join('; '),
    all.map(({ code }) => code).join('; '),
    writtenCell(all.map(({ message }) => message).join(' ')),
    ...cells.slice(width).map((cell) => writtenCell(readCell(cell))),
  ];
}
