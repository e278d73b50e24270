import http from 'node:http';
import { closedLoad, send, type LoadOptions, type Request } from './http-load.js';
import { cpuOf, cpuOfTree } from './process-cpu.js';
import type { Database, SalesData } from './sales-data.js';
import { Limit, startServer, stopServer, type RunningServer } from './sales-programs.js';
import {
  judgeLimit,
  judgeServer,
  limitRequest,
  QUESTIONS,
  readLimit,
  readServer,
  serverRequest,
  type Question,
} from './sales-questions.js';

/** Node compiles what it runs often, and only then it is as fast as it will be. */
const WARM_SECONDS = 4;

export interface QueriesOptions {
  sizes: readonly number[];
  rounds: number;
  /** How long each question is asked in each round. */
  seconds: number;
  connections: number;
  questions: readonly string[];
  report: (line: string) => void;
}

/** One question, asked of one program for some seconds. */
export interface Window {
  perSecond: number;
  latencies: number[];
  failures: Map<string, number>;
  /** Per answer: statements, and milliseconds of CPU of the program and of PostgreSQL. */
  statements: number;
  programMs: number;
  postgresMs: number;
}

/** What was measured of a question in a database; the n-th windows of everything are of the same round. */
export interface Measured {
  orders: number;
  question: Question;
  rows: number;
  server: Window[];
  limit: Window[];
}

interface Side {
  orders: number;
  running: RunningServer;
  limit: Limit;
}

/** Every question in every database, round after round: the server, and the limit right before or after it. */
export async function measureQueries(
  data: SalesData,
  options: QueriesOptions,
): Promise<Measured[]> {
  const { sizes, rounds, questions, report } = options;
  const asked = QUESTIONS.filter(({ name }) => questions.includes(name));
  const sides: Side[] = [];
  try {
    for (const orders of sizes) {
      // Nothing is ordered meanwhile, so there is nothing for the jobs to do but to disturb.
      const running = await startServer(data.database(orders), { JOBS: 'false' });
      sides.push({ orders, running, limit: await Limit.start(running) });
    }
    const results: Measured[] = [];
    for (const question of asked) {
      for (const side of sides) results.push(await compare(side, question));
    }
    // The first round warms up programs, plans and caches.
    for (let round = 0; round <= rounds; round += 1) {
      for (const measured of results) {
        const side = sides.find(({ orders }) => orders === measured.orders);
        if (side !== undefined) await measureRound(data, side, { measured, round, options });
      }
      report(round === 0 ? 'warm' : `round ${round} of ${rounds}`);
    }
    return results;
  } finally {
    for (const { running, limit } of sides) {
      await limit.stop();
      await stopServer(running);
    }
  }
}

/** Both must say the same, from where it is expected, before it is worth knowing how fast they are. */
async function compare({ orders, running, limit }: Side, question: Question): Promise<Measured> {
  const { server, token } = running;
  const agent = new http.Agent();
  const [, text] = await send(agent, serverRequest(server.url, token, question));
  const { source, rows } = readServer(text);
  if (source !== question.source) {
    throw new Error(`${question.name} is answered from ${source}, not ${question.source}.`);
  }
  if (rows.length === 0) throw new Error(`${question.name} finds nothing.`);
  if (question.limit !== undefined) {
    const [, other] = await send(agent, limitRequest(limit.url, token, question));
    const differing = rows.filter((row, n) => row !== readLimit(other)[n]);
    if (differing.length > 0 || readLimit(other).length !== rows.length) {
      throw new Error(
        `${question.name}: server and limit differ, first at ${differing[0] ?? 'the end'}.`,
      );
    }
  }
  return { orders, question, rows: rows.length, server: [], limit: [] };
}

async function measureRound(
  data: SalesData,
  { running, limit }: Side,
  { measured, round, options }: { measured: Measured; round: number; options: QueriesOptions },
): Promise<void> {
  const { server, token, database } = running;
  const { question } = measured;
  const seconds = round === 0 ? Math.max(WARM_SECONDS, options.seconds) : options.seconds;
  const connections = Math.min(question.connections ?? options.connections, options.connections);
  const take = (pid: number, request: Request, judge: typeof judgeServer) =>
    measureWindow(data, {
      pid,
      database,
      load: { connections, seconds, next: () => request, judge },
    });
  const ofServer = async () => {
    const window = await take(server.pid, serverRequest(server.url, token, question), judgeServer);
    if (round > 0) measured.server.push(window);
  };
  const ofLimit = async () => {
    if (question.limit === undefined) return;
    const window = await take(limit.pid, limitRequest(limit.url, token, question), judgeLimit);
    if (round > 0) measured.limit.push(window);
  };
  // Who comes second finds the machine warmer: they take turns.
  for (const step of round % 2 === 0 ? [ofServer, ofLimit] : [ofLimit, ofServer]) await step();
}

interface Ask {
  pid: number;
  database: Database;
  load: LoadOptions;
}

async function measureWindow(data: SalesData, { pid, database, load }: Ask): Promise<Window> {
  const look = async () => ({
    statements: await data.statements(database),
    program: cpuOf(pid),
    postgres: cpuOfTree(data.pid),
  });
  const before = await look();
  const { seconds, latencies, failures } = await closedLoad(load);
  const after = await look();
  const answers = latencies.length;
  return {
    perSecond: answers / seconds,
    latencies,
    failures,
    statements: (after.statements - before.statements) / answers,
    programMs: (after.program - before.program) / answers,
    postgresMs: (after.postgres - before.postgres) / answers,
  };
}
