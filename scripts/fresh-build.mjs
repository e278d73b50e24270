/**
 * Builds `dist`, the server, and `web/dist`, its explorer, when one is older than its sources or was left
 * half-made. What it was built from is noted in a stamp, by path, size and time of every file, so that a
 * deleted file is noticed as well.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = dirname(import.meta.dirname);

const server = {
  stamp: 'dist/.built-from',
  says: 'Building …',
  argv: ['node_modules/@nestjs/cli/bin/nest.js', 'build'],
  sources: () => [
    ...['src', 'migrations'].flatMap((folder) =>
      filesOf(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts')),
    ),
    ...['package-lock.json', 'tsconfig.json', 'nest-cli.json'],
  ],
};

const explorer = {
  stamp: 'web/dist/.built-from',
  says: 'Building the explorer …',
  argv: ['node_modules/vite/bin/vite.js', 'build', 'web', '--logLevel', 'warn'],
  sources: () => [
    ...['web/src', 'web/examples', 'web/public'].flatMap(filesOf),
    ...['package-lock.json', 'web/index.html', 'web/package.json', 'web/vite.config.mjs'],
  ],
};

function filesOf(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}

function signature(sources) {
  const hash = createHash('sha256');
  for (const file of sources.sort()) {
    const { size, mtimeMs } = statSync(join(root, file));
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

function stamped(stamp) {
  try {
    return readFileSync(join(root, stamp), 'utf8');
  } catch {
    return undefined;
  }
}

function build({ stamp, says, argv: [program, ...args], sources }) {
  const wanted = signature(sources());
  if (stamped(stamp) === wanted) return true;
  process.stderr.write(`${says}\n`);
  const run = spawnSync(process.execPath, [join(root, program), ...args], {
    cwd: root,
    // Standard output belongs to the program that is started afterwards.
    stdio: ['ignore', process.stderr.fd, process.stderr.fd],
  });
  if (run.status !== 0) return false;
  writeFileSync(join(root, stamp), wanted);
  return true;
}

/** Returns whether `dist` can be used; what the compiler had to say has then been printed. */
export function freshBuild() {
  return build(server);
}

/**
 * The same for the explorer. Without the packages that it is built with the server shows a plain page in its
 * place, so that an installation without the workspaces can be started.
 */
export function freshExplorer() {
  if (existsSync(join(root, explorer.argv[0]))) return build(explorer);
  process.stderr.write('The explorer is not built: its packages are not installed.\n');
  return true;
}

if (process.argv[1] === import.meta.filename && !(freshBuild() && freshExplorer()))
  process.exitCode = 1;
