import type { Response } from 'express';
import { Readable } from 'node:stream';
import { BYTE_ORDER_MARK } from '../platform/csv/index.js';
import { attachment, sendStream } from '../platform/http/index.js';

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
  yield first.done === true ? BYTE_ORDER_MARK : BYTE_ORDER_MARK + first.value;
  yield* rest;
}
