import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { newId } from '../../src/kernel/index.js';
import { AzureStorage } from '../../src/platform/storage/azure.storage.js';
import { FolderStorage } from '../../src/platform/storage/folder.storage.js';
import { ObjectTooLargeError, type ObjectStorage } from '../../src/platform/storage/index.js';
import { startAzurite, type Azurite } from '../support/azurite.js';

const MB = 1_048_576;
const LIMIT = { contentType: 'application/pdf', maxBytes: 20 * MB };
const LATER = new Date(Date.now() + 3_600_000);

const folder = mkdtempSync(join(tmpdir(), 'portal-files-'));
const storages: Partial<Record<'folder' | 'azure', ObjectStorage>> = {};
let azurite: Azurite | undefined;

beforeAll(async () => {
  azurite = await startAzurite();
  storages.folder = new FolderStorage(folder);
  storages.azure = new AzureStorage({
    connectionString: azurite.connectionString,
    container: 'portal-documents',
  });
}, 60_000);

afterAll(async () => {
  await azurite?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function* parts(...chunks: Buffer[]): AsyncGenerator<Buffer> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}

async function* breaking(chunk: Buffer, error: Error): AsyncGenerator<Buffer> {
  for (let sent = 0; sent < 40; sent += 1) yield await Promise.resolve(chunk);
  throw error;
}

describe.each(['folder', 'azure'] as const)('files in a storage of the kind %s', (kind) => {
  const storage = (): ObjectStorage => {
    const found = storages[kind];
    if (found === undefined) throw new Error(`There is no storage ${kind}.`);
    return found;
  };
  const keys = async (word: string): Promise<string[]> => {
    const found: string[] = [];
    for await (const { key } of storage().list(word, LATER)) found.push(key);
    return found;
  };
  const contentOf = async (key: string): Promise<Buffer | null> => {
    const stream = await storage().get(key);
    return stream && Buffer.concat(await stream.toArray());
  };

  it.each([
    ['nothing', 0],
    ['a byte', 1],
    ['exactly a block', MB],
    ['some blocks and a bit', 5 * MB + 17],
    ['exactly what is allowed', 20 * MB],
  ])('keep %s as it came, with its size and hash', async (_, bytes) => {
    const content = randomBytes(bytes);
    const key = `kept/${newId()}`;
    const cut = Math.floor(bytes / 3);
    const stored = await storage().put(
      key,
      parts(content.subarray(0, cut), content.subarray(cut)),
      LIMIT,
    );
    expect(stored).toEqual({ bytes, sha256: createHash('sha256').update(content).digest('hex') });
    expect((await contentOf(key))?.equals(content)).toBe(true);
  });

  it('are refused when one byte is too many, and nothing is left', async () => {
    const key = `large/${newId()}`;
    let asked = 0;
    async function* endless(): AsyncGenerator<Buffer> {
      for (;;) {
        asked += 1;
        yield await Promise.resolve(Buffer.alloc(MB, 1));
      }
    }
    await expect(
      storage().put(key, parts(Buffer.alloc(11)), { ...LIMIT, maxBytes: 10 }),
    ).rejects.toThrow(ObjectTooLargeError);
    await expect(storage().put(key, endless(), LIMIT)).rejects.toThrow(ObjectTooLargeError);
    expect(asked).toBe(21);
    expect(await contentOf(key)).toBeNull();
    expect(await keys('large')).toEqual([]);
  });

  it('are not there when their sender breaks off, whose error comes through', async () => {
    const key = `broken/${newId()}`;
    const error = new Error('gone');
    await expect(
      storage().put(key, breaking(Buffer.alloc(100_000, 1), error), LIMIT),
    ).rejects.toThrow('gone');
    expect(await contentOf(key)).toBeNull();
    expect(await keys('broken')).toEqual([]);
  });

  it('go when they are deleted, and go quietly when they are not there', async () => {
    const key = `deleted/${newId()}`;
    await storage().put(key, parts(Buffer.from('one')), LIMIT);
    await storage().delete(key);
    expect(await contentOf(key)).toBeNull();
    await storage().delete(key);
  });

  it('are listed by word and time', async () => {
    const [first, second] = [`listed/${newId()}`, `listed/${newId()}`];
    for (const key of [first, second, `other/${newId()}`]) {
      await storage().put(key, parts(Buffer.from(key)), LIMIT);
    }
    expect((await keys('listed')).sort()).toEqual([first, second].sort());
    const before: string[] = [];
    for await (const { key } of storage().list('listed', new Date(Date.now() - 60_000))) {
      before.push(key);
    }
    expect(before).toEqual([]);
  });

  it.each([
    '../secret',
    'a/../../b',
    '/etc/passwd',
    'kept/..',
    'KEPT/018f4e9e-7b1a-7c3d-8e2f-00000000dead',
    'kept/018f4e9e-7b1a-7c3d-8e2f-00000000dead/x',
    '',
  ])('have no key such as %j', async (key) => {
    await expect(storage().put(key, parts(Buffer.from('x')), LIMIT)).rejects.toThrow('no key');
    await expect(storage().get(key)).rejects.toThrow('no key');
    await expect(storage().delete(key)).rejects.toThrow('no key');
  });

  it('are asked for no faster than they are written, in flat memory', async () => {
    setFlagsFromString('--expose-gc');
    const collect: unknown = runInNewContext('gc');
    // What earlier tests left goes first: the collector gives buffers back a while after it has found them.
    for (let round = 0; round < 5 && typeof collect === 'function'; round += 1) {
      collect();
      await sleep(50);
    }
    const atRest = process.memoryUsage().arrayBuffers;
    const held: number[] = [];
    async function* large(): AsyncGenerator<Buffer> {
      for (let sent = 0; sent < 256; sent += 1) {
        yield await Promise.resolve(Buffer.alloc(MB / 4, sent));
        if (sent % 16 !== 0 || typeof collect !== 'function') continue;
        // What the first one found is given back beside us; the second one waits until that is done.
        collect();
        collect();
        held.push(process.memoryUsage().arrayBuffers);
      }
    }
    const key = `flat/${newId()}`;
    const { bytes } = await storage().put(key, large(), { ...LIMIT, maxBytes: 64 * MB });
    expect(bytes).toBe(64 * MB);
    expect(held).toHaveLength(16);
    expect(Math.max(...held) - atRest).toBeLessThan(10 * MB);
  }, 60_000);
});

describe('a folder', () => {
  it('holds nothing of what was refused or broken off', () => {
    expect(readdirSync(join(folder, '.unfinished'))).toEqual([]);
  });

  it('is cleared of what a killed process left, and of nothing else', async () => {
    const old = join(folder, '.unfinished', 'old');
    const fresh = join(folder, '.unfinished', 'fresh');
    for (const file of [old, fresh]) writeFileSync(file, 'half');
    const yesterday = new Date(Date.now() - 86_400_000);
    utimesSync(old, yesterday, yesterday);
    await storages.folder?.clearUnfinished(new Date(Date.now() - 3_600_000));
    expect(readdirSync(join(folder, '.unfinished'))).toEqual(['fresh']);
  });

  it('does not take a file of somebody else for an object', async () => {
    const key = `strange/${newId()}`;
    await storages.folder?.put(key, parts(Buffer.from('x')), LIMIT);
    const [shelf = ''] = readdirSync(join(folder, 'strange'));
    writeFileSync(join(folder, 'strange', shelf, 'notes.txt'), 'mine');
    const found: string[] = [];
    for await (const { key: listed } of storages.folder?.list('strange', LATER) ?? []) {
      found.push(listed);
    }
    expect(found).toEqual([key]);
  });
});

describe('the service', () => {
  it('makes its container once, and goes on where it is there', async () => {
    const again = new AzureStorage({
      connectionString: azurite?.connectionString ?? '',
      container: 'portal-documents',
    });
    const key = `again/${newId()}`;
    await again.put(key, parts(Buffer.from('x')), LIMIT);
    expect(Buffer.concat((await (await storages.azure?.get(key))?.toArray()) ?? [])).toEqual(
      Buffer.from('x'),
    );
  });

  it('that cannot be reached is an error, not a missing file', async () => {
    const nowhere = new AzureStorage({
      connectionString:
        'DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YWJj;BlobEndpoint=http://127.0.0.1:9/a;',
      container: 'portal-documents',
    });
    await expect(nowhere.get(`kept/${newId()}`)).rejects.toThrow(/ECONNREFUSED|connect/);
  }, 60_000);
});
