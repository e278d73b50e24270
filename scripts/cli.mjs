/** `node scripts/cli.mjs migrate --help`: runs a program of src/cli, built first when it is stale. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { freshBuild } from './fresh-build.mjs';

const root = dirname(import.meta.dirname);
const [name, ...args] = process.argv.slice(2);
const programs = readdirSync(join(root, 'src/cli'))
  .filter((file) => /^[a-z-]+\.ts$/.test(file))
  .map((file) => file.replace(/\.ts$/, ''));

if (!programs.includes(name)) {
  process.stderr.write(`No such program: ${name ?? ''}. There are: ${programs.join(', ')}\n`);
  process.exit(2);
}
const settings = join(root, '.env');
if (existsSync(settings)) process.loadEnvFile(settings);
if (!freshBuild() || !existsSync(join(root, `dist/src/cli/${name}.js`))) process.exit(1);

const child = spawn(process.execPath, [join(root, `dist/src/cli/${name}.js`), ...args], {
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal ? 1 : 0);
});
