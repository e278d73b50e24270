import type { Response } from 'express';
import { Readable } from 'node:stream';
import { attachment, sendStream } from '../platform/http/index.js';

const PIECE_BYTES = 65_536;
export interface SendLimits {
  /** A reader that takes no piece for so long has gone, whatever its connection says. */
  stallMs: number;
  /** The longest that a report holds its snapshot. */
  wholeMs: number;
}

const LIMITS: SendLimits = { stallMs: 30_000, wholeMs: 900_000 };

/** Sends a file as it is made; the next part is made when the client has taken the last one. */
export async function sendReport(
  response: Response,
  { name, type }: { name: string; type: string },
  parts: AsyncIterable<Uint8Array | string>,
  { stallMs, wholeMs }: SendLimits = LIMITS,
): Promise<void> {
  response.setHeader('content-type', type);
  response.setHeader('content-disposition', attachment(name));
  response.setHeader('cache-control', 'no-store');
  const end = () => response.destroy();
  const [stall, whole] = [setTimeout(end, stallMs), setTimeout(end, wholeMs)];
  try {
    await sendStream(response, Readable.from(piecesOf(parts, stall), { highWaterMark: 1 }));
  } finally {
    clearTimeout(stall);
    clearTimeout(whole);
  }
}

async function* piecesOf(
  parts: AsyncIterable<Uint8Array | string>,
  stall: NodeJS.Timeout,
): AsyncGenerator<Buffer, void> {
  for await (const part of parts) {
    const bytes =
      typeof part === 'string'
        ? Buffer.from(part)
        : Buffer.from(part.buffer, part.byteOffset, part.length);
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      stall.refresh();
      yield bytes.subarray(at, at + PIECE_BYTES);
    }
  }
}
