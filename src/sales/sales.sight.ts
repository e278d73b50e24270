import {
  boundRegions,
  isUser,
  resellerIdOf,
  type RequestContext,
} from '../platform/access/index.js';
import { ApiError } from '../platform/error/index.js';

/** Whose sales a caller sees: one reseller's, those of some regions, or all. */
export interface SalesSight {
  resellerId: string | null;
  regionIds: readonly string[] | null;
}

/** One who speaks for a reseller sees its sales alone, also when they are staff besides. */
export function salesSightOf(ctx: RequestContext): SalesSight {
  const resellerId = resellerIdOf(ctx);
  if (resellerId !== null) return { resellerId, regionIds: null };
  const { caller } = ctx;
  if (caller.kind === 'SYSTEM') return { resellerId: null, regionIds: null };
  if (!isUser(caller) || caller.staffRoles.length === 0) {
    throw new ApiError('FORBIDDEN', 'Only resellers and staff see sales.');
  }
  return { resellerId: null, regionIds: boundRegions(ctx) };
}
