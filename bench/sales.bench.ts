/**
 * The sales job: what questions about sales cost beside reading rollup (a) by hand, whether that grows with the orders,
 * what they cost order intake, and whether the relay keeps up. The data is made at the first run and kept. Options:
 *   --sizes=100000,1000000   orders of each database, of three lines each; up to 10000000
 *   --jobs=queries,load,relay   what to do; data alone makes the data and stops
 *   --rounds=5 --seconds=2 --connections=32 --questions=months,days   of queries
 *   --load-orders=1000000 --load-seconds=8   of load and relay: the database that is copied for it, and its windows
 *   --data=FOLDER --seed=1   where PostgreSQL keeps the data, and which data
 * It prints the tables and writes them to bench/results.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { arch, cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { killServers } from '../test/support/built-server.js';
import { SalesData } from './sales-data.js';
import { loadReport, measureLoad } from './sales-load.js';
import { measureQueries } from './sales-queries.js';
import { QUESTIONS } from './sales-questions.js';
import { costTable, count, failuresOf, queriesTable, scaleTable } from './sales-table.js';

const { values: given } = parseArgs({
  options: {
    sizes: { type: 'string', default: '100000,1000000' },
    jobs: { type: 'string', default: 'queries,load,relay' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    connections: { type: 'string', default: '32' },
    questions: { type: 'string', default: QUESTIONS.map(({ name }) => name).join(',') },
    'load-orders': { type: 'string' },
    'load-seconds': { type: 'string', default: '8' },
    data: { type: 'string', default: join(import.meta.dirname, '../.data/bench-sales') },
    seed: { type: 'string', default: '1' },
  },
});

const JOBS = ['data', 'queries', 'load', 'relay'];
const ORDERS = [1000, 10_000_000] as const;
const COPY_MAX = 1_000_000;

const options = {
  sizes: given.sizes
    .split(',')
    .map((text) => whole('sizes', text, ORDERS))
    .sort((a, b) => a - b),
  jobs: given.jobs.split(',').map((job) => oneOf('jobs', job, JOBS)),
  questions: given.questions.split(',').map((name) =>
    oneOf(
      'questions',
      name,
      QUESTIONS.map((question) => question.name),
    ),
  ),
  rounds: whole('rounds', given.rounds, [1, 100]),
  seconds: whole('seconds', given.seconds, [1, 600]),
  connections: whole('connections', given.connections, [1, 500]),
  loadSeconds: whole('load-seconds', given['load-seconds'], [1, 600]),
  seed: whole('seed', given.seed, [0, 1_000_000_000]),
};
/** The largest that is copied quickly. */
const loadOrders =
  given['load-orders'] === undefined
    ? (options.sizes.filter((orders) => orders <= COPY_MAX).at(-1) ?? options.sizes[0] ?? 0)
    : whole('load-orders', given['load-orders'], ORDERS);
if (!options.sizes.includes(loadOrders)) fail('--load-orders is none of --sizes.');

function whole(name: string, text: string, [min, max]: readonly [number, number]): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < min || value > max) {
    fail(`--${name} takes whole numbers from ${min} to ${max}, not ${text}.`);
  }
  return value;
}

function oneOf(name: string, text: string, known: readonly string[]): string {
  if (!known.includes(text)) fail(`--${name} takes ${known.join(', ')}, not ${text}.`);
  return text;
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
    `load of the machine at the start ${load.join(' / ')} (1, 5, 15 min; beyond the number of cores the figures say little).`
  );
}

async function costTables(data: SalesData): Promise<string[]> {
  const tables: string[] = [];
  for (const orders of options.sizes) {
    const costly = await data.costliest(data.database(orders));
    tables.push(
      `With ${count(orders)} orders, all questions and the limit together:`,
      costTable(costly),
    );
  }
  return tables;
}

async function run(): Promise<string[]> {
  const writes = options.jobs.includes('load') || options.jobs.includes('relay');
  const sections = [machine()];
  const data = await SalesData.open(options.sizes, writes ? loadOrders : 0, {
    folder: given.data,
    seed: options.seed,
    report,
  });
  for (const orders of options.sizes) sections.push(await data.described(data.database(orders)));
  try {
    if (options.jobs.includes('queries')) {
      const measured = await measureQueries(data, { ...options, report });
      sections.push(
        '## Questions beside reading the day rollup by hand',
        `Medians of ${options.rounds} interleaved rounds of ${options.seconds} s, with the least and the most; time × limit is the ` +
          `limit's answers per second divided by the server's. CPU and statements are per answer; ${options.connections} connections (resellers, variants, facts: 4).`,
        QUESTIONS.filter(({ name }) => options.questions.includes(name))
          .map(({ name, says, source }) => `- ${name}: ${says} (${source})`)
          .join('\n'),
        queriesTable(measured),
        ...(options.sizes.length > 1
          ? ['## The same questions with more orders', scaleTable(measured)]
          : []),
        '## Where the time of PostgreSQL goes',
        ...(await costTables(data)),
        ...failuresOf(measured).map((line) => `Failed: ${line}`),
      );
    }
    if (writes) {
      const copy = await data.copy(loadOrders);
      try {
        sections.push(loadReport(await measureLoad(data, copy, { ...options, report })));
      } finally {
        await data.drop(copy);
      }
    }
  } finally {
    await killServers();
    await data.close();
  }
  return sections;
}

const sections = await run();
if (sections.length > 1) {
  const text = `# Sales\n\n${sections.join('\n\n')}\n`;
  const folder = join(import.meta.dirname, 'results');
  const file = join(folder, `${new Date().toISOString().slice(0, 10)}-sales.md`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, text);
  process.stdout.write(`\n${text}\nWritten to ${file}\n`);
}
