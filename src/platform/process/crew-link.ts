import type { Registry } from 'prom-client';
import { isOrder, type Beginning, type News, type Order } from './crew-message.js';
import { known } from './crew-metrics.js';

/** What a server process does when its supervisor says so. */
export interface CrewDuties {
  /** Makes everything ready, and gives what listens. */
  prepare(beginning: Beginning): Promise<{ listen(): Promise<void>; announce(): Promise<void> }>;
  /** Finishes what runs, and ends the process. */
  stop(): void;
  fail: (error: unknown) => void;
}

/** The way from a server process to its supervisor. */
export class CrewLink {
  private registry: Registry | undefined;
  private readonly asked = new Map<number, (text: string) => void>();
  private last = 0;
  private prepared: Awaited<ReturnType<CrewDuties['prepare']>> | undefined;

  constructor(private readonly duties: CrewDuties) {
    process.on('message', (message: unknown) => {
      if (isOrder(message)) this.obey(message).catch(duties.fail);
    });
    send({ kind: 'awake' });
  }

  /** The numbers that this process tells when the supervisor asks. */
  tellFrom(registry: Registry): void {
    this.registry = registry;
  }

  /** The numbers of all processes. */
  gather(): Promise<string> {
    const id = (this.last += 1);
    return new Promise((done) => {
      this.asked.set(id, done);
      send({ kind: 'gather numbers', id });
    });
  }

  private async obey(order: Order): Promise<void> {
    switch (order.kind) {
      case 'begin':
        this.prepared = await this.duties.prepare(order.beginning);
        send({ kind: 'prepared' });
        return;
      case 'listen':
        await this.prepared?.listen();
        send({ kind: 'listening' });
        return;
      case 'announce':
        await this.prepared?.announce();
        return;
      case 'stop':
        this.duties.stop();
        return;
      case 'tell numbers': {
        const numbers = known((await this.registry?.getMetricsAsJSON()) ?? []);
        send({ kind: 'numbers', id: order.id, numbers });
        return;
      }
      case 'all numbers':
        this.asked.get(order.id)?.(order.text);
        this.asked.delete(order.id);
    }
  }
}

function send(news: News): void {
  if (process.connected) process.send?.(news);
}
