import cluster from 'node:cluster';
import { fileURLToPath } from 'node:url';
import { Lifetime, say } from './lifetime.js';
import { loadConfig, type Config } from './platform/config/index.js';
import type { OpenDatabase } from './platform/database/open-database.js';
import { wantsDemo } from './wants-demo.js';

const usage = `
npm start              starts the portal; settings: .env.example
npm start -- --reset   deletes the embedded database first, and begins afresh
`;

const lifetime = new Lifetime();
lifetime.stopOnSignals();

try {
  await main(process.argv.slice(2));
} catch (error) {
  await lifetime.fail(error);
}

async function main(args: string[]): Promise<void> {
  if (cluster.worker) {
    const { serveInCrew } = await import('./serve.js');
    serveInCrew(loadConfig(), lifetime);
    return;
  }
  const unknown = args.find((arg) => !['--reset', '--help'].includes(arg));
  if (unknown !== undefined || args.includes('--help')) {
    say(usage.trim());
    process.exitCode = unknown === undefined ? 0 : 2;
    return;
  }
  const config = loadConfig();
  const database = await open(config, args.includes('--reset'));
  if (config.processes > 1) {
    await supervise(database);
    return;
  }
  const { serve } = await import('./serve.js');
  await serve(database.config, database.embedded, lifetime);
}

async function open(config: Config, reset: boolean): Promise<OpenDatabase<Config>> {
  const { openDatabase, resetEmbeddedDatabase } =
    await import('./platform/database/open-database.js');
  if (reset) await resetEmbeddedDatabase(config, say);
  const database = await openDatabase(config, { report: say });
  await lifetime.keep(() => database.close());
  return database;
}

/** Serves with several processes, of which this one is none: it looks after them. */
async function supervise({ config, embedded }: OpenDatabase<Config>): Promise<void> {
  const { Crew } = await import('./platform/process/index.js');
  const { url, migrationUrl } = config.database;
  const crew = new Crew({
    size: config.processes,
    program: fileURLToPath(import.meta.url),
    beginning: { database: { url, migrationUrl }, embedded },
    firstAlone: wantsDemo(config, embedded),
    stopSeconds: config.shutdownSeconds,
    report: say,
  });
  await lifetime.keep(() => crew.stop());
  await crew.start();
}
