import { stringify } from 'csv-stringify/sync';
import type { Response } from 'express';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

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
  response.setHeader('content-disposition', disposition(fileName));
  response.setHeader('cache-control', 'no-store');
  try {
    await pipeline(Readable.from(whole(first, parts)), response);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

async function* whole(
  first: IteratorResult<string, void>,
  rest: AsyncGenerator<string, void>,
): AsyncGenerator<string> {
  yield first.done === true ? BOM : BOM + first.value;
  yield* rest;
}

/** The plain name for old clients, and the exact one as RFC 6266 asks for. */
function disposition(fileName: string): string {
  const plain = fileName.replace(/[^\w.-]+/g, '_');
  const exact = encodeURIComponent(fileName).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`;
}

/** A client that has read enough closes its connection. */
function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}
