import { parse, type CsvError, type InfoRecord } from 'csv-parse';
import { Readable } from 'node:stream';
import { refuseFile } from './file.problems.js';
import { delimiterOf } from './file-header.rules.js';
import { decodeText } from './text-decoding.js';

/** A record of a file, as it stands there. */
export interface FileRecord {
  /** The line on which it begins; the header is on line 1 unless empty lines come before it. */
  line: number;
  cells: string[];
}

/** A header that is longer is none, and nobody should have to keep it while looking for its end. */
const HEADER_CHARACTERS_MAX = 65_536;
/** A quotation mark that is never closed would make one cell of the rest of the file. */
const RECORD_BYTES_MAX = 2_097_152;

/** The records of a CSV file, one after the other; only what is being read is in memory. */
export async function* readRecords(
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<FileRecord, void> {
  const text = decodeText(chunks);
  const head = await headOf(text);
  const firstLine = /^[\r\n]*([^\r\n]*)/.exec(head)?.[1] ?? '';
  if (firstLine.includes('\0')) {
    throw refuseFile(
      'ENCODING',
      'Line 1 is not UTF-8. UTF-16 needs a byte order mark; better save the file as "CSV UTF-8".',
      { line: 1 },
    );
  }
  const position = new Position();
  const parser = parse({
    // Not where records are taken out: what the parser has read ahead is lost with an error.
    on_record: (cells: string[], { lines }: InfoRecord) => position.note(cells, lines),
    delimiter: delimiterOf(firstLine),
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: RECORD_BYTES_MAX,
  });
  const source = Readable.from(rejoined(head, text), { objectMode: false });
  source.on('error', (error) => parser.destroy(error));
  try {
    const found: AsyncIterable<string[]> = source.pipe(parser);
    for await (const cells of found) yield { line: Number(cells.pop()), cells };
  } catch (error) {
    throw isCsvError(error) ? refusalOf(error, position) : error;
  } finally {
    source.destroy();
  }
}

/** The beginning of the text, as far as the end of its first line that is not empty. */
async function headOf(text: AsyncGenerator<string>): Promise<string> {
  let head = '';
  while (!/[^\r\n][\r\n]/.test(head) && head.length < HEADER_CHARACTERS_MAX) {
    const next = await text.next();
    if (next.done === true) break;
    head += next.value;
  }
  return head;
}

async function* rejoined(head: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  if (head !== '') yield head;
  for await (const text of rest) if (text !== '') yield text;
}

/** Turns the parser's count of line ends into lines: within quotes it counts CR LF as two. */
class Position {
  /** The last line of the last record. */
  line = 0;
  private surplus = 0;

  /** The cells, and behind them the line on which they begin. */
  note(cells: string[], lines: number): string[] {
    const ends = cells.reduce((sum, cell) => sum + countOf(cell, /[\r\n]/g), 0);
    const first = lines - ends - this.surplus;
    this.surplus += cells.reduce((sum, cell) => sum + countOf(cell, /\r\n/g), 0);
    this.line = lines - this.surplus;
    cells.push(String(first));
    return cells;
  }
}

function countOf(cell: string, pattern: RegExp): number {
  return /[\r\n]/.test(cell) ? (cell.match(pattern)?.length ?? 0) : 0;
}

function refusalOf(error: CsvError, { line: last }: Position): Error {
  const line = last + 1;
  if (error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'CSV_MAX_RECORD_SIZE') {
    return refuseFile(
      'QUOTES',
      `The row that begins on line ${line} has a quotation mark that is not closed, or is cut off. Nothing of the file was taken.`,
      { line },
    );
  }
  return refuseFile(
    'QUOTES',
    `The row that begins on line ${line} has a quotation mark in the middle of a cell. Put the cell in quotation marks and double those inside it.`,
    { line },
  );
}

function isCsvError(error: unknown): error is CsvError {
  return error instanceof Error && 'code' in error && /^(CSV_|INVALID_)/.test(String(error.code));
}
