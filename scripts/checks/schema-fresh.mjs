/** The committed schema.gql must be the one that the code describes: `npm run schema` writes it anew. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { freshBuild } from '../fresh-build.mjs';

if (!freshBuild()) process.exit(1);
const run = spawnSync(process.execPath, ['dist/src/cli/print-schema.js'], {
  encoding: 'utf8',
  maxBuffer: 1 << 26,
});
if (run.status !== 0) {
  process.stdout.write(`The schema could not be printed:\n${run.stderr}${run.stdout}`);
  process.exit(1);
}

const text = existsSync('schema.gql') ? readFileSync('schema.gql', 'utf8') : '';
const committed = text.trim().split('\n');
const printed = run.stdout.trim().split('\n');
const at = printed.findIndex((line, index) => line !== committed[index]);
if (at < 0 && printed.length === committed.length) {
  process.stdout.write(`schema.gql is fresh, ${committed.length} lines\n`);
} else if (process.argv.includes('--write')) {
  writeFileSync('schema.gql', `${run.stdout.trim()}\n`);
  process.stdout.write(`Wrote schema.gql, ${printed.length} lines\n`);
} else {
  const line = at < 0 ? printed.length : at;
  process.stdout.write(
    `schema.gql is stale: npm run schema writes it anew. First difference, line ${line + 1}:\n- ${committed[line] ?? ''}\n+ ${printed[line] ?? ''}\n`,
  );
  process.exitCode = 1;
}
