/**
 * The jobs of the portal beside their limits (bench/README.md), one after the other, on data that is made at the first
 * run and kept. Names of jobs choose among them. Options:
 *   --orders=1000000   past orders, of three lines each
 *   --rounds=5 --seconds=3 --connections=32
 *   --data=FOLDER --seed=1   where PostgreSQL keeps the data, and which data
 * It prints the tables and writes them to bench/results.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { arch, cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Random } from '../test/support/random.js';
import { Buyers } from './buyers.js';
import { completePast } from './complete-past.js';
import { availabilityJob } from './jobs/availability.job.js';
import { catalogJob } from './jobs/catalog.job.js';
import { facetsJob } from './jobs/facets.job.js';
import { ordersJob } from './jobs/orders.job.js';
import { processesJob } from './jobs/processes.job.js';
import { repeatedJob } from './jobs/repeated.job.js';
import { searchPageJob } from './jobs/search-page.job.js';
import { Stage, type Job, type Setting } from './jobs/stage.js';
import { startJob } from './jobs/start.job.js';
import { makeKeys } from './programs.js';
import { SalesData } from './sales-data.js';

const JOBS: readonly Job[] = [
  catalogJob,
  repeatedJob,
  searchPageJob,
  facetsJob,
  availabilityJob,
  ordersJob,
  startJob,
  processesJob,
];

const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    orders: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '32' },
    data: { type: 'string', default: join(import.meta.dirname, '../.data/bench') },
    seed: { type: 'string', default: '1' },
  },
});

const options = {
  orders: whole('orders', given.orders, [1000, 10_000_000]),
  rounds: whole('rounds', given.rounds, [1, 100]),
  seconds: whole('seconds', given.seconds, [1, 600]),
  connections: whole('connections', given.connections, [1, 500]),
  seed: whole('seed', given.seed, [0, 1_000_000_000]),
};
const unknown = positionals.find((name) => !JOBS.some((job) => job.name === name));
if (unknown !== undefined) fail(`There is no job ${unknown}.`);
const chosen = JOBS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));

function whole(name: string, text: string, [min, max]: readonly [number, number]): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  return fail(`--${name} takes whole numbers from ${min} to ${max}, not ${text}.`);
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

// Whatever was started ends with this process, when it ends by itself.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const started = performance.now();
const report = (line: string): void => {
  const seconds = ((performance.now() - started) / 1000).toFixed(0).padStart(5);
  process.stdout.write(`${seconds} s  ${line}\n`);
};

function machine(): string {
  const [first] = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  const load = loadavg().map((value) => value.toFixed(1));
  return (
    `${cpus().length} × ${first?.model.trim() ?? arch()}, ${gigabytes} GB, Node ${process.version}; ` +
    `load of the machine at the start ${load.join(' / ')} (1, 5, 15 min; beyond the number of cores rates say little, ratios and CPU more).`
  );
}

/** A job that fails does not keep the others from being measured. */
async function play(job: Job, setting: Setting): Promise<string[]> {
  report(job.name);
  const random = new Random(options.seed);
  const tell = (line: string) => report(`${job.name}: ${line}`);
  const stage = new Stage(setting, random, { ...options, report: tell });
  const title = [`## ${job.name}`, job.says];
  try {
    return [...title, ...(await job.run(stage))];
  } catch (error) {
    process.exitCode = 1;
    return [...title, `Failed: ${String(error)}`];
  } finally {
    await stage.clear();
  }
}

async function run(): Promise<string[]> {
  const sections = [machine()];
  const data = await SalesData.open([options.orders], options.orders, {
    folder: given.data,
    seed: options.seed,
    report,
  });
  try {
    await completePast(data.database(options.orders), report);
    const database = await data.copy(options.orders);
    try {
      const buyers = await Buyers.add(database);
      const setting = { data, database, buyers, keys: makeKeys() };
      for (const job of chosen) sections.push(...(await play(job, setting)));
    } finally {
      await data.drop(database);
    }
  } finally {
    await data.close();
  }
  return sections;
}

const text = `# Bench\n\n${(await run()).join('\n\n')}\n`;
const folder = join(import.meta.dirname, 'results');
const suffix = positionals.length === 0 ? '' : `-${chosen.map(({ name }) => name).join('-')}`;
const file = join(folder, `${new Date().toISOString().slice(0, 10)}${suffix}.md`);
mkdirSync(folder, { recursive: true });
writeFileSync(file, text);
process.stdout.write(`\n${text}\nWritten to ${file}\n`);
