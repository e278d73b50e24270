import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { DataSource } from 'typeorm';
import { DatabaseUnavailableError } from '../platform/database/index.js';

/** Points that a key may spend in a time. All server processes share the count. */
export interface PointRule {
  points: number;
  seconds: number;
}

export function openPointLimiter(
  dataSource: DataSource,
  keyPrefix: string,
  rule: PointRule & { clearExpired?: boolean },
): RateLimiterPostgres {
  return new RateLimiterPostgres({
    storeClient: dataSource,
    storeType: 'typeorm',
    schemaName: 'platform',
    tableName: 'rate_limit',
    tableCreated: true,
    keyPrefix,
    points: rule.points,
    duration: rule.seconds,
    clearExpiredByTimeout: rule.clearExpired ?? false,
  });
}

/** `waitMs` is 0 when the point was there to take. */
export async function tryToConsume(
  limiter: RateLimiterPostgres,
  key: string,
): Promise<{ consumed: number; waitMs: number }> {
  try {
    const result = await limiter.consume(key);
    return { consumed: result.consumedPoints, waitMs: 0 };
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) {
      // Without the count nobody may go on: better nothing for a moment than something that is not counted.
      throw new DatabaseUnavailableError('The attempts cannot be counted.', 2, { cause: refusal });
    }
    return { consumed: refusal.consumedPoints, waitMs: Math.max(refusal.msBeforeNext, 1) };
  }
}
