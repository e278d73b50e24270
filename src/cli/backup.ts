import { readBackup } from '../platform/database/backup/read-backup.js';
import { writeBackup } from '../platform/database/backup/write-backup.js';
import { openDatabase } from '../platform/database/open-database.js';
import { progress, requiredMigrationUrl, runTool } from './command-line.tool.js';

const usage = `
npm run backup -- <file>             writes all rows of the database into a new file, while the server goes on working
npm run backup -- --restore <file>   fills a database with them that was set up and migrated by the same version, and not used
It uses MIGRATION_DATABASE_URL as a superuser, or the embedded database when DATABASE_URL is not set. Documents
(DATA_DIR/files) and SIGNING_KEYS are kept apart. docs/operation.md says when to take pg_dump instead.
`;

await runTool(usage, async (args, config) => {
  const restore = args[0] === '--restore';
  const [file, ...others] = restore ? args.slice(1) : args;
  if (file === undefined || file.startsWith('-') || others.length > 0) {
    throw new Error('Say which file. See: npm run backup -- --help');
  }
  const database = await openDatabase(config(), { report: progress, share: true });
  try {
    const url = requiredMigrationUrl(database.config);
    const rows = restore ? await readBackup(url, file) : await writeBackup(url, file);
    progress(`${restore ? 'Restored' : 'Wrote'} ${rows} rows.`);
  } finally {
    await database.close();
  }
});
