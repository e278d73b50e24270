import { parse } from 'csv-parse';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { SCREENING_KEYS } from './screening-name.rules.js';
import {
  screeningColumns,
  screeningEntries,
  ScreeningFileError,
  type ScreeningColumns,
  type ScreeningEntry,
} from './screening-list.rules.js';

const RECORD_BYTES_MAX = 65_536;

/**
 * What the file holds and by which keys its names are compared, as 64 hexadecimal digits: the same file is not loaded
 * twice, unless the keys have changed with a new version of the portal.
 */
export async function digestOfFile(path: string): Promise<string> {
  const hash = createHash('sha256').update(`${SCREENING_KEYS}\n`);
  for await (const chunk of createReadStream(path)) hash.update(bytesOf(chunk));
  return hash.digest('hex');
}

/**
 * The entries of a CSV file in UTF-8, some hundred at a time; only what is being read is in memory. It is read to its end
 * or not at all: throws a ScreeningFileError that names the line.
 */
export async function* readScreeningFile(
  path: string,
  size: number,
): AsyncGenerator<ScreeningEntry[], void> {
  const source = createReadStream(path);
  const parser = parse({
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: RECORD_BYTES_MAX,
  });
  source.on('error', (error) => parser.destroy(error));
  let columns: ScreeningColumns | undefined;
  let batch: ScreeningEntry[] = [];
  let line = 0;
  try {
    const records: AsyncIterable<{ record: string[]; info: { lines: number } }> =
      source.pipe(parser);
    for await (const { record, info } of records) {
      line = info.lines;
      if (columns) batch.push(...screeningEntries(record, columns, line));
      else columns = screeningColumns(record);
      if (batch.length >= size) {
        yield batch;
        batch = [];
      }
    }
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || !/^CSV_/.test(String(error.code))) {
      throw error;
    }
    throw new ScreeningFileError(line + 1, 'a quotation mark is out of place or not closed.');
  } finally {
    source.destroy();
  }
  if (batch.length > 0) yield batch;
}

function bytesOf(chunk: unknown): Buffer {
  if (Buffer.isBuffer(chunk)) return chunk;
  throw new Error('A file that is read without an encoding gives bytes.');
}
