import {
  boundRegions,
  isUser,
  membershipOf,
  type RequestContext,
} from '../platform/access/index.js';
import { ApiError } from '../platform/error/index.js';

/** The regions whose markets the caller looks after; null: all. What lies outside looks like what does not exist. */
export function regionsOf(ctx: RequestContext): string[] | null {
  const { caller } = ctx;
  if (!isUser(caller)) return caller.kind === 'SYSTEM' ? null : [];
  if (caller.staffRoles.length === 0) return [];
  return boundRegions(ctx);
}

/** Price lists are the maker's: a reseller learns its prices with the products, never the lists of others. */
export function requireStaff(ctx: RequestContext): void {
  if (membershipOf(ctx) === null) return;
  throw new ApiError(
    'FORBIDDEN',
    'Nobody looks after price lists while speaking for a reseller. Sign in again without one.',
  );
}
