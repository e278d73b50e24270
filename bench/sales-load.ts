import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../test/support/random.js';
import { closedLoad, type LoadOptions, type LoadResult } from './http-load.js';
import { cpuOf, cpuOfTree } from './process-cpu.js';
import { besideLoads, besideReport, measureBeside, type BesideMeasured } from './sales-beside.js';
import type { Database, SalesData } from './sales-data.js';
import { OrderDesk } from './sales-order-desk.js';
import { startServer, stopServer, type RunningServer } from './sales-programs.js';
import { measureAtRate, measureDoubleRate, type RelayResult } from './sales-relay-load.js';
import { count, table } from './sales-table.js';
import { fixed, quantile } from './statistics.js';

export interface LoadJobOptions {
  jobs: readonly string[];
  rounds: number;
  loadSeconds: number;
  connections: number;
  seed: number;
  report: (line: string) => void;
}

export interface LoadMeasured {
  orders: number;
  options: LoadJobOptions;
  /** Orders of ten lines per second, as fast as they are taken. */
  rate: number;
  full: LoadResult;
  cpu: { serverMs: number; postgresMs: number };
  atRate: RelayResult;
  beside: BesideMeasured | undefined;
  doubled: RelayResult | undefined;
}

const DIFFERENCES_MAX = 10;
/** Each has four windows. */
const ROUNDS_MAX = 3;
const QUARTER_MS = 900_000;

/** Orders through the server, with its relay and jobs, on a database that is thrown away. */
export async function measureLoad(
  data: SalesData,
  database: Database,
  options: LoadJobOptions,
): Promise<LoadMeasured> {
  const desk = new OrderDesk(database, new Random(options.seed));
  await desk.open();
  await avoidTheWatch(options);
  const folder = mkdtempSync(join(tmpdir(), 'portal-bench-'));
  const running = await startServer(database, { DATA_DIR: folder });
  try {
    await desk.signIn(running.server.url);
    return await measure(data, { running, desk, options });
  } finally {
    await stopServer(running);
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Setting {
  running: RunningServer;
  desk: OrderDesk;
  options: LoadJobOptions;
}

async function measure(data: SalesData, setting: Setting): Promise<LoadMeasured> {
  const { running, desk, options } = setting;
  const { jobs, loadSeconds, connections, report } = options;
  const { database, server } = running;
  const ask = (seconds: number): LoadOptions => ({
    connections,
    seconds,
    next: () => desk.order(),
    judge: (status, text) => desk.judge(status, text),
  });
  await closedLoad(ask(Math.min(3, loadSeconds)));
  const look = () => ({ server: cpuOf(server.pid), postgres: cpuOfTree(data.pid) });
  const before = look();
  const { load: full, relay: atRate } = await measureAtRate(database, () =>
    closedLoad(ask(loadSeconds)),
  );
  const after = look();
  const answered = full.latencies.length;
  const rate = answered / full.seconds;
  if (answered === 0)
    throw new Error(`No order was taken: ${[...full.failures.keys()].join('; ')}`);
  report(`${fixed(rate, 0)} orders/s; at most ${atRate.most} waited for the relay`);
  const beside = jobs.includes('load')
    ? await measureBeside({
        running,
        postgresPid: data.pid,
        load: ask(loadSeconds),
        perSecond: rate,
        rounds: Math.min(options.rounds, ROUNDS_MAX),
        report,
      })
    : undefined;
  const doubled = jobs.includes('relay')
    ? await measureDoubleRate(database, {
        perSecond: rate * 2,
        seconds: loadSeconds,
        seed: options.seed,
      })
    : undefined;
  if (doubled) report(`at twice the rate: at most ${doubled.most} waited`);
  const cpu = {
    serverMs: (after.server - before.server) / answered,
    postgresMs: (after.postgres - before.postgres) / answered,
  };
  return { orders: database.orders, options, rate, full, cpu, atRate, beside, doubled };
}

/** The watch of the invariants reads everything each quarter of an hour; nothing is measured meanwhile. */
async function avoidTheWatch({ rounds, loadSeconds, jobs, report }: LoadJobOptions): Promise<void> {
  const windows =
    2 +
    (jobs.includes('load') ? 4 * Math.min(rounds, ROUNDS_MAX) : 0) +
    (jobs.includes('relay') ? 3 : 0);
  const needed = (windows * (loadSeconds + 1) + 20) * 1000;
  const left = QUARTER_MS - (Date.now() % QUARTER_MS);
  if (left > needed || needed > QUARTER_MS) return;
  report(
    `waits ${Math.ceil(left / 1000)} s, until the watch of the invariants has begun elsewhere`,
  );
  await sleep(left + 2000);
}

const ms = (load: LoadResult, share: number) => quantile(load.latencies, share);

export function loadReport(measured: LoadMeasured): string {
  const { options, orders, rate, full, cpu, atRate, beside, doubled } = measured;
  const parts = [
    `## Orders of ten lines beside ${count(orders)} orders`,
    `As fast as they are taken, ${options.connections} connections, ${options.loadSeconds} s: ${fixed(rate, 0)} orders/s, ` +
      `p50 / p99 ${fixed(ms(full, 0.5), 1)} / ${fixed(ms(full, 0.99), 1)} ms; CPU per order ${fixed(cpu.serverMs, 2)} ms ` +
      `of the server (with relay and jobs), ${fixed(cpu.postgresMs, 2)} ms of PostgreSQL.`,
  ];
  if (beside) parts.push(besideReport(beside));
  if (options.jobs.includes('relay')) {
    parts.push(
      '### The relay',
      table(
        ['', 'orders/s', 'waiting: median', 'most', 'at the end', 'caught up after', 'differences'],
        [
          relayRow('orders as fast as they are taken, 10 lines', atRate),
          ...(doubled ? [relayRow('twice as many, by SQL, 3 lines', doubled)] : []),
        ],
      ),
    );
  }
  const loads = beside && besideLoads(beside);
  const lines = [
    ...failureLines('order intake', [full, ...(loads?.orders ?? [])]),
    ...failureLines('analysts', loads?.analysts ?? []),
  ];
  const differing = [...atRate.differences, ...(doubled?.differences ?? [])].slice(
    0,
    DIFFERENCES_MAX,
  );
  return [...parts, ...lines, ...differing.map((line) => `Differs: ${line}`)].join('\n\n');
}

function relayRow(name: string, relay: RelayResult): string[] {
  return [
    name,
    fixed(relay.perSecond, 0),
    fixed(relay.median, 0),
    String(relay.most),
    String(relay.atEnd),
    relay.caughtUpMs === undefined
      ? 'not within a minute'
      : `${(relay.caughtUpMs / 1000).toFixed(1)} s`,
    String(relay.differences.length),
  ];
}

function failureLines(who: string, loads: readonly LoadResult[]): string[] {
  const counts = new Map<string, number>();
  for (const [why, times] of loads.flatMap(({ failures }) => [...failures])) {
    counts.set(why, (counts.get(why) ?? 0) + times);
  }
  return [...counts].map(([why, times]) => `Failed, ${who}: ${times} × ${why}`);
}
