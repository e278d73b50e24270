import { ApiError } from '../platform/error/index.js';

export interface LaneLimits {
  /** How many are inside at once, of all callers and of one. */
  most: number;
  mostOfOne: number;
  /** How many wait, of all callers and of one. */
  waiting: number;
  waitingOfOne: number;
  waitMs: number;
}

interface Waiting {
  caller: string;
  enter: () => void;
}

const RETRY_SECONDS = 5;

/** Lets so many in at once; the others wait, and whoever has the fewest inside comes next. */
export class Lane {
  private readonly inside: string[] = [];
  private readonly queue: Waiting[] = [];

  constructor(private readonly limits: LaneLimits) {}

  /** Answers how to leave, once there is a place; leaving twice is leaving once. */
  async enter(caller: string, gone?: AbortSignal): Promise<() => void> {
    if (this.hasPlace(caller)) this.inside.push(caller);
    else await this.wait(caller, gone);
    let left = false;
    return () => {
      if (!left) this.leave(caller);
      left = true;
    };
  }

  private leave(caller: string): void {
    this.inside.splice(this.inside.indexOf(caller), 1);
    const [first, ...others] = this.queue.filter((waiting) => this.hasPlace(waiting.caller));
    if (first === undefined) return;
    const next = others.reduce(
      (best, other) => (this.placesOf(other.caller) < this.placesOf(best.caller) ? other : best),
      first,
    );
    next.enter();
  }

  private hasPlace(caller: string): boolean {
    const { most, mostOfOne } = this.limits;
    return this.inside.length < most && this.placesOf(caller) < mostOfOne;
  }

  private placesOf(caller: string): number {
    return this.inside.filter((other) => other === caller).length;
  }

  private wait(caller: string, gone: AbortSignal | undefined): Promise<void> {
    this.refuseWhenFull(caller);
    return new Promise((done, fail) => {
      const stop = () => {
        clearTimeout(timer);
        gone?.removeEventListener('abort', onGone);
        this.queue.splice(this.queue.indexOf(waiting), 1);
      };
      const giveUp = (message: string) => {
        stop();
        fail(busy(message));
      };
      const onGone = () => giveUp('Nobody waits for this answer any more.');
      const timer = setTimeout(
        () => giveUp('Many questions about sales are being answered. Try again shortly.'),
        this.limits.waitMs,
      );
      const waiting: Waiting = {
        caller,
        enter: () => {
          stop();
          this.inside.push(caller);
          done();
        },
      };
      this.queue.push(waiting);
      gone?.addEventListener('abort', onGone, { once: true });
    });
  }

  private refuseWhenFull(caller: string): void {
    const { waiting, waitingOfOne } = this.limits;
    if (this.queue.filter((other) => other.caller === caller).length >= waitingOfOne) {
      throw new ApiError(
        'RATE_LIMITED',
        `${waitingOfOne} questions of yours about sales are waiting already. Ask again when some of them are answered.`,
        { retryAfterSeconds: RETRY_SECONDS },
      );
    }
    if (this.queue.length >= waiting) {
      throw busy('Many questions about sales are waiting. Try again shortly.');
    }
  }
}

function busy(message: string): ApiError {
  return new ApiError('UNAVAILABLE', message, { retryAfterSeconds: RETRY_SECONDS });
}
