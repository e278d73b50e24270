import { Inject, Injectable } from '@nestjs/common';
import { newId, ProblemError } from '../kernel/index.js';
import { isUser, type RequestContext, type UserCaller } from '../platform/access/index.js';
import { CONFIG, type Config } from '../platform/config/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { ApiError } from '../platform/error/index.js';
import { addJob } from '../platform/jobs/index.js';
import { refuseFile } from './file.problems.js';
import { readHeader } from './file-header.rules.js';
import { FileKindRegistry } from './file-kind.registry.js';
import { readRecords, type FileRecord } from './file-reader.js';
import type { ImportKind, ImportMode } from './import.enum.js';
import { ImportRepository, type NewRow } from './import.repository.js';
import type { ImportRecord } from './import.row.js';
import { importSightOf } from './import.sight.js';
import { jobOf } from './import.task.js';
import { storedCells } from './row-cells.rules.js';

/** So many rows are in memory at a time, and so many characters besides, since a cell may be long. */
const BATCH_ROWS = 2000;
const BATCH_CHARACTERS = 4_000_000;

export interface SentFile {
  kind: ImportKind;
  mode: ImportMode;
  fileName: string;
  body: AsyncIterable<Buffer>;
}

/**
 * Takes a file in: its rows are kept as they are, a batch at a time while it arrives, and a job then finds out what they
 * would do. Of a file that cannot be read to its end nothing is kept.
 */
@Injectable()
export class ReceiveImport {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly imports: ImportRepository,
    private readonly kinds: FileKindRegistry,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async run(ctx: RequestContext, file: SentFile): Promise<ImportRecord> {
    const records = readRecords(this.limited(file.body));
    const header = await this.headerOf(records, file.kind);
    const importId = newId();
    await this.unitOfWork.run(ctx, (tx) =>
      this.imports.create(tx, {
        id: importId,
        kind: file.kind,
        mode: file.mode,
        fileName: file.fileName,
        columns: header.cells,
        caller: senderOf(ctx),
        requestId: ctx.requestId,
        ip: ctx.ip,
      }),
    );
    try {
      await this.keepRows(
        ctx,
        importId,
        rowsOf(records, header.names, this.config.imports.maxRows),
      );
      return await this.unitOfWork.run(ctx, async (tx) => {
        await this.imports.received(tx, importId);
        const { name, payload, key } = jobOf(importId, 'CHECKING');
        await addJob(tx, name, payload, { jobKey: key });
        const received = await this.imports.find(tx, importSightOf(ctx), importId);
        if (received === null) throw new Error('A received import cannot be found.');
        return received;
      });
    } catch (error) {
      await this.unitOfWork.run(ctx, (tx) => this.imports.delete(tx, importId));
      throw error;
    }
  }

  private async headerOf(
    records: AsyncGenerator<FileRecord, void>,
    kind: ImportKind,
  ): Promise<{ cells: string[]; names: (string | null)[] }> {
    const first = await records.next();
    if (first.done === true) {
      throw refuseFile('EMPTY', 'The file is empty. Its first line names the columns.');
    }
    const { names, problems } = readHeader(first.value.cells, this.kinds.of(kind).columns);
    if (problems.length > 0) throw new ProblemError(problems);
    return { cells: first.value.cells, names };
  }

  /** The next rows are read only when the last ones are kept: the sender waits meanwhile. */
  private async keepRows(
    ctx: RequestContext,
    importId: string,
    rows: AsyncGenerator<NewRow>,
  ): Promise<void> {
    let batch: NewRow[] = [];
    let characters = 0;
    let count = 0;
    const keep = async () => {
      const full = batch;
      batch = [];
      characters = 0;
      await this.unitOfWork.run(ctx, (tx) => this.imports.addRows(tx, importId, full));
    };
    for await (const row of rows) {
      count += 1;
      batch.push(row);
      characters += row.cells.reduce((sum, cell) => sum + cell.length, 0);
      if (batch.length >= BATCH_ROWS || characters >= BATCH_CHARACTERS) await keep();
    }
    if (batch.length > 0) await keep();
    if (count === 0) {
      throw refuseFile('EMPTY', 'The file has no rows below its first line.', { line: 1 });
    }
  }

  private async *limited(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const { maxBytes } = this.config.imports;
    let bytes = 0;
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw tooLarge(`${maxBytes} bytes`);
      yield chunk;
    }
  }
}

async function* rowsOf(
  records: AsyncGenerator<FileRecord, void>,
  names: readonly (string | null)[],
  most: number,
): AsyncGenerator<NewRow> {
  let number = 0;
  for await (const { line, cells } of records) {
    number += 1;
    if (number > most) throw tooLarge(`${most} rows`);
    const { cells: kept, problems } = storedCells(cells, names);
    yield { number, line, cells: kept, ...(problems.length > 0 && { problems }) };
  }
}

export function tooLarge(limit: string): ApiError {
  return new ApiError('TOO_COSTLY', `The file is too large: at most ${limit}. Send it in parts.`, {
    status: 413,
  });
}

function senderOf({ caller }: RequestContext): UserCaller {
  if (isUser(caller)) return caller;
  throw new ApiError('FORBIDDEN', 'Only people send files.');
}
