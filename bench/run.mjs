/** npm run bench -- <name>: runs one benchmark, bench/<name>.bench.ts. Without a name it says which there are. */
import { readdirSync } from 'node:fs';
import { register } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const ending = '.bench.ts';
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(ending))
  .map((file) => file.slice(0, -ending.length));
const [name] = process.argv.splice(2, 1);

if (names.includes(name)) {
  register('../test/support/typescript-loader.mjs', import.meta.url);
  await import(pathToFileURL(join(import.meta.dirname, `${name}${ending}`)).href);
} else {
  process.stderr.write(`Say which: npm run bench -- ${names.join(' | ')}\n`);
  process.exitCode = 1;
}
