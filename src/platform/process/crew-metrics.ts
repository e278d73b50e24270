import { AggregatorRegistry, collectDefaultMetrics, Counter, Registry } from 'prom-client';
import type { ProcessNumbers } from './crew-message.js';

/** How long a process may take to tell its numbers before the others are shown without them. */
const PATIENCE_MS = 2000;

interface Round {
  missing: Set<number>;
  numbers: ProcessNumbers[];
  done: () => void;
}

/** Adds up what the processes of one server tell, together with the supervisor's own. */
export class CrewMetrics {
  readonly restarts: Counter;
  private readonly own = new Registry();
  private readonly rounds = new Map<number, Round>();
  private last = 0;

  constructor() {
    collectDefaultMetrics({ register: this.own });
    this.restarts = new Counter({
      name: 'portal_process_restarts_total',
      help: 'Server processes that died and were started again.',
      registers: [this.own],
    });
  }

  /** Asks the processes with these ids, each by `ask`, and gives the sums as text. */
  async gather(ids: readonly number[], ask: (id: number, round: number) => void): Promise<string> {
    const id = (this.last += 1);
    const numbers: ProcessNumbers[] = [];
    await new Promise<void>((done) => {
      const timer = setTimeout(done, PATIENCE_MS);
      const finish = () => {
        clearTimeout(timer);
        done();
      };
      this.rounds.set(id, { missing: new Set(ids), numbers, done: finish });
      for (const process of ids) ask(process, id);
      this.closeWhenWhole(id);
    });
    this.rounds.delete(id);
    const own = known(await this.own.getMetricsAsJSON());
    return AggregatorRegistry.aggregate([...numbers, own]).metrics();
  }

  told(round: number, process: number, numbers: ProcessNumbers): void {
    const open = this.rounds.get(round);
    if (!open?.missing.delete(process)) return;
    open.numbers.push(numbers);
    this.closeWhenWhole(round);
  }

  /** A process that has died tells nothing more. */
  gone(process: number): void {
    for (const [round, open] of this.rounds) {
      if (open.missing.delete(process)) this.closeWhenWhole(round);
    }
  }

  private closeWhenWhole(round: number): void {
    const open = this.rounds.get(round);
    if (open?.missing.size === 0) open.done();
  }
}

/** Only what is known can be added up: one process may have found out what another has not. */
export function known(numbers: ProcessNumbers): ProcessNumbers {
  return numbers.map((metric) => ({
    ...metric,
    values: metric.values.filter(({ value }) => Number.isFinite(value)),
  }));
}
