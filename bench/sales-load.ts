import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../test/support/random.js';
import { closedLoad, steadyLoad, type LoadOptions, type LoadResult } from './http-load.js';
import { cpuOf, cpuOfTree } from './process-cpu.js';
import { Analysts } from './sales-analysts.js';
import type { Database, SalesData } from './sales-data.js';
import { OrderDesk } from './sales-order-desk.js';
import { startServer, stopServer, type RunningServer } from './sales-programs.js';
import { measureAtRate, measureDoubleRate, type RelayResult } from './sales-relay-load.js';
import { count, table } from './sales-table.js';
import { fixed, quantile, spread } from './statistics.js';

export interface LoadJobOptions {
  jobs: readonly string[];
  rounds: number;
  loadSeconds: number;
  connections: number;
  seed: number;
  report: (line: string) => void;
}

/** Order intake alone and beside analysts, in one round. */
interface Round {
  alone: LoadResult;
  beside: LoadResult;
}

export interface LoadMeasured {
  orders: number;
  options: LoadJobOptions;
  /** Orders of ten lines per second, as fast as they are taken. */
  rate: number;
  full: LoadResult;
  cpu: { serverMs: number; postgresMs: number };
  atRate: RelayResult;
  rounds: Round[];
  answers: LoadResult[];
  doubled: RelayResult | undefined;
}

const ANALYSTS = 4;
const DIFFERENCES_MAX = 10;
const THINKING_MS = 250;
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
  const rounds: Round[] = [];
  const answers: LoadResult[] = [];
  for (let round = 1; jobs.includes('load') && round <= options.rounds; round += 1) {
    // Half of what it can take: at the very limit everything that is added only waits.
    const orders = () => steadyLoad({ ...ask(loadSeconds), perSecond: rate / 2 });
    const analysts = new Analysts(running, { count: ANALYSTS, thinkingMs: THINKING_MS });
    const steps = {
      alone: orders,
      beside: async () => {
        const asking = analysts.start();
        const load = await orders();
        answers.push(await analysts.finish(asking));
        return load;
      },
    };
    const measured: Partial<Round> = {};
    const order: (keyof Round)[] = round % 2 === 0 ? ['alone', 'beside'] : ['beside', 'alone'];
    for (const step of order) measured[step] = await steps[step]();
    const { alone, beside } = measured;
    if (alone && beside) rounds.push({ alone, beside });
    report(`orders beside analysts, round ${round} of ${options.rounds}`);
  }
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
  return { orders: database.orders, options, rate, full, cpu, atRate, rounds, answers, doubled };
}

/** The watch of the invariants reads everything each quarter of an hour; nothing is measured meanwhile. */
async function avoidTheWatch({ rounds, loadSeconds, jobs, report }: LoadJobOptions): Promise<void> {
  const windows = 2 + (jobs.includes('load') ? 2 * rounds : 0) + (jobs.includes('relay') ? 3 : 0);
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
  const { options, orders, rate, full, cpu, atRate, rounds, answers, doubled } = measured;
  const parts = [
    `## Orders of ten lines beside ${count(orders)} orders`,
    `As fast as they are taken, ${options.connections} connections, ${options.loadSeconds} s: ${fixed(rate, 0)} orders/s, ` +
      `p50 / p99 ${fixed(ms(full, 0.5), 1)} / ${fixed(ms(full, 0.99), 1)} ms; CPU per order ${fixed(cpu.serverMs, 2)} ms ` +
      `of the server (with relay and jobs), ${fixed(cpu.postgresMs, 2)} ms of PostgreSQL.`,
  ];
  if (rounds.length > 0) {
    parts.push(
      `### Beside ${ANALYSTS} analysts`,
      `${fixed(rate / 2, 0)} orders/s, half of the above, alone and while ${ANALYSTS} analysts ask every question above in turn and ` +
        `think for ${THINKING_MS} ms. A latency counts from the moment at which the order was due. Medians of ${rounds.length} interleaved rounds.`,
      table(
        ['', 'alone, ms', 'beside analysts, ms', 'ratio'],
        [0.5, 0.9, 0.99].map((share) => [
          `p${share * 100}`,
          spread(
            rounds.map(({ alone }) => ms(alone, share)),
            1,
          ),
          spread(
            rounds.map(({ beside }) => ms(beside, share)),
            1,
          ),
          spread(rounds.map(({ alone, beside }) => ms(beside, share) / ms(alone, share))),
        ]),
      ),
      `Analysts: ${spread(
        answers.map((load) => load.latencies.length / load.seconds),
        1,
      )} answers/s, ` +
        `p50 ${spread(
          answers.map((load) => ms(load, 0.5)),
          1,
        )} ms, p99 ${spread(
          answers.map((load) => ms(load, 0.99)),
          1,
        )} ms.`,
    );
  }
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
  const orderFailures = [full, ...rounds.flatMap(({ alone, beside }) => [alone, beside])];
  const lines = [
    ...failureLines('order intake', orderFailures),
    ...failureLines('analysts', answers),
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
