import type { Readable } from 'node:stream';
import { ApiError } from '../error/index.js';

/** The body of an upload, chunk by chunk. A sender who goes away in the middle is no failure of ours. */
export async function* arriving(body: Readable): AsyncGenerator<Buffer, void> {
  // Reading that ends early must leave the connection open for the answer.
  const chunks: AsyncIterable<Buffer> = {
    [Symbol.asyncIterator]: () => body.iterator({ destroyOnReturn: false }),
  };
  try {
    for await (const chunk of chunks) yield chunk;
  } catch (error) {
    throw new ApiError('BAD_USER_INPUT', 'The file did not arrive completely.', {
      ...(error instanceof Error && { cause: error }),
    });
  }
}
