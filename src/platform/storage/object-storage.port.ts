import type { Readable } from 'node:stream';

/** The injection token of the one storage that the configuration names. */
export const OBJECT_STORAGE = Symbol('OBJECT_STORAGE');

export interface StoredObject {
  bytes: number;
  /** SHA-256 of the content, in 64 hexadecimal digits. */
  sha256: string;
}

export interface ListedObject {
  key: string;
  storedAt: Date;
}

export interface PutOptions {
  contentType: string;
  /** More than this is refused with ObjectTooLargeError, as soon as it is too much. */
  maxBytes: number;
}

/**
 * Where files lie, a folder or a service. A key is made by us, never by a user: a word and an id, such as
 * `document/018f4e9e-7b1a-7c3d-8e2f-0000000000aa`. It is written once.
 */
export interface ObjectStorage {
  /**
   * Reads the body to its end, no faster than it can be written. The object is there as a whole once this resolves, and
   * not at all when it rejects, whatever the body threw.
   */
  put(key: string, body: AsyncIterable<Buffer>, options: PutOptions): Promise<StoredObject>;
  /** Null when there is no such object. */
  get(key: string): Promise<Readable | null>;
  /** Nothing happens when there is no such object. */
  delete(key: string): Promise<void>;
  /** The objects under a word that were stored before a time, in no particular order. */
  list(word: string, before: Date): AsyncIterable<ListedObject>;
  /** Takes away what was begun before a time and never ended, such as by a process that was killed. */
  clearUnfinished(before: Date): Promise<void>;
}

export class ObjectTooLargeError extends Error {
  constructor(readonly maxBytes: number) {
    super(`The object is larger than ${maxBytes} bytes.`);
    this.name = 'ObjectTooLargeError';
  }
}
