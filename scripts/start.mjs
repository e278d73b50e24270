/** `npm start`: builds when the build is older than its sources, then serves. See `npm start -- --help`. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { freshBuild } from './fresh-build.mjs';

const root = dirname(import.meta.dirname);
const settings = join(root, '.env');

if (existsSync(settings)) process.loadEnvFile(settings);
if (freshBuild()) {
  await import('../dist/src/main.js');
} else {
  process.exitCode = 1;
}
