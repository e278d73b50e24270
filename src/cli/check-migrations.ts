import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { FEATURE_MODULES } from '../app.module.js';
import { differenceOf, snapshotOf } from '../platform/database/catalog-snapshot.js';
import { EmbeddedPostgres } from '../platform/database/embedded/embedded-postgres.js';
import { entityDrift } from '../platform/database/entity-drift.js';
import { migrateDown, migrateUp } from '../platform/database/migrations.js';
import { setUpDatabase } from '../platform/database/roles.sql.js';
import { progress, runTool } from './command-line.tool.js';

const usage = `
node scripts/cli.mjs check-migrations                   migrates a database of its own up, down and up again, and
                                                        compares what is there, and the entities with the tables
node scripts/cli.mjs check-migrations --bin-dir=FOLDER  with the programs of another PostgreSQL
`;

const FAST = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

await runTool(usage, async (args) => {
  const folder = await mkdtemp(join(tmpdir(), `portal-test-${process.pid}-migrations-`));
  const binDir = args.find((arg) => arg.startsWith('--bin-dir='))?.slice('--bin-dir='.length);
  const postgres = await EmbeddedPostgres.start({
    dataDir: join(folder, 'data'),
    port: 24_000 + (process.pid % 900),
    settings: FAST,
    durable: false,
    ...(binDir === undefined ? {} : { binDir }),
  });
  try {
    const problems = await check(await makeDatabase(postgres));
    for (const problem of problems) {
      process.stdout.write(`${problem}\n`);
    }
    process.exitCode = problems.length === 0 ? 0 : 1;
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
});

async function makeDatabase(postgres: EmbeddedPostgres): Promise<string> {
  const client = new pg.Client({ connectionString: postgres.superuserUrl() });
  await client.connect();
  await client.query('CREATE DATABASE migrations');
  await client.end();
  const url = postgres.superuserUrl('migrations');
  await setUpDatabase(url, { app: 'only-here' });
  return url;
}

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
