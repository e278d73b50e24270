import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { LoadResult } from './http-load.js';
import { addOrdersOfNow, withFillers } from './sales-content.js';
import { sizeOf, type Database } from './sales-data.js';
import { median } from './statistics.js';

/** How far the relay was behind while events came in, in events; an order is one. */
export interface RelayResult {
  perSecond: number;
  median: number;
  most: number;
  atEnd: number;
  /** From the last event to the moment at which none waited. */
  caughtUpMs: number | undefined;
  /** Rows of this month in which lines, events, facts and rollups differ afterwards, in words. */
  differences: string[];
}

const LOOK_MS = 100;
const PATIENCE_MS = 60_000;
const TICK_MS = 100;
const FILLERS = 2;

/** Looks how many wait while orders are taken. */
export async function measureAtRate(
  database: Database,
  orders: () => Promise<LoadResult>,
): Promise<{ load: LoadResult; relay: RelayResult }> {
  return withWatch(database, async (watch) => {
    const load = await watch.during(orders);
    const relay = await watch.result(load.latencies.length / load.seconds);
    return { load, relay };
  });
}

/** Puts orders with their events into the database, so many a second, and looks how many wait. */
export async function measureDoubleRate(
  database: Database,
  { perSecond, seconds, seed }: { perSecond: number; seconds: number; seed: number },
): Promise<RelayResult> {
  return withWatch(database, async (watch) => {
    // Numbers that neither the generator nor an earlier call has used.
    const first = database.orders + 1;
    let added = 0;
    const started = performance.now();
    const spent = await watch.during(async () => {
      let due = 0;
      await withFillers(database.adminUrl, FILLERS, async (client) => {
        for (;;) {
          const passed = Math.min((performance.now() - started) / 1000, seconds);
          const wanted = Math.floor(passed * perSecond);
          const count = Math.min(wanted - due, Math.ceil((perSecond * TICK_MS) / 1000));
          if (count > 0) {
            const from = first + due;
            due += count;
            await addOrdersOfNow(client, sizeOf(database.orders, seed), { first: from, count });
            added += count;
          } else if (passed >= seconds) {
            return;
          }
          await sleep(count > 0 ? 0 : TICK_MS / 4);
        }
      });
      return performance.now() - started;
    });
    return watch.result((added * 1000) / spent);
  });
}

async function withWatch<T>(
  { adminUrl }: Database,
  work: (watch: Watch) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    return await work(new Watch(client));
  } finally {
    await client.end();
  }
}

class Watch {
  private readonly seen: number[] = [];
  private atEnd = 0;
  private caughtUpMs: number | undefined;

  constructor(private readonly client: pg.Client) {}

  /** Counts until the work is done, and then until nothing waits any more. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    let done = false;
    const looking = (async () => {
      while (!done) {
        this.seen.push(await this.waiting());
        await sleep(LOOK_MS);
      }
    })();
    let value: T;
    try {
      value = await work();
    } finally {
      done = true;
      await looking;
    }
    this.atEnd = await this.waiting();
    const ended = performance.now();
    while (performance.now() - ended < PATIENCE_MS) {
      if ((await this.waiting()) === 0) {
        this.caughtUpMs = performance.now() - ended;
        break;
      }
      await sleep(LOOK_MS / 4);
    }
    return value;
  }

  async result(perSecond: number): Promise<RelayResult> {
    const { rows } = await this.client.query<{ found: string }>(
      `SELECT concat_ws(' ', entity, entity_id, detail) AS found
       FROM sales.differences(date_trunc('month', now())::date,
         (date_trunc('month', now()) + interval '1 month')::date)`,
    );
    return {
      perSecond,
      median: median(this.seen),
      most: Math.max(0, ...this.seen),
      atEnd: this.atEnd,
      caughtUpMs: this.caughtUpMs,
      differences: rows.map(({ found }) => found),
    };
  }

  private async waiting(): Promise<number> {
    const { rows } = await this.client.query<{ events: number }>(
      'SELECT count(*)::int AS events FROM sales.pending',
    );
    return rows[0]?.events ?? 0;
  }
}
