import { Inject, Injectable } from '@nestjs/common';
import type { RequestContext } from '../platform/access/index.js';
import { CONFIG, type ToolConfig } from '../platform/config/index.js';
import { ApiError } from '../platform/error/index.js';
import { callerKey } from './question-lanes.js';

const RETRY_SECONDS = 10;
const OF_ONE_CALLER = 2;

/**
 * How many reports are sent at once: each holds a connection to the database as long as its reader reads, so they get a
 * quarter of those that this server has, and one caller gets two.
 */
@Injectable()
export class ReportSlots {
  private readonly most: number;
  private readonly taken: string[] = [];

  constructor(@Inject(CONFIG) config: ToolConfig) {
    this.most = Math.max(1, Math.floor(config.database.poolSize / 4));
  }

  /** Answers how to leave; leaving twice is leaving once. */
  enter(ctx: RequestContext): () => void {
    const caller = callerKey(ctx);
    if (this.taken.filter((other) => other === caller).length >= OF_ONE_CALLER) {
      throw new ApiError(
        'RATE_LIMITED',
        `${OF_ONE_CALLER} reports of yours are being sent already. Wait until one of them is here.`,
        { retryAfterSeconds: RETRY_SECONDS },
      );
    }
    if (this.taken.length >= this.most) {
      throw new ApiError('UNAVAILABLE', 'Many reports are being sent. Try again shortly.', {
        retryAfterSeconds: RETRY_SECONDS,
      });
    }
    this.taken.push(caller);
    let left = false;
    return () => {
      if (!left) this.taken.splice(this.taken.indexOf(caller), 1);
      left = true;
    };
  }
}
