import cluster, { type Worker } from 'node:cluster';
import { setTimeout as sleep } from 'node:timers/promises';
import { isNews, type Beginning, type News, type Order } from './crew-message.js';
import { CrewMetrics } from './crew-metrics.js';

export interface CrewOptions {
  /** How many processes serve. */
  size: number;
  /** The program of a server process. */
  program: string;
  beginning: Beginning;
  /** Whether the first is to be prepared before the others begin: it fills the database. */
  firstAlone: boolean;
  /** How long a process may take to finish what it has accepted. */
  stopSeconds: number;
  report: (line: string) => void;
}

type Stage = 'begun' | 'prepared' | 'listening';

interface Member {
  worker: Worker;
  stage: Stage;
  since: number;
}

const BACK_OFF_MS = { first: 100, last: 10_000 };
/** A process that has lived so long has not died of how it starts. */
const HEALTHY_AFTER_MS = 60_000;
/** Beside the time for requests: closing the database and what else a process has open. */
const CLOSING_MS = 10_000;

/**
 * The processes of one server on one port, and the one that looks after them: it starts again those that die, tells all of
 * them to end, and adds up their metrics. None listens before all are ready.
 */
export class Crew {
  private readonly members = new Map<number, Member>();
  private readonly metrics = new CrewMetrics();
  private readonly waiting: (() => void)[] = [];
  private failure: Error | undefined;
  private started = false;
  private stopping = false;
  private deaths = 0;

  constructor(private readonly options: CrewOptions) {
    // Each process takes connections by itself: one that was on its way to a process that dies would hang for ever.
    cluster.schedulingPolicy = cluster.SCHED_NONE;
    cluster.setupPrimary({ exec: options.program, args: [] });
  }

  async start(): Promise<void> {
    const { size, firstAlone } = this.options;
    if (firstAlone) {
      this.add();
      await this.until(() => this.count('prepared') === 1);
    }
    while (this.members.size < size) this.add();
    await this.until(() => this.count('prepared') === size);
    this.tell({ kind: 'listen' });
    await this.until(() => this.count('listening') === size);
    this.started = true;
    const [first] = this.members.values();
    if (first) send(first.worker, { kind: 'announce' });
  }

  /** Lets all of them finish what they have accepted. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.failure ??= new Error('Stopped while starting.');
    this.wake();
    this.tell({ kind: 'stop' });
    const deadline = Date.now() + this.options.stopSeconds * 1000 + CLOSING_MS;
    while (this.members.size > 0 && Date.now() < deadline) await sleep(20);
    for (const { worker } of this.members.values()) worker.process.kill('SIGKILL');
  }

  private add(): void {
    const worker = cluster.fork();
    this.members.set(worker.id, { worker, stage: 'begun', since: Date.now() });
    worker.on('message', (message: unknown) => {
      if (isNews(message)) this.hear(worker, message);
    });
    worker.on('error', () => undefined);
    worker.once('exit', (code, signal) => {
      this.lost(worker, signal || `code ${code}`);
    });
  }

  private hear(worker: Worker, news: News): void {
    const member = this.members.get(worker.id);
    if (!member) return;
    switch (news.kind) {
      case 'awake':
        send(worker, { kind: 'begin', beginning: this.options.beginning });
        return;
      case 'prepared':
        member.stage = 'prepared';
        if (this.started) send(worker, { kind: 'listen' });
        break;
      case 'listening':
        member.stage = 'listening';
        break;
      case 'numbers':
        this.metrics.told(news.id, worker.id, news.numbers);
        return;
      case 'gather numbers':
        void this.gather().then((text) => {
          send(worker, { kind: 'all numbers', id: news.id, text });
        });
        return;
    }
    this.wake();
  }

  private lost({ id, process: { pid } }: Worker, how: string): void {
    const member = this.members.get(id);
    this.members.delete(id);
    this.metrics.gone(id);
    if (this.stopping || !member) return;
    if (!this.started) {
      this.failure ??= new Error('A server process has ended while it was starting.');
      this.wake();
      return;
    }
    this.deaths = Date.now() - member.since > HEALTHY_AFTER_MS ? 1 : this.deaths + 1;
    const delay = Math.min(BACK_OFF_MS.last, BACK_OFF_MS.first * 2 ** (this.deaths - 1));
    this.options.report(
      `The server process ${pid} has ended (${how}); another one starts in ${delay} ms.`,
    );
    void sleep(delay).then(() => {
      if (this.stopping) return;
      this.metrics.restarts.inc();
      this.add();
    });
  }

  private gather(): Promise<string> {
    const listening = [...this.members.values()].filter(({ stage }) => stage === 'listening');
    return this.metrics.gather(
      listening.map(({ worker }) => worker.id),
      (id, round) => {
        const member = this.members.get(id);
        if (member) send(member.worker, { kind: 'tell numbers', id: round });
      },
    );
  }

  private tell(order: Order): void {
    for (const { worker } of this.members.values()) send(worker, order);
  }

  private count(stage: Stage): number {
    return [...this.members.values()].filter((member) => member.stage === stage).length;
  }

  private async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.failure) throw this.failure;
      await new Promise<void>((done) => this.waiting.push(done));
    }
    if (this.failure) throw this.failure;
  }

  private wake(): void {
    for (const done of this.waiting.splice(0)) done();
  }
}

/** One that has just died is heard of by its exit. */
function send(worker: Worker, order: Order): void {
  if (worker.isConnected()) worker.send(order, () => undefined);
}
