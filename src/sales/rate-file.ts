import { parse, type CsvError, type InfoRecord } from 'csv-parse';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { ApiError } from '../platform/error/index.js';
import { ProblemError, type Problem } from '../kernel/index.js';
import {
  fileProblem,
  RateCollector,
  rateColumns,
  readRateRow,
  type RateColumns,
  type RateFile,
} from './rate-file.rules.js';
import { RateXml } from './rate-xml.js';

/** More than three times the bank's longest file. */
export const RATE_FILE_BYTES_MAX = 33_554_432;
const RECORD_BYTES_MAX = 65_536;
const ZIP = 'PK\u0003\u0004';

export interface ReadRateFile extends RateFile {
  /** What the file holds, as 64 hexadecimal digits. */
  sha256: string;
}

/**
 * Reads a file of the European Central Bank to its end: the CSV or the XML of one day, of ninety days or of all. Throws a
 * ProblemError with what is wrong, each with its line; then nothing of the file counts.
 *
 * @param latestDay the day that has begun in the easternmost time zone
 */
export async function readRateFile(
  chunks: AsyncIterable<Buffer>,
  latestDay: string,
): Promise<ReadRateFile> {
  const hash = createHash('sha256');
  const collector = new RateCollector(latestDay);
  const text = decoded(limited(chunks, (chunk) => hash.update(chunk)));
  const first = await firstOf(text);
  if (first.startsWith(ZIP)) throw new ProblemError(notText());
  const all = rejoined(first, text);
  const format = first.trimStart().startsWith('<') ? 'XML' : 'CSV';
  await (format === 'XML' ? readXml(all, collector) : readCsv(all, collector));
  return { ...collector.finish(format), sha256: hash.digest('hex') };
}

async function readXml(text: AsyncIterable<string>, collector: RateCollector): Promise<void> {
  const xml = new RateXml(collector);
  for await (const part of text) xml.write(part);
  xml.end();
}

async function readCsv(text: AsyncIterable<string>, collector: RateCollector): Promise<void> {
  const source = Readable.from(text, { objectMode: false });
  let last = 0;
  const parser = parse({
    // Not where records are taken out: what the parser has read ahead is lost with an error.
    on_record: (cells: string[], { lines }: InfoRecord) => {
      last = lines;
      cells.push(String(lines));
      return cells;
    },
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: RECORD_BYTES_MAX,
  });
  source.on('error', (error) => parser.destroy(error));
  let columns: RateColumns | undefined;
  try {
    const records: AsyncIterable<string[]> = source.pipe(parser);
    for await (const cells of records) {
      const line = Number(cells.pop());
      if (columns) readRateRow(cells, columns, collector, line);
      else columns = rateColumns(cells, collector, line);
    }
  } catch (error) {
    if (!isCsvError(error)) throw error;
    const told = 'a quotation mark is out of place, or the line is endless.';
    collector.fatal('QUOTES', last + 1, told);
  } finally {
    source.destroy();
  }
}

async function* limited(
  chunks: AsyncIterable<Buffer>,
  see: (chunk: Buffer) => void,
): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > RATE_FILE_BYTES_MAX) throw tooLarge();
    see(chunk);
    yield chunk;
  }
}

export function tooLarge(): ApiError {
  return new ApiError(
    'TOO_COSTLY',
    `The file is too large: at most ${RATE_FILE_BYTES_MAX} bytes. Those of the bank are smaller.`,
    { status: 413 },
  );
}

/** UTF-8, with or without a byte order mark. */
async function* decoded(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (chunk?: Buffer) => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      throw new ProblemError(notText());
    }
  };
  for await (const chunk of chunks) yield decode(chunk);
  yield decode();
}

function notText(): Problem {
  return fileProblem(
    'ENCODING',
    'The file is not text in UTF-8. Those of the bank come packed as ZIP files: unpack it first.',
  );
}

/** The beginning, as far as the first character that is not blank. */
async function firstOf(text: AsyncGenerator<string>): Promise<string> {
  let first = '';
  while (first.trimStart() === '' && first.length < RECORD_BYTES_MAX) {
    const next = await text.next();
    if (next.done === true) break;
    first += next.value;
  }
  return first;
}

async function* rejoined(first: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  if (first !== '') yield first;
  for await (const part of rest) if (part !== '') yield part;
}

function isCsvError(error: unknown): error is CsvError {
  return error instanceof Error && 'code' in error && /^(CSV_|INVALID_)/.test(String(error.code));
}
