import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CONFIG, type Config } from '../platform/config/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { Metrics } from '../platform/observe/index.js';
import { RelayRepository, type SalesLag } from './relay.repository.js';

/** So many at once are moved in a tenth of a second or so. */
const BATCH = 500;
/** Between two looks while orders come in: at 1,500 orders a second, 40 wait meanwhile. */
const BUSY_MS = 25;
/** Between two looks when this process writes nothing: others, and statements by hand, may. It is as long only after a while. */
const IDLE_MS = 1000;
const TROUBLE_MS = 2000;

/**
 * Moves sales events into facts and rollups, in the background of every process; one of them does it at a time. A batch
 * is one transaction, so it may end anywhere: then its events still wait.
 */
@Injectable()
export class SalesRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(SalesRelay.name);
  private readonly stopping = new AbortController();
  private loop: Promise<void> | undefined;
  private stopListening: (() => void) | undefined;
  /** Something was written here since the last look. */
  private stirred = false;
  private wake: () => void = () => undefined;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly repository: RelayRepository,
    private readonly metrics: Metrics,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    this.watchLag();
    if (!this.config.jobs.enabled) return;
    this.stopListening = this.unitOfWork.observe(({ kind, outcome }) => {
      if (kind === 'run' && outcome === 'committed') this.stir();
    });
    this.loop = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopListening?.();
    this.stopping.abort();
    this.wake();
    await this.loop;
  }

  /** Moves whatever waits now; returns how many events that were. */
  async drain(signal?: AbortSignal): Promise<number> {
    let moved = 0;
    while (signal?.aborted !== true) {
      const batch = await this.batch();
      moved += Math.max(batch, 0);
      if (batch < BATCH) break;
    }
    return moved;
  }

  lag(): Promise<SalesLag> {
    return this.unitOfWork.runSystem('tells how far sales are behind', (tx) =>
      this.repository.lag(tx),
    );
  }

  private batch(): Promise<number> {
    return this.unitOfWork.runSystem('moves sales events into the facts', (tx) =>
      this.repository.relay(tx, BATCH),
    );
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    let quiet = BUSY_MS;
    while (!signal.aborted) {
      this.stirred = false;
      const moved = await this.drainOrWarn();
      if (moved === undefined) {
        await this.pause(TROUBLE_MS);
      } else {
        await this.pause(BUSY_MS);
        // Where others write, they move it themselves; this process looks only in case they do not.
        quiet = moved === 0 ? Math.min(2 * quiet, IDLE_MS) : BUSY_MS;
        if (moved === 0) await this.pause(quiet, () => this.stirred);
      }
    }
  }

  private async drainOrWarn(): Promise<number | undefined> {
    try {
      return await this.drain(this.stopping.signal);
    } catch (error) {
      this.logger.warn(`Sales events could not be moved into the facts: ${String(error)}`);
      return undefined;
    }
  }

  private stir(): void {
    this.stirred = true;
    this.wake();
  }

  /** Waits, unless there is a reason not to; with such a reason, waking ends it. */
  private async pause(milliseconds: number, until = () => false): Promise<void> {
    const { signal } = this.stopping;
    if (signal.aborted || until()) return;
    await new Promise<void>((done) => {
      const timer = setTimeout(done, milliseconds);
      this.wake = () => {
        if (!signal.aborted && !until()) return;
        clearTimeout(timer);
        done();
      };
    });
    this.wake = () => undefined;
  }

  private watchLag(): void {
    const unknown = { events: Number.NaN, seconds: Number.NaN };
    const lag = () => this.lag().catch(() => unknown);
    this.metrics.gauge(
      'portal_sales_pending_events',
      'Sales events that are not in the facts yet.',
      async () => (await lag()).events,
      'shared',
    );
    this.metrics.gauge(
      'portal_sales_lag_seconds',
      'The age of the oldest sales event that is not in the facts yet; 0 when there is none.',
      async () => (await lag()).seconds,
      'shared',
    );
  }
}
