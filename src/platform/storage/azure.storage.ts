import type { ContainerClient } from '@azure/storage-blob';
import { Readable } from 'node:stream';
import { MeasuredBody } from './measured-body.js';
import { checkedKey, checkedWord, partsOfKey } from './object-key.rules.js';
import type {
  ListedObject,
  ObjectStorage,
  PutOptions,
  StoredObject,
} from './object-storage.port.js';

/** What is in memory of an object at a time: so many blocks of so many bytes. */
const BLOCK_BYTES = 1_048_576;
const BLOCKS = 2;
const TRIES = 4;
const RETRY_MS = 500;
const TRY_MS = 60_000;

export interface AzureSettings {
  connectionString: string;
  container: string;
}

/**
 * Objects as block blobs of one container. The blocks of an upload that ended early are no blob; the service forgets them
 * within a week.
 */
export class AzureStorage implements ObjectStorage {
  private opened: Promise<ContainerClient> | undefined;

  constructor(private readonly settings: AzureSettings) {}

  async put(
    key: string,
    body: AsyncIterable<Buffer>,
    { contentType, maxBytes }: PutOptions,
  ): Promise<StoredObject> {
    const blob = (await this.container()).getBlockBlobClient(nameOf(key));
    const measured = new MeasuredBody(body, maxBytes);
    const stream = Readable.from(measured, { objectMode: false });
    try {
      await blob.uploadStream(stream, BLOCK_BYTES, BLOCKS, {
        blobHTTPHeaders: { blobContentType: contentType, blobCacheControl: 'no-store' },
      });
    } finally {
      stream.destroy();
    }
    return measured.result();
  }

  async get(key: string): Promise<Readable | null> {
    const container = await this.container();
    try {
      const { readableStreamBody } = await container.getBlobClient(nameOf(key)).download();
      if (readableStreamBody === undefined) throw new Error('The service sent no content.');
      return Readable.from(readableStreamBody, { objectMode: false });
    } catch (error) {
      if (statusOf(error) === 404) return null;
      throw error;
    }
  }

  async delete(key: string): Promise<void> {
    await (await this.container()).getBlobClient(nameOf(key)).deleteIfExists();
  }

  async *list(word: string, before: Date): AsyncGenerator<ListedObject, void> {
    const container = await this.container();
    for await (const { name, properties } of container.listBlobsFlat({
      prefix: `${checkedWord(word)}/`,
    })) {
      const storedAt = properties.lastModified;
      if (partsOfKey(name) !== null && storedAt < before) yield { key: name, storedAt };
    }
  }

  clearUnfinished(): Promise<void> {
    return Promise.resolve();
  }

  /** The library is loaded when it is needed, since most servers store in a folder. */
  private container(): Promise<ContainerClient> {
    this.opened ??= this.open().catch((error: unknown) => {
      this.opened = undefined;
      throw error;
    });
    return this.opened;
  }

  private async open(): Promise<ContainerClient> {
    const { BlobServiceClient } = await import('@azure/storage-blob');
    const { connectionString, container: name } = this.settings;
    const container = BlobServiceClient.fromConnectionString(connectionString, {
      retryOptions: { maxTries: TRIES, retryDelayInMs: RETRY_MS, tryTimeoutInMs: TRY_MS },
    }).getContainerClient(name);
    // Who may only write blobs may not ask for the container either; then it has been made by somebody else.
    await container.createIfNotExists().catch((error: unknown) => {
      if (statusOf(error) !== 403) throw error;
    });
    return container;
  }
}

function nameOf(key: string): string {
  const { word, id } = checkedKey(key);
  return `${word}/${id}`;
}

function statusOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'statusCode' in error
    ? error.statusCode
    : undefined;
}
