import { Inject, Injectable } from '@nestjs/common';
import type { ServerResponse } from 'node:http';
import { Counter } from 'prom-client';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { callerLabel, type Caller } from '../access/index.js';
import { CONFIG, type Config } from '../config/index.js';
import { ApiError } from '../error/index.js';
import { Metrics } from '../observe/index.js';

const WINDOW_SECONDS = 60;
/** So much of an operation's cost counts as a request more. */
const COST_PER_POINT = 10_000;

/** Who asks, and where what is left is told. */
export interface LimitedRequest {
  caller: Caller;
  ip: string | null;
  response: Pick<ServerResponse, 'setHeader' | 'headersSent'> | undefined;
  /** What the operation costs, in the values that its answer can hold. */
  cost?: number;
}

/**
 * How much one caller may ask for in a minute: a user, an API key, or an address of nobody in particular. Each process
 * counts for itself, in memory, since asking the database would cost more than most requests do.
 */
@Injectable()
export class RequestLimit {
  private readonly limiter: RateLimiterMemory | undefined;
  private readonly points: number;
  private readonly refused: Counter;

  constructor(@Inject(CONFIG) config: Config, metrics: Metrics) {
    this.points = config.limits.requestsPerMinute;
    if (this.points > 0) {
      this.limiter = new RateLimiterMemory({ points: this.points, duration: WINDOW_SECONDS });
    }
    this.refused = new Counter({
      name: 'portal_rate_limited_total',
      help: 'Requests that were refused since their caller had sent too many.',
      registers: [metrics.registry],
    });
  }

  /** Throws RATE_LIMITED when the caller has had its share of this minute. */
  async take({ caller, ip, response, cost = 0 }: LimitedRequest): Promise<void> {
    if (this.limiter === undefined) return;
    const key = caller.kind === 'ANONYMOUS' ? `ip ${ip ?? ''}` : callerLabel(caller);
    try {
      const points = Math.min(this.points, 1 + Math.floor(cost / COST_PER_POINT));
      this.tell(response, await this.limiter.consume(key, points));
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      this.tell(response, error);
      this.refused.inc();
      const retryAfterSeconds = Math.max(1, Math.ceil(error.msBeforeNext / 1000));
      throw new ApiError(
        'RATE_LIMITED',
        `You have sent too many requests: ${this.points} a minute are allowed. Try again in ${retryAfterSeconds} seconds.`,
        { retryAfterSeconds },
      );
    }
  }

  private tell(response: LimitedRequest['response'], left: RateLimiterRes): void {
    if (response === undefined || response.headersSent) return;
    response.setHeader('ratelimit-limit', String(this.points));
    response.setHeader('ratelimit-remaining', String(Math.max(0, left.remainingPoints)));
    response.setHeader('ratelimit-reset', String(Math.ceil(left.msBeforeNext / 1000)));
  }
}
