/** `npm start`: builds when the build is older than its sources, then serves. See `npm start -- --help`. */
import { existsSync } from 'node:fs';
import module from 'node:module';
import { dirname, join } from 'node:path';
import { freshBuild, freshExplorer } from './fresh-build.mjs';

const root = dirname(import.meta.dirname);
const settings = join(root, '.env');

if (existsSync(settings)) process.loadEnvFile(settings);
if (freshBuild() && freshExplorer()) {
  // Half of a start is compiling packages. Newer versions of Node keep the result; Node 20 has no such cache.
  module.enableCompileCache?.(join(root, 'dist/.compile-cache'));
  await import('../dist/src/main.js');
} else {
  process.exitCode = 1;
}
