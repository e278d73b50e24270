import { ApiError } from '../platform/error/index.js';
import { isDocumentType, type DocumentType } from './document.rules.js';

/** So much is looked at to find out what a file is. */
const HEAD_BYTES = 4100;
/** And so much to find out whether it is there to its end, and nothing else behind it. */
const TAIL_BYTES = 2048;

const PNG_END = Buffer.from('0000000049454e44ae426082', 'hex');

export interface OpenedContent {
  type: DocumentType;
  /** All of it, from the first byte on. It ends with an error when the file turns out to be cut. */
  body: AsyncIterable<Buffer>;
}

/** Looks at how a file begins, whatever its name says, and refuses what is no PDF, PNG or JPEG. */
export async function openContent(body: AsyncIterable<Buffer>): Promise<OpenedContent> {
  const chunks = body[Symbol.asyncIterator]();
  const head: Buffer[] = [];
  let bytes = 0;
  while (bytes < HEAD_BYTES) {
    const next = await chunks.next();
    if (next.done === true) break;
    head.push(next.value);
    bytes += next.value.length;
  }
  if (bytes === 0) throw unreadable('EMPTY', 'The file is empty.');
  const { fileTypeFromBuffer } = await import('file-type');
  const type = (await fileTypeFromBuffer(Buffer.concat(head)))?.mime;
  if (!isDocumentType(type)) throw unsupported(type);
  return { type, body: whole(type, head, chunks) };
}

async function* whole(
  type: DocumentType,
  head: readonly Buffer[],
  rest: AsyncIterator<Buffer>,
): AsyncGenerator<Buffer, void> {
  let tail: Buffer = Buffer.alloc(0);
  const passing = (chunk: Buffer): Buffer => {
    tail = Buffer.concat([tail, chunk.subarray(-TAIL_BYTES)]).subarray(-TAIL_BYTES);
    return chunk;
  };
  try {
    for (const chunk of head) yield passing(chunk);
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
      yield passing(next.value);
    }
  } finally {
    await rest.return?.();
  }
  if (!hasEnd(type, tail)) {
    throw unreadable('INCOMPLETE', 'The file is cut, or something else stands behind its end.');
  }
}

/** Cameras write things of their own behind the end of a JPEG, so that its end says nothing. */
function hasEnd(type: DocumentType, tail: Buffer): boolean {
  switch (type) {
    case 'application/pdf':
      return tail.includes('%%EOF');
    case 'image/png':
      return tail.subarray(-PNG_END.length).equals(PNG_END);
    case 'image/jpeg':
      return true;
  }
}

function unsupported(found: string | undefined): ApiError {
  return new ApiError(
    'BAD_USER_INPUT',
    'Send a PDF, a PNG or a JPEG. What counts is the content of the file, not its name.',
    { status: 415, facts: { rule: 'CONTENT_TYPE', found: found ?? null } },
  );
}

function unreadable(rule: string, message: string): ApiError {
  return new ApiError('BAD_USER_INPUT', message, { status: 422, facts: { rule } });
}
