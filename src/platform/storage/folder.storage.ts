import { randomUUID } from 'node:crypto';
import { mkdir, open, opendir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { MeasuredBody } from './measured-body.js';
import { checkedKey, checkedWord, partsOfKey } from './object-key.rules.js';
import type {
  ListedObject,
  ObjectStorage,
  PutOptions,
  StoredObject,
} from './object-storage.port.js';

/** Files that are still being written; its name is no word of a key. */
const UNFINISHED = '.unfinished';

/**
 * Objects as files of a folder. One is written beside its place, forced to the disk and only then moved there, so that no
 * crash leaves half of it. Several servers may share the folder when it lies on a file system that they share.
 */
export class FolderStorage implements ObjectStorage {
  constructor(private readonly root: string) {}

  async put(
    key: string,
    body: AsyncIterable<Buffer>,
    { maxBytes }: PutOptions,
  ): Promise<StoredObject> {
    const place = this.placeOf(key);
    const draft = join(this.root, UNFINISHED, randomUUID());
    const measured = new MeasuredBody(body, maxBytes);
    await mkdir(dirname(draft), { recursive: true, mode: 0o700 });
    try {
      const file = await open(draft, 'wx', 0o600);
      try {
        await writeFile(file, measured);
        await file.sync();
      } finally {
        await file.close();
      }
      await mkdir(dirname(place), { recursive: true, mode: 0o700 });
      await rename(draft, place);
      await syncFolder(dirname(place));
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
    return measured.result();
  }

  async get(key: string): Promise<Readable | null> {
    try {
      const file = await open(this.placeOf(key), 'r');
      return file.createReadStream();
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  async delete(key: string): Promise<void> {
    await rm(this.placeOf(key), { force: true });
  }

  async *list(word: string, before: Date): AsyncGenerator<ListedObject, void> {
    for await (const shelf of entriesOf(join(this.root, checkedWord(word)))) {
      for await (const id of entriesOf(join(this.root, word, shelf))) {
        const key = `${word}/${id}`;
        const storedAt = await changedAt(join(this.root, word, shelf, id));
        if (partsOfKey(key) !== null && storedAt !== null && storedAt < before) {
          yield { key, storedAt };
        }
      }
    }
  }

  async clearUnfinished(before: Date): Promise<void> {
    const folder = join(this.root, UNFINISHED);
    for await (const name of entriesOf(folder)) {
      const at = await changedAt(join(folder, name));
      if (at !== null && at < before) await rm(join(folder, name), { force: true });
    }
  }

  /** Ids begin with their time and end with chance: the end spreads files over folders evenly. */
  private placeOf(key: string): string {
    const { word, id } = checkedKey(key);
    return join(this.root, word, id.slice(-2), id);
  }
}

/** A name is as durable as the folder that holds it. Some file systems cannot be asked for it. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  if (handle === null) return;
  try {
    await handle.sync();
  } catch (error) {
    if (codeOf(error) !== 'EPERM' && codeOf(error) !== 'EINVAL') throw error;
  } finally {
    await handle.close();
  }
}

async function* entriesOf(folder: string): AsyncGenerator<string, void> {
  try {
    for await (const { name } of await opendir(folder)) yield name;
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** Null when it has gone meanwhile. */
async function changedAt(file: string): Promise<Date | null> {
  try {
    return (await stat(file)).mtime;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT';
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
