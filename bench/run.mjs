/**
 * npm run bench: all jobs of the portal, bench/jobs.ts. npm run bench -- <name>: one of them, or one of the benchmarks
 * that stand for themselves, bench/<name>.bench.ts.
 */
import { readdirSync } from 'node:fs';
import { register } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const ending = '.bench.ts';
const alone = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(ending))
  .map((file) => file.slice(0, -ending.length));
const name = process.argv[2] ?? '';
const program = alone.includes(name) ? `${name}${ending}` : 'jobs.ts';
if (alone.includes(name)) process.argv.splice(2, 1);

register('../test/support/typescript-loader.mjs', import.meta.url);
await import(pathToFileURL(join(import.meta.dirname, program)).href);
