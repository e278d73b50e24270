import { boundRegions, membershipOf, type RequestContext } from '../platform/access/index.js';
import { ApiError } from '../platform/error/index.js';

/** The regions that somebody looks after; null: all. */
export type RegionIds = string[] | null;

/**
 * A location is seen by those who look after one of the markets that it serves, or while it serves none. Its stock has
 * no region: who sees a location sees and counts all that lies there, whoever it is for.
 */
export function stockRegionsOf(ctx: RequestContext): RegionIds {
  return boundRegions(ctx);
}

/** For what changes stock and its locations. */
export function requireStockDesk(ctx: RequestContext): void {
  if (membershipOf(ctx) === null) return;
  throw new ApiError('FORBIDDEN', 'Nobody works on stock while speaking for a reseller.');
}
