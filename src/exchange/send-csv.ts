import { stringify } from 'csv-stringify/sync';
import type { Response } from 'express';
import { Readable } from 'node:stream';
import { attachment, sendStream } from '../platform/http/index.js';

/** Spreadsheets take a file without it for one in the old code page of the machine. */
const BOM = '\ufeff';

/** Rows as RFC 4180 asks for: CR LF, and quotation marks around what needs them. */
export function csvText(rows: readonly (readonly string[])[]): string {
  return stringify(
    rows.map((row) => [...row]),
    { record_delimiter: '\r\n', quoted_match: /[\r\n]/ },
  );
}

/** Sends a file part by part; the next part is made when the client has taken the last one. */
export async function sendCsv(
  response: Response,
  fileName: string,
  parts: AsyncGenerator<string, void>,
): Promise<void> {
  // What cannot be begun is still answered as an error.
  const first = await parts.next();
  response.setHeader('content-type', 'text/csv; charset=utf-8');
  response.setHeader('content-disposition', attachment(fileName));
  response.setHeader('cache-control', 'no-store');
  await sendStream(response, Readable.from(whole(first, parts)));
}

async function* whole(
  first: IteratorResult<string, void>,
  rest: AsyncGenerator<string, void>,
): AsyncGenerator<string> {
  yield first.done === true ? BOM : BOM + first.value;
  yield* rest;
}
