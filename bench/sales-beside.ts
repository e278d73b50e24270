import { closedLoad, steadyLoad, type LoadOptions, type LoadResult } from './http-load.js';
import { cpuOf, cpuOfTree } from './process-cpu.js';
import { Analysts } from './sales-analysts.js';
import { addAnalyst, type RunningServer } from './sales-programs.js';
import { signIn } from './sign-in.js';
import { table } from './sales-table.js';
import { fixed, quantile, spread } from './statistics.js';

const ANALYSTS = 4;
const THINKING_MS = 250;

/** Half of what it can take: at the very limit everything that is added only waits. */
const PACES = {
  half: 'half of that, whatever becomes of them',
  full: 'as fast as they are taken',
} as const;
type Pace = keyof typeof PACES;

interface Window {
  orders: LoadResult;
  /** Milliseconds of CPU of all that was done meanwhile. */
  serverMs: number;
  postgresMs: number;
}

/** Order intake alone and beside analysts, and what those got, in one round. */
interface Round {
  alone: Window;
  beside: Window;
  answers: LoadResult;
}

export interface BesideMeasured {
  perSecond: number;
  rounds: Record<Pace, Round[]>;
}

export interface BesideOptions {
  running: RunningServer;
  postgresPid: number;
  /** Orders as fast as they are taken, and how many a second that was. */
  load: LoadOptions;
  perSecond: number;
  rounds: number;
  report: (line: string) => void;
}

interface Asking extends BesideOptions {
  /** Of the analysts, one each: a caller has one question at a time that takes long. */
  tokens: readonly string[];
}

export async function measureBeside(options: BesideOptions): Promise<BesideMeasured> {
  const { running } = options;
  const tokens: string[] = [];
  while (tokens.length < ANALYSTS) {
    tokens.push(await signIn(running.server.url, await addAnalyst(running.database)));
  }
  const { load, perSecond, rounds: count, report } = options;
  const paces: Record<Pace, () => Promise<LoadResult>> = {
    half: () => steadyLoad({ ...load, perSecond: perSecond / 2 }),
    full: () => closedLoad(load),
  };
  const rounds: BesideMeasured['rounds'] = { half: [], full: [] };
  for (let n = 1; n <= count; n += 1) {
    for (const pace of ['half', 'full'] as const) {
      rounds[pace].push(await measureRound({ ...options, tokens }, paces[pace], n % 2 === 0));
    }
    report(`orders beside analysts, round ${n} of ${count}`);
  }
  return { perSecond, rounds };
}

async function measureRound(
  { running, postgresPid, tokens }: Asking,
  orders: () => Promise<LoadResult>,
  isAloneFirst: boolean,
): Promise<Round> {
  const look = () => ({ server: cpuOf(running.server.pid), postgres: cpuOfTree(postgresPid) });
  const within = async (): Promise<Window> => {
    const before = look();
    const load = await orders();
    const after = look();
    return {
      orders: load,
      serverMs: after.server - before.server,
      postgresMs: after.postgres - before.postgres,
    };
  };
  const early = isAloneFirst ? await within() : undefined;
  const analysts = new Analysts(running, { tokens, thinkingMs: THINKING_MS });
  const asking = analysts.start();
  const beside = await within();
  const answers = await analysts.finish(asking);
  return { alone: early ?? (await within()), beside, answers };
}

export function besideReport({ perSecond, rounds }: BesideMeasured): string {
  const sections = (['half', 'full'] as const).map((pace) => {
    const rate = pace === 'half' ? perSecond / 2 : perSecond;
    return [
      `Orders ${PACES[pace]} (about ${fixed(rate, 0)}/s):`,
      latencies(rounds[pace]),
      analystsLine(rounds[pace]),
    ].join('\n\n');
  });
  return [
    `### Beside ${ANALYSTS} analysts`,
    `The same orders alone and while ${ANALYSTS} analysts ask every question above in turn and think for ${THINKING_MS} ms. ` +
      `A latency counts from the moment at which the order was due. Medians of ${rounds.half.length} interleaved rounds.`,
    ...sections,
  ].join('\n\n');
}

function latencies(rounds: readonly Round[]): string {
  const ms = ({ orders }: Window, share: number) => quantile(orders.latencies, share);
  const rate = ({ orders }: Window) => orders.latencies.length / orders.seconds;
  return table(
    ['', 'alone', 'beside analysts', 'ratio'],
    [
      ...[0.5, 0.9, 0.99].map((share) => [
        `p${share * 100}, ms`,
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
      [
        'orders/s',
        spread(
          rounds.map(({ alone }) => rate(alone)),
          0,
        ),
        spread(
          rounds.map(({ beside }) => rate(beside)),
          0,
        ),
        spread(rounds.map(({ alone, beside }) => rate(beside) / rate(alone))),
      ],
    ],
  );
}

/** What they got, and what it took: the rest of the windows' time went to orders, as much for each as alone. */
function analystsLine(rounds: readonly Round[]): string {
  const answered = ({ answers }: Round) => answers.latencies.length;
  const taken = (of: 'serverMs' | 'postgresMs') => (round: Round) => {
    const { alone, beside } = round;
    const perOrder = alone[of] / alone.orders.latencies.length;
    return (beside[of] - perOrder * beside.orders.latencies.length) / answered(round);
  };
  const middle = (of: (round: Round) => number, digits: number) => spread(rounds.map(of), digits);
  return (
    `Analysts: ${middle((round) => answered(round) / round.answers.seconds, 1)} answers/s, ` +
    `p50 ${middle(({ answers }) => quantile(answers.latencies, 0.5), 1)} ms, ` +
    `p99 ${middle(({ answers }) => quantile(answers.latencies, 0.99), 1)} ms; an answer took ` +
    `${middle(taken('serverMs'), 1)} ms of the server's CPU and ${middle(taken('postgresMs'), 1)} ms of PostgreSQL's, ` +
    `an order ${middle(({ alone }) => alone.serverMs / alone.orders.latencies.length, 1)} and ` +
    `${middle(({ alone }) => alone.postgresMs / alone.orders.latencies.length, 1)} ms.`
  );
}

/** Of order intake and of analysts. */
export function besideLoads({
  rounds,
}: BesideMeasured): Record<'orders' | 'analysts', LoadResult[]> {
  const all = [...rounds.half, ...rounds.full];
  return {
    orders: all.flatMap(({ alone, beside }) => [alone.orders, beside.orders]),
    analysts: all.map(({ answers }) => answers),
  };
}
