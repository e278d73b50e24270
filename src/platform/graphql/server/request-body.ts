import { json, type Request, type RequestHandler } from 'express';
import {
  identifyCaller,
  may,
  Permission,
  userAgentOf,
  type CallerLookup,
} from '../../access/index.js';
import type { LimitConfig } from '../../config/index.js';

export const JSON_TYPES = ['application/json'];

/** Who sends thousands of rows in one request. */
const WRITES_IN_BULK = [Permission.PRICE_WRITE, Permission.STOCK_WRITE] as const;

/**
 * Reads the body of a request. One above the usual limit is read for staff who write in bulk, and only when its length
 * is known beforehand: who sends it is looked up before a byte of it is kept, and for anything else nobody is looked up.
 */
export function requestBody(limits: LimitConfig, lookup: () => CallerLookup): RequestHandler {
  const usual = json({ limit: limits.bodyBytes, type: JSON_TYPES });
  const large = json({ limit: limits.bulkBodyBytes, type: JSON_TYPES });
  return (request, response, next) => {
    if (!isLarge(request, limits)) {
      usual(request, response, next);
      return;
    }
    writesInBulk(request, lookup).then(
      (allowed) => (allowed ? large : usual)(request, response, next),
      next,
    );
  };
}

/** A compressed body has a length that says nothing; it keeps to the usual limit. */
function isLarge(request: Request, { bodyBytes, bulkBodyBytes }: LimitConfig): boolean {
  const length = Number(request.get('content-length') ?? 0);
  const plain = (request.get('content-encoding') ?? 'identity').toLowerCase() === 'identity';
  return plain && length > bodyBytes && length <= bulkBodyBytes;
}

async function writesInBulk(request: Request, lookup: () => CallerLookup): Promise<boolean> {
  const caller = await identifyCaller({
    header: request.get('authorization'),
    request: { ip: request.ip ?? null, userAgent: userAgentOf(request.get('user-agent')) },
    lookup,
  });
  return may(caller, ...WRITES_IN_BULK);
}
