import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readExamples, type Example } from '../../web/src/example.js';

const folder = join(import.meta.dirname, '../../web/examples');

/** The examples of the explorer, from the files that it is built of. */
export function exampleFiles(): Example[] {
  const names = readdirSync(folder);
  return readExamples(
    Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')])),
  );
}
