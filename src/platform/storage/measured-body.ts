import { createHash } from 'node:crypto';
import { ObjectTooLargeError, type StoredObject } from './object-storage.port.js';

/** Counts and hashes a body while it passes, one chunk at a time, and ends it when it is too long. */
export class MeasuredBody implements AsyncIterable<Buffer> {
  private readonly hash = createHash('sha256');
  private bytes = 0;

  constructor(
    private readonly body: AsyncIterable<Buffer>,
    private readonly maxBytes: number,
  ) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void> {
    for await (const chunk of this.body) {
      this.bytes += chunk.length;
      if (this.bytes > this.maxBytes) throw new ObjectTooLargeError(this.maxBytes);
      this.hash.update(chunk);
      yield chunk;
    }
  }

  /** Only once the body has passed. */
  result(): StoredObject {
    return { bytes: this.bytes, sha256: this.hash.digest('hex') };
  }
}
