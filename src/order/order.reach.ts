import {
  boundRegions,
  isUser,
  membershipOf,
  Permission,
  permissionsOf,
  type RequestContext,
} from '../platform/access/index.js';
import { ApiError } from '../platform/error/index.js';

/** Whose orders a command may change. What lies outside looks exactly like what does not exist. */
export interface OrderReach {
  /** The one reseller whose orders these are; null: of every reseller. */
  soldToId: string | null;
  /** The regions whose markets' orders these are; null: of every region. */
  regionIds: string[] | null;
}

/** One who speaks for a reseller changes its own orders alone, also when they are staff besides. */
export function reachOf(ctx: RequestContext): OrderReach {
  const membership = membershipOf(ctx);
  if (membership) return { soldToId: membership.resellerId, regionIds: null };
  return deskReachOf(ctx);
}

/** For what the order desk alone does. */
export function deskReachOf(ctx: RequestContext): OrderReach {
  const { caller } = ctx;
  if (caller.kind === 'SYSTEM') return { soldToId: null, regionIds: null };
  const atDesk = isUser(caller) && permissionsOf(caller).has(Permission.ORDER_DESK);
  if (!atDesk || caller.membership) {
    throw new ApiError(
      'FORBIDDEN',
      'Nobody works at the order desk while speaking for a reseller.',
    );
  }
  return { soldToId: null, regionIds: boundRegions(ctx) };
}
