/**
 * npm run bench -- soak --minutes=30: a mixed load (pages of the catalog, searches, orders, questions about sales) for so
 * long, and whether memory, connections and response times stay flat. Other options:
 *   --connections=16 --processes=1 --orders=10000
 *   --data=FOLDER --seed=1   where PostgreSQL keeps the data, and which data
 * A line a minute; at the end the first third beside the last. Ends with exit code 1 when something has grown.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Random } from '../test/support/random.js';
import { Buyers } from './buyers.js';
import { makeKeys } from './programs.js';
import { SalesData } from './sales-data.js';
import { soak, soakReport } from './soak.js';
import { Stage } from './jobs/stage.js';

const { values: given } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    connections: { type: 'string', default: '16' },
    processes: { type: 'string', default: '1' },
    orders: { type: 'string', default: '10000' },
    data: { type: 'string', default: join(import.meta.dirname, '../.data/bench') },
    seed: { type: 'string', default: '1' },
  },
});
const [minutes, connections, processes, orders, seed] = [
  Number(given.minutes),
  Number(given.connections),
  Number(given.processes),
  Number(given.orders),
  Number(given.seed),
];

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
const report = (line: string): void => void process.stdout.write(`${line}\n`);

const data = await SalesData.open([orders], orders, { folder: given.data, seed, report });
try {
  const database = await data.copy(orders);
  const stage = new Stage(
    { data, database, buyers: await Buyers.add(database), keys: makeKeys() },
    new Random(seed),
    { rounds: 1, seconds: 60, connections, report },
  );
  try {
    const found = await soak(stage, { minutes, connections, processes });
    const { text, isFlat } = soakReport(found);
    report(text);
    if (!isFlat) process.exitCode = 1;
  } finally {
    await stage.clear();
    await data.drop(database);
  }
} finally {
  await data.close();
}
