import type { IncomingMessage } from 'node:http';

/**
 * Reads a body of known length and puts it back, so that whoever comes next reads it as if nobody had. Nothing is told
 * of a request that broke off: there is nobody to answer.
 */
export function takeBody(
  request: IncomingMessage,
  bytes: number,
  taken: (body: Buffer) => void,
): void {
  const parts: Buffer[] = [];
  let length = 0;
  const read = () => {
    for (let part = nextPart(request); part; part = nextPart(request)) {
      parts.push(part);
      length += part.length;
    }
    if (length < bytes) return;
    request.off('readable', read);
    const body = parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
    request.unshift(body);
    taken(body);
  };
  request.on('readable', read);
}

function nextPart(request: IncomingMessage): Buffer | null {
  const part: unknown = request.read();
  return Buffer.isBuffer(part) ? part : null;
}
