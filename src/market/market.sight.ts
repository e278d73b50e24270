import {
  boundRegions,
  isUser,
  membershipOf,
  type RequestContext,
} from '../platform/access/index.js';
import { ApiError } from '../platform/error/index.js';

/** Which markets a caller may know of besides the public ones. */
export type MarketSight = { kind: 'PUBLIC' } | { kind: 'REGIONS'; ids: string[] } | { kind: 'ALL' };

/** Which markets the caller reads. */
export function sightOf(ctx: RequestContext): MarketSight {
  const { caller } = ctx;
  if (caller.kind === 'SYSTEM') return { kind: 'ALL' };
  if (!isUser(caller) || caller.staffRoles.length === 0) return { kind: 'PUBLIC' };
  return caller.regionIds.length === 0
    ? { kind: 'ALL' }
    : { kind: 'REGIONS', ids: caller.regionIds };
}

/** The regions whose markets the caller changes; null means all. Whoever speaks for a reseller makes none, also when they are staff besides. */
export function writableRegions(ctx: RequestContext): string[] | null {
  if (membershipOf(ctx) === null) return boundRegions(ctx);
  throw new ApiError('FORBIDDEN', 'Nobody changes markets while speaking for a reseller.');
}

export function isWithin(regions: readonly string[] | null, regionId: string | null): boolean {
  return regions === null || (regionId !== null && regions.includes(regionId.toLowerCase()));
}
