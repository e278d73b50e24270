import 'reflect-metadata';
import { FEATURE_MODULES } from '../app.module.js';
import { differenceOf, snapshotOf } from '../platform/database/catalog-snapshot.js';
import { entityDrift } from '../platform/database/entity-drift.js';
import { migrateDown, migrateUp } from '../platform/database/migrations.js';
import { withScratchDatabase } from '../platform/database/scratch-database.js';
import { progress, runTool } from './command-line.tool.js';

const usage = `
node scripts/cli.mjs check-migrations                   migrates a database of its own up, down and up again, and
                                                        compares what is there, and the entities with the tables
node scripts/cli.mjs check-migrations --bin-dir=FOLDER  with the programs of another PostgreSQL
`;

await runTool(usage, async (args) => {
  const binDir = args.find((arg) => arg.startsWith('--bin-dir='))?.slice('--bin-dir='.length);
  const problems = await withScratchDatabase('migrations', binDir, check);
  for (const problem of problems) {
    process.stdout.write(`${problem}\n`);
  }
  process.exitCode = problems.length === 0 ? 0 : 1;
});

async function check(url: string): Promise<string[]> {
  const before = await snapshotOf(url);
  const done = await migrateUp(url);
  const first = await snapshotOf(url);
  const { entities, drift } = await entityDrift(url);
  await migrateDown(url, done.length);
  const emptied = await snapshotOf(url);
  await migrateUp(url);
  const second = await snapshotOf(url);

  // The list of migrations itself stays.
  const left = differenceOf(before, emptied).extra.filter(
    (line) => !/public\.migration/.test(line),
  );
  const { missing, extra } = differenceOf(first, second);
  progress(
    `${done.length} migrations up, down and up; ${first.size} things compared; ` +
      `${entities} entities of ${FEATURE_MODULES.length} modules against their tables`,
  );
  return [
    ...left.map((line) => `left after all migrations were taken back: ${line}`),
    ...missing.map((line) => `missing after down and up: ${line}`),
    ...extra.map((line) => `only after down and up: ${line}`),
    ...drift,
  ];
}
