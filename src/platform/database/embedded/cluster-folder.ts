import { createHash, randomBytes } from 'node:crypto';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { platform, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { childEnvironment, keptFile } from '../../config/index.js';
import { EmbeddedInUseError } from './embedded-in-use.error.js';
import { canEnter, type PostgresAccount } from './postgres-account.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import { isAlive } from './postmaster-file.js';

const DRAFT = '.initdb-';

/** Where one cluster lives. */
export interface ClusterFolder {
  /** The folder with everything below. */
  base: string;
  /** PostgreSQL's data directory. */
  data: string;
  log: string;
  password: string;
}

/**
 * The place for the cluster that belongs to `dataDir`: inside it, or, when PostgreSQL's account cannot enter it, a
 * place that is derived from its path and so is found again at the next start.
 */
export async function clusterFolder(
  dataDir: string,
  account: PostgresAccount,
  report: (line: string) => void,
): Promise<ClusterFolder> {
  await makeFolder(dataDir);
  if (canEnter(account, dataDir)) {
    return layout(dataDir, passwordOf(dataDir));
  }
  const key = createHash('sha256').update(resolve(dataDir)).digest('hex').slice(0, 16);
  for (const parent of ['/var/lib', tmpdir()]) {
    const base = join(parent, 'channel-portal', key);
    if (await tryFolder(base, account)) {
      report(
        `PostgreSQL's account cannot enter ${dataDir} (a folder above it is closed to others), ` +
          `so the embedded database is kept in ${base}.`,
      );
      return layout(base, passwordOf(base));
    }
  }
  throw new Error(
    `PostgreSQL's account cannot enter ${dataDir}, nor a folder in /var/lib or ${tmpdir()}. ` +
      'Set DATA_DIR to a folder that every account may enter.',
  );
}

/** A data directory has this name only once it is complete: initdb works beside it and the result is renamed. */
export function isComplete(folder: ClusterFolder): boolean {
  return (
    existsSync(join(folder.data, 'PG_VERSION')) &&
    existsSync(join(folder.data, 'global', 'pg_control'))
  );
}

/** Makes the data directory when there is none. A complete one is never touched. */
export async function initialise(
  folder: ClusterFolder,
  account: PostgresAccount,
  binaries: PostgresBinaries,
  options: { durable: boolean },
): Promise<void> {
  await removeAbandonedDrafts(folder);
  if (isComplete(folder)) {
    throw new EmbeddedInUseError(folder.base);
  }
  if (existsSync(folder.data)) {
    // Nothing of ours leaves an incomplete folder under this name. It is kept, because it may be somebody's data.
    await rename(folder.data, `${folder.data}.incomplete-${Date.now()}`);
  }
  const draft = await mkdtemp(join(folder.base, `${DRAFT}${process.pid}-`));
  const passwordFile = join(draft, 'password');
  const target = join(draft, 'data');
  await mkdir(target, { mode: 0o700 });
  await writeFile(passwordFile, `${folder.password}\n`, { mode: 0o600 });
  await give(account, [draft, target, passwordFile]);
  await runInitdb(binaries, account, [
    `--pgdata=${target}`,
    `--pwfile=${passwordFile}`,
    '--username=postgres',
    '--auth=scram-sha-256',
    '--data-checksums',
    ...localeFlags(binaries),
    ...(options.durable ? [] : ['--no-sync']),
  ]);
  try {
    await rename(target, folder.data);
  } catch (error) {
    // Another server was faster: what it has made stays as it is.
    throw isComplete(folder) ? new EmbeddedInUseError(folder.base) : error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** The major version that made the data directory, such as "18". */
export function dataVersion(folder: ClusterFolder): string {
  return readFileSync(join(folder.data, 'PG_VERSION'), 'utf8').trim();
}

/** Text sorts by code point, on every system alike, while letters of every script still have their cases. */
function localeFlags(binaries: PostgresBinaries): string[] {
  const ctype = { linux: 'C.UTF-8', darwin: 'UTF-8' }[platform().toString()] ?? 'C';
  const flags = ['--encoding=UTF8', '--locale=C', `--lc-ctype=${ctype}`];
  return Number(binaries.major) >= 17
    ? [...flags, '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
    : flags;
}

async function runInitdb(
  binaries: PostgresBinaries,
  account: PostgresAccount,
  flags: string[],
): Promise<void> {
  const child = spawn(binaries.initdb, flags, {
    ...account,
    cwd: '/',
    // Messages are read by people and by us: in one language.
    env: childEnvironment({ ...binaries.environment, LC_ALL: 'C' }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((done, fail) => {
    child.once('error', fail);
    child.once('close', done);
  });
  if (code !== 0) {
    throw new Error(`The embedded PostgreSQL could not make its data directory:\n${output.trim()}`);
  }
}

async function removeAbandonedDrafts(folder: ClusterFolder): Promise<void> {
  for (const name of await readdir(folder.base)) {
    const maker = Number.parseInt(name.slice(DRAFT.length), 10);
    if (name.startsWith(DRAFT) && !isAlive(maker)) {
      // Its initdb may be running still, and making files while they are removed: then the next start removes it.
      await rm(join(folder.base, name), { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

function layout(base: string, password: string): ClusterFolder {
  return { base, data: join(base, 'postgres'), log: join(base, 'postgres.log'), password };
}

async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first !== undefined && process.getuid?.() === 0) {
    // Root's file mask may close new folders. PostgreSQL's account must be able to pass; secrets have mode 600.
    for (let path = resolve(folder); path.length >= resolve(first).length; path = dirname(path)) {
      await chmod(path, 0o711);
    }
  }
}

async function tryFolder(base: string, account: PostgresAccount): Promise<boolean> {
  try {
    await makeFolder(base);
    return canEnter(account, base);
  } catch {
    return false;
  }
}

/** The superuser's password: random, made once, readable only by whoever runs the server. */
function passwordOf(dataDir: string): string {
  const file = join(dataDir, 'postgres.password');
  return keptFile(file, () => randomBytes(24).toString('base64url')).text.trim();
}

async function give(account: PostgresAccount, paths: string[]): Promise<void> {
  if (account.uid !== undefined && account.gid !== undefined) {
    for (const path of paths) {
      await chown(path, account.uid, account.gid);
    }
  }
}
