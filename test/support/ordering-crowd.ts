import { expect } from '@jest/globals';
import pg from 'pg';
import {
  KEY_PREFIX,
  OrderingClient,
  type Acknowledged,
  type OrderingOptions,
} from './ordering-client.js';
import { seededRandom, tally } from './parallel.js';

const PATIENCE_MS = 30_000;

export interface CrowdOptions extends Pick<OrderingOptions, 'token'> {
  seed: number;
  /** The database, past row-level security. */
  adminUrl: () => string;
  /** The input of an order, from numbers that are the same again for the same seed. */
  input: (below: (limit: number) => number) => object;
}

/** Clients that keep ordering whatever happens to the servers, and what must be true of what they were told. */
export class OrderingCrowd {
  private readonly clients: OrderingClient[] = [];
  private readonly random: () => number;
  private running: Promise<void>[] = [];
  private stopped = false;

  constructor(private readonly options: CrowdOptions) {
    this.random = seededRandom(options.seed);
  }

  /** Lets so many clients order until finish(). */
  start(count: number, url: OrderingOptions['url']): void {
    const { token, input } = this.options;
    this.stopped = false;
    for (let n = 0; n < count; n += 1) {
      const client = new OrderingClient({ url, token, input: () => input(this.below) });
      this.clients.push(client);
      this.running.push(client.run(() => this.stopped));
    }
  }

  /** Waits for every order that is on its way. */
  async finish(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.running);
    this.running = [];
  }

  /** For the end of a suite, however it ended: nobody sends anything any more. */
  async abandon(): Promise<void> {
    for (const client of this.clients) client.abandon();
    await this.finish();
  }

  get acknowledged(): Acknowledged[] {
    return this.clients.flatMap((client) => client.acknowledged);
  }

  /** A whole number below the limit, the same again for the same seed. */
  readonly below = (limit: number): number => Math.floor(this.random() * limit);

  /** Resolves when some client has been answered after now. */
  async nextAnswer(): Promise<void> {
    const started = performance.now();
    const before = this.acknowledged.length;
    while (this.acknowledged.length === before) {
      this.expectNothingWrong();
      if (performance.now() - started > PATIENCE_MS) {
        throw new Error(`Nobody was answered for ${PATIENCE_MS / 1000} s. ${this.report()}`);
      }
      await new Promise((done) => setTimeout(done, 2));
    }
  }

  expectNothingWrong(): void {
    expect(this.clients.flatMap((client) => client.wrong)).toEqual([]);
  }

  async expectNoBreach(): Promise<void> {
    expect(await this.rows('SELECT * FROM platform.invariants()')).toEqual([]);
  }

  /** Everything that was acknowledged exists once and as it was said to be, and nothing else exists. */
  async expectNothingLostOrDoubled(): Promise<void> {
    this.expectNothingWrong();
    const orders = await this.rows<{ id: string; key: string }>(
      `SELECT id, idempotency_key AS key FROM orders.sales_order WHERE idempotency_key LIKE '${KEY_PREFIX}%'`,
    );
    const stored = orders.map(({ id, key }) => `${key} ${id}`).sort();
    const answered = this.acknowledged.map(({ key, orderId }) => `${key} ${orderId}`).sort();
    expect(stored).toEqual(answered);
    await this.expectNoBreach();
  }

  /** The figures, and the seed that makes them again. */
  report(): string {
    const { acknowledged } = this;
    const replayed = acknowledged.filter((order) => order.replayed).length;
    const repeated = tally(this.clients.flatMap((client) => client.repeated));
    return (
      `seed ${this.options.seed}: ${acknowledged.length} orders acknowledged, ${replayed} of them found written ` +
      `by a try before; repeated after ${JSON.stringify(repeated)}`
    );
  }

  private async rows<Row extends pg.QueryResultRow>(text: string): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.options.adminUrl() });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(text)).rows;
    } finally {
      await client.end();
    }
  }
}
