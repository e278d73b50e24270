import { migrateDown, migrateUp, pendingMigrations } from '../platform/database/migrations.js';
import { openDatabase } from '../platform/database/open-database.js';
import { progress, requiredMigrationUrl, runTool } from './command-line.tool.js';

const usage = `
npm run migrate                brings the database up to this version
npm run migrate -- --pending   lists what is missing, and changes nothing; exit code 1 when something is
npm run migrate -- --down=2    takes the last 2 migrations back
It uses MIGRATION_DATABASE_URL, or the embedded database when DATABASE_URL is not set.
`;

await runTool(usage, async (args, config) => {
  const steps = downSteps(args);
  const database = await openDatabase(config(), { report: progress, share: true });
  try {
    const url = requiredMigrationUrl(database.config);
    if (args.includes('--pending')) {
      const pending = await pendingMigrations(url);
      process.stdout.write(pending.map((name) => `${name}\n`).join(''));
      process.exitCode = pending.length === 0 ? 0 : 1;
    } else if (steps > 0) {
      await migrateDown(url, steps, progress);
    } else {
      const done = await migrateUp(url, progress);
      progress(done.length === 0 ? 'Nothing to do: the database is up to date.' : 'Done.');
    }
  } finally {
    await database.close();
  }
});

function downSteps(args: string[]): number {
  const unknown = args.find((arg) => arg !== '--pending' && !/^--down=[1-9]\d*$/.test(arg));
  if (unknown !== undefined) {
    throw new Error(`${unknown} is not understood. See: npm run migrate -- --help`);
  }
  return Number(args.find((arg) => arg.startsWith('--down='))?.slice('--down='.length) ?? 0);
}
