/**
 * Builds `dist` when it is older than its sources, or was left half-made. What it was built from is noted
 * in a stamp, by path, size and time of every file, so that a deleted file is noticed as well.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = dirname(import.meta.dirname);
const stamp = join(root, 'dist', '.built-from');

function sources() {
  const folders = ['src', 'migrations'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true })
      .map((name) => join(folder, name))
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts')),
  );
  return [...folders, 'package-lock.json', 'tsconfig.json', 'nest-cli.json'].sort();
}

function signature() {
  const hash = createHash('sha256');
  for (const file of sources()) {
    const { size, mtimeMs } = statSync(join(root, file));
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

function stamped() {
  try {
    return readFileSync(stamp, 'utf8');
  } catch {
    return undefined;
  }
}

/** Returns whether `dist` can be used; what the compiler had to say has then been printed. */
export function freshBuild() {
  const wanted = signature();
  if (stamped() === wanted) return true;
  process.stderr.write('Building …\n');
  const nest = join(root, 'node_modules/@nestjs/cli/bin/nest.js');
  const build = spawnSync(process.execPath, [nest, 'build'], {
    cwd: root,
    // Standard output belongs to the program that is started afterwards.
    stdio: ['ignore', process.stderr.fd, process.stderr.fd],
  });
  if (build.status !== 0) return false;
  writeFileSync(stamp, wanted);
  return true;
}

if (process.argv[1] === import.meta.filename && !freshBuild()) process.exitCode = 1;
