import { Inject, Injectable } from '@nestjs/common';
import { isUser, type RequestContext } from '../platform/access/index.js';
import { CONFIG, type ToolConfig } from '../platform/config/index.js';
import { Lane } from './lane.js';
import type { SalesWork } from './sales-work.rules.js';

/**
 * How many questions about sales the database is asked at once, so that orders find connections and processors free: a
 * quarter of the connections for those that a few rows of a rollup answer, and an eighth for the others, each of which
 * keeps one processor busy. Of these a caller has one at a time, so that nobody waits for all of somebody else's.
 */
@Injectable()
export class QuestionLanes {
  private readonly lanes: Record<SalesWork, Lane>;

  constructor(@Inject(CONFIG) config: ToolConfig) {
    const { poolSize } = config.database;
    const part = (share: number) => Math.max(1, Math.floor(poolSize / share));
    this.lanes = {
      SHORT: new Lane({
        most: part(4),
        mostOfOne: part(4),
        waiting: 512,
        waitingOfOne: 128,
        waitMs: 10_000,
      }),
      LONG: new Lane({
        most: part(8),
        mostOfOne: 1,
        waiting: 64,
        waitingOfOne: 16,
        waitMs: 20_000,
      }),
    };
  }

  /** Answers how to leave, once it is the caller's turn. */
  enter(ctx: RequestContext, work: SalesWork): Promise<() => void> {
    return this.lanes[work].enter(callerKey(ctx), ctx.gone?.());
  }

  async within<Answer>(
    ctx: RequestContext,
    work: SalesWork,
    answer: () => Promise<Answer>,
  ): Promise<Answer> {
    const leave = await this.enter(ctx, work);
    try {
      return await answer();
    } finally {
      leave();
    }
  }
}

export function callerKey({ caller }: RequestContext): string {
  if (isUser(caller)) return caller.userId;
  return caller.kind === 'API_KEY' ? caller.keyId : caller.kind;
}
