import cluster from 'node:cluster';
import module from 'node:module';
import { fileURLToPath } from 'node:url';
import { Lifetime, say } from './lifetime.js';
import { loadConfig, type Config } from './platform/config/index.js';
import type { OpenDatabase } from './platform/database/open-database.js';
import { wantsDemo } from './wants-demo.js';

const usage = `
npm start              starts the portal; settings: .env.example
npm start -- --reset   deletes the embedded database first, and begins afresh
`;

keepWhatIsCompiled();
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
  const isReset = args.includes('--reset');
  if (config.processes > 1) {
    await supervise(await open(config, isReset));
    return;
  }
  // Loading takes longer than opening the database, so neither waits for the other.
  const [database, { serve }] = await Promise.all([open(config, isReset), import('./serve.js')]);
  await serve(database.config, database.embedded, lifetime);
}

/** From version 22 on Node keeps the code of modules, so that the next start need not compile them. */
function keepWhatIsCompiled(): void {
  const enable: unknown = Reflect.get(module, 'enableCompileCache');
  if (typeof enable === 'function') Reflect.apply(enable, module, []);
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
