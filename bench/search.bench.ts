/**
 * What finding products costs the database, with 10,000 products of 3 variants in 20 markets: for each question the time
 * until the answer is there (median of the rounds, one session) and, on Linux, the processor time of PostgreSQL, which
 * does not grow when the machine has other work. With --plans also what EXPLAIN says.
 */
import { existsSync, readFileSync } from 'node:fs';
import pg from 'pg';
import { migrateUp } from '../src/platform/database/migrations.js';
import { withScratchDatabase } from '../src/platform/database/scratch-database.js';
import { StatementValues, type ListQuestion } from '../src/storefront/list-conditions.sql.js';
import { summaryStatement } from '../src/storefront/product-facets.sql.js';
import { conditionsOf, type ListGiven } from '../src/storefront/product-filter.rules.js';
import { pagePick } from '../src/storefront/product-list.sql.js';
import { shelfStatement } from '../src/storefront/shelf.sql.js';
import { fillCatalog } from './catalog-content.js';

const ROUNDS = 9;
const MARKET = 'AD';
const PAGE = 50;
const ALL = {
  totalCount: true,
  category: true,
  brand: true,
  stage: true,
  priceRange: true,
  specs: true,
};
const buyer = { resellerId: '00000000-0000-4000-8005-000000000001', tier: 'PREMIER' };

interface Question {
  name: string;
  asked: Partial<ListGiven>;
  /** Pages to go on before the one that is measured. */
  depth?: number;
  facets?: boolean;
  specs?: ListQuestion['conditions']['specs'];
}

const memory = {
  definitionId: '00000000-0000-4000-8009-000000000001',
  values: ['16'],
  min: null,
  max: null,
};

const QUESTIONS: Question[] = [
  { name: 'page 1', asked: {} },
  { name: 'page 100', asked: {}, depth: 99 },
  { name: 'page 1, newest', asked: { order: 'NEWEST' } },
  { name: 'page 1, one category', asked: { filter: { category: ['TABLET'] } } },
  { name: 'page 1, orderable', asked: { filter: { orderable: true } } },
  { name: 'page 1, in stock', asked: { filter: { inStock: true } } },
  { name: 'page 1, 16 GB', asked: {}, specs: [memory] },
  {
    name: 'page 1, price range',
    asked: { filter: { price: { min: { amount: '200.00', currencyCode: 'EUR' } } } },
  },
  { name: 'page 1, price rising', asked: { order: 'PRICE_ASC' } },
  { name: 'page 50, price rising', asked: { order: 'PRICE_ASC' }, depth: 49 },
  { name: 'search "redmibook pro"', asked: { search: 'redmibook pro' } },
  { name: 'search "redmibok pro"', asked: { search: 'redmibok pro' } },
  { name: 'search "notebook"', asked: { search: 'notebook' } },
  { name: 'search "notebook", page 10', asked: { search: 'notebook' }, depth: 9 },
  { name: 'search "笔记本"', asked: { search: '笔记本' } },
  { name: 'search "SKU-777"', asked: { search: 'SKU-777' } },
  { name: 'search "pad", price rising', asked: { search: 'pad', order: 'PRICE_ASC' } },
  { name: 'facets of all', asked: {}, facets: true },
  { name: 'facets of one category', asked: { filter: { category: ['TABLET'] } }, facets: true },
  { name: 'facets of "notebook"', asked: { search: 'notebook' }, facets: true },
  { name: 'facets of "redmibok pro"', asked: { search: 'redmibok pro' }, facets: true },
  { name: 'facets of 16 GB', asked: {}, specs: [memory], facets: true },
];

interface Statement {
  text: string;
  values: unknown[];
}

function pageOf(question: ListQuestion, after: unknown[] | null): Statement {
  const values = new StatementValues(question.marketCode);
  const pick = pagePick(question, { direction: 'forward', fetch: PAGE + 1, after }, values);
  const parts = { listing: false, offer: true, details: false };
  const text = shelfStatement(question, { pick, parts, sight: { kind: 'PUBLIC' } }, values);
  return { text, values: values.list };
}

async function statementOf(client: pg.Client, asked: Question): Promise<Statement> {
  const given: ListGiven = { filter: {}, search: null, order: null, ...asked.asked };
  const conditions = conditionsOf(given, asked.specs ?? []);
  const question = { conditions, marketCode: MARKET, marketIsOpen: true, buyer };
  if (asked.facets) {
    const values = new StatementValues(MARKET);
    return { text: summaryStatement(question, ALL, values), values: values.list };
  }
  let after: unknown[] | null = null;
  for (let page = 0; page < (asked.depth ?? 0); page += 1) {
    const { text, values } = pageOf(question, after);
    const { rows } = await client.query<{ cards: string | null }>(text, values);
    const cards = JSON.parse(rows[0]?.cards ?? '[]') as { sortKey: string; id: string }[];
    const last = cards[PAGE - 1];
    if (!last) throw new Error(`${asked.name}: the list ends before page ${page + 2}`);
    after = [last.sortKey, last.id];
  }
  return pageOf(question, after);
}

/** Milliseconds that a process has had of a processor; null where the system does not tell. */
function processorTime(pid: number): number | null {
  const file = `/proc/${pid}/schedstat`;
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split(' ')[0]) / 1e6 : null;
}

async function measure(client: pg.Client, pid: number, asked: Question): Promise<void> {
  const { text, values } = await statementOf(client, asked);
  const times: number[] = [];
  const run = () => client.query({ name: asked.name, text, values });
  const { length } = (await run()).rows;
  const before = processorTime(pid);
  for (let round = 0; round < ROUNDS; round += 1) {
    const started = performance.now();
    await run();
    times.push(performance.now() - started);
  }
  const after = processorTime(pid);
  times.sort((a, b) => a - b);
  const median = times[Math.floor(times.length / 2)] ?? 0;
  const spread = `(${(times[0] ?? 0).toFixed(1)} to ${(times.at(-1) ?? 0).toFixed(1)})`;
  const processor =
    before === null || after === null
      ? ''
      : `${((after - before) / ROUNDS).toFixed(1).padStart(8)} ms of processor`;
  process.stdout.write(
    `${asked.name.padEnd(32)}${median.toFixed(1).padStart(8)} ms  ${spread.padEnd(18)}${processor}  ${length} rows\n`,
  );
  if (!process.argv.includes('--plans')) return;
  const explained = ['EXPLAIN (ANALYZE, BUFFERS)', text].join(' ');
  const plan = await client.query<{ 'QUERY PLAN': string }>(explained, values);
  process.stdout.write(`${plan.rows.map((row) => row['QUERY PLAN']).join('\n')}\n\n`);
}

await withScratchDatabase('search-bench', undefined, async (url) => {
  await migrateUp(url);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const started = performance.now();
  await fillCatalog(client, { products: 10_000, variants: 3, markets: 20 });
  process.stdout.write(`filled in ${((performance.now() - started) / 1000).toFixed(0)} s\n`);
  await client.query('SET ROLE portal_app');
  await client.query(
    `SELECT set_config('app.scope', 'reseller', false), set_config('app.reseller', $1, false)`,
    [buyer.resellerId],
  );
  // One process does all the work, so that its time is all that is taken.
  await client.query('SET max_parallel_workers_per_gather = 0');
  const {
    rows: [backend],
  } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice(7);
  for (const asked of QUESTIONS) {
    if (!only || asked.name.includes(only)) await measure(client, backend?.pid ?? 0, asked);
  }
  await client.end();
});
