import { closedLoad, type LoadOptions } from './http-load.js';
import { cpuOfTree, memoryOf } from './process-cpu.js';
import type { Program } from './programs.js';
import type { Database, SalesData } from './sales-data.js';

/** One program, asked for some seconds. */
export interface Window {
  perSecond: number;
  latencies: number[];
  failures: Map<string, number>;
  /** Per answer: statements, and milliseconds of CPU of the program and of PostgreSQL. */
  statements: number;
  programMs: number;
  postgresMs: number;
  /** Megabytes of the program at the end, of its largest process. */
  memory: number;
}

/** Who is asked what. */
export interface Side {
  name: string;
  program: Program;
  next: LoadOptions['next'];
  judge: LoadOptions['judge'];
}

export interface RoundOptions {
  rounds: number;
  seconds: number;
  connections: number;
  report: (line: string) => void;
}

/** Node compiles what it runs often, and only then it is as fast as it will be. */
const WARM_SECONDS = 4;

/** Asks all sides in every round; the n-th windows of all are of the same round. */
export async function measureRounds(
  { data, database }: { data: SalesData; database: Database },
  sides: readonly Side[],
  { rounds, seconds, connections, report }: RoundOptions,
): Promise<Map<string, Window[]>> {
  const windows = new Map(sides.map(({ name }) => [name, new Array<Window>()]));
  // The first round warms up programs, plans and caches.
  for (let round = 0; round <= rounds; round += 1) {
    // Who comes later finds the machine warmer: they take turns.
    const order = round % 2 === 0 ? sides : sides.toReversed();
    for (const side of order) {
      const length = round === 0 ? Math.max(WARM_SECONDS, seconds) : seconds;
      const window = await measureWindow(data, {
        database,
        side,
        load: { connections, seconds: length },
      });
      if (round > 0) windows.get(side.name)?.push(window);
    }
    report(round === 0 ? 'warm' : `round ${round} of ${rounds}`);
  }
  return windows;
}

interface Ask {
  database: Database;
  side: Side;
  load: { connections: number; seconds: number };
}

async function measureWindow(data: SalesData, { database, side, load }: Ask): Promise<Window> {
  const { program, next, judge } = side;
  const look = async () => ({
    statements: await data.statements(database),
    program: cpuOfTree(program.pid),
    postgres: cpuOfTree(data.pid),
  });
  const before = await look();
  const { seconds, latencies, failures } = await closedLoad({ ...load, next, judge });
  const after = await look();
  const answers = latencies.length;
  return {
    perSecond: answers / seconds,
    latencies,
    failures,
    statements: (after.statements - before.statements) / answers,
    programMs: (after.program - before.program) / answers,
    postgresMs: (after.postgres - before.postgres) / answers,
    memory: memoryOf(program.pid),
  };
}
