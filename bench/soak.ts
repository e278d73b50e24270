import { closedLoad, type Request } from './http-load.js';
import { failureOf, graphqlRequest } from './graphql.js';
import { CatalogPages, pageRequest } from './jobs/catalog-pages.js';
import { restock } from './jobs/order-limit.js';
import { judgeOrder, orderRequest, OrderRequests } from './jobs/order-requests.js';
import { judgeProducts, productsRequest } from './jobs/product-answers.js';
import type { Stage } from './jobs/stage.js';
import { query } from './sales-data.js';
import { table } from './sales-table.js';
import { fixed, median, quantile } from './statistics.js';

/** What is seen in a minute. */
export interface Minute {
  answers: number;
  failures: number;
  p50: number;
  p99: number;
  /** Megabytes of all processes of the server. */
  memory: number;
  /** Of the garbage-collected heap, as far as it is in use. */
  heap: number;
  /** Sessions at PostgreSQL; pools open and close some as they need them, but never more than they may. */
  sessions: number;
  allowed: number;
  /** Connections that wait for nothing and those that are in use, as the server counts them. */
  busy: number;
}

interface SoakOptions {
  minutes: number;
  connections: number;
  processes: number;
}

const SEARCHES = ['notebook pro', 'redmi phone', 'poco black', 'xiaomi air', 'speaker lite'];
const SALES = `query Sales($input: SalesInput!) { sales(input: $input) {
  nodes { periodStart keys { code } values { value } } } }`;
const LINES = 5;
/** How much may be more in the last third than in the first. */
const MORE = { memory: 1.1, p99: 1.25 };
/** Of a process, for its background jobs. */
const JOB_CONNECTIONS = 6;

type Kind = 'page' | 'search' | 'order' | 'sales';

/** Asks minute by minute, for as long as it is told. */
export async function soak(stage: Stage, options: SoakOptions): Promise<Minute[]> {
  await restock(stage.database);
  const server = await stage.server({ PROCESSES: String(options.processes), LOG_LEVEL: 'warn' });
  const ask = await mixture(stage, server.url);
  const minutes: Minute[] = [];
  for (let n = 0; n < options.minutes; n += 1) {
    const { latencies, failures } = await closedLoad({
      connections: options.connections,
      seconds: 60,
      ...ask,
    });
    const minute: Minute = {
      answers: latencies.length,
      failures: [...failures.values()].reduce((all, count) => all + count, 0),
      p50: quantile(latencies, 0.5),
      p99: quantile(latencies, 0.99),
      ...(await look(stage, server.url)),
    };
    minutes.push(minute);
    stage.options.report(`${String(n + 1).padStart(4)} min  ${sentence(minute)}`);
    for (const [failure, count] of failures) stage.options.report(`      ${count} × ${failure}`);
  }
  return minutes;
}

/** The first third beside the last, and whether that is flat. The first minute warms up and does not count. */
export function soakReport(minutes: readonly Minute[]): { text: string; isFlat: boolean } {
  const counted = minutes.slice(1);
  const third = Math.max(1, Math.floor(counted.length / 3));
  const [first, last] = [counted.slice(0, third), counted.slice(-third)];
  const rows = (['memory', 'p99'] as const).map((name) => {
    const [before, after] = [first, last].map((part) => median(part.map((one) => one[name])));
    const ratio = (after ?? Number.NaN) / (before ?? Number.NaN);
    return { name, before, after, ratio, flat: ratio <= MORE[name] };
  });
  const failures = minutes.reduce((all, one) => all + one.failures, 0);
  const sessions = Math.max(...minutes.map((one) => one.sessions));
  const allowed = Math.max(...minutes.map((one) => one.allowed));
  const isFlat =
    counted.length >= 3 && failures === 0 && sessions <= allowed && rows.every(({ flat }) => flat);
  const lines = rows.map(({ name, before, after, ratio, flat }) => [
    name,
    fixed(before ?? Number.NaN, 1),
    fixed(after ?? Number.NaN, 1),
    fixed(ratio, 2),
    `${flat ? 'flat' : 'grows'} (at most ${MORE[name]})`,
  ]);
  const text = [
    `${minutes.length} minutes, ${minutes.reduce((all, one) => all + one.answers, 0)} answers, ${failures} failures, at most ${sessions} sessions of ${allowed}.`,
    table(['', 'first third', 'last third', 'ratio', ''], lines),
    isFlat ? 'Flat.' : 'Not flat.',
  ].join('\n\n');
  return { text, isFlat };
}

async function mixture(
  stage: Stage,
  url: string,
): Promise<{ next: () => Request; judge: (status: number, text: string) => string | undefined }> {
  const { buyers, random } = stage;
  const pages = await CatalogPages.open(stage);
  const orders = await OrderRequests.open(stage, LINES);
  const year = new Date().getUTCFullYear();
  const requests: Record<Kind, () => Request> = {
    page: () => pageRequest(url, pages.fresh()),
    search: () =>
      productsRequest(url, buyers.pick(random).token, {
        market: random.pick(buyers.markets).code,
        first: 20,
        search: random.pick(SEARCHES),
      }),
    order: () => orderRequest(url, orders.next()),
    sales: () => {
      const input = {
        from: `${year}-01-01`,
        to: `${year}-12-31`,
        groupBy: ['MARKET'],
        timeGrain: 'MONTH',
        measures: ['NET_SALES', 'NET_UNITS'],
      };
      return graphqlRequest(url, buyers.pick(random).token, {
        query: SALES,
        variables: { input },
      });
    },
  };
  return {
    next: () => requests[kindOf(random.below(100))](),
    judge: (status, text) => {
      if (text.includes('"orderSubmit"')) return judgeOrder(status, text);
      if (text.includes('"sales"')) {
        return status === 200 && !text.includes('"errors"') ? undefined : failureOf(status, text);
      }
      return judgeProducts(status, text);
    },
  };
}

/** Of a hundred requests: 70 pages, 15 searches, 10 orders, 5 questions about sales. */
function kindOf(percent: number): Kind {
  if (percent < 70) return 'page';
  if (percent < 85) return 'search';
  return percent < 95 ? 'order' : 'sales';
}

async function look(
  { database }: Stage,
  url: string,
): Promise<Pick<Minute, 'memory' | 'heap' | 'sessions' | 'allowed' | 'busy'>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const value = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
  const [row] = await query<{ sessions: number }>(
    database.adminUrl,
    `SELECT count(*)::int AS sessions FROM pg_stat_activity
     WHERE datname = current_database() AND application_name LIKE 'portal%'`,
  );
  return {
    memory: value('process_resident_memory_bytes') / 2 ** 20,
    heap: value('nodejs_heap_size_used_bytes') / 2 ** 20,
    sessions: row?.sessions ?? Number.NaN,
    allowed: value('portal_database_pool_size') + value('portal_processes') * JOB_CONNECTIONS,
    busy: value('portal_database_connections_busy'),
  };
}

function sentence({ answers, failures, p50, p99, memory, heap, sessions, busy }: Minute): string {
  return (
    `${answers} answers, ${failures} failures, p50 ${fixed(p50, 0)} ms, p99 ${fixed(p99, 0)} ms, ` +
    `memory ${fixed(memory, 0)} MB, heap ${fixed(heap, 0)} MB, ${sessions} sessions, ${busy} busy`
  );
}
