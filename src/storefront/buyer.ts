import { may, membershipOf, Permission, type RequestContext } from '../platform/access/index.js';

/** The reseller for whom prices and stock are shown; null for whoever acts for none. */
export function buyerOf(ctx: RequestContext): { resellerId: string; tier: string } | null {
  const membership = membershipOf(ctx);
  if (!membership || !may(ctx.caller, Permission.PRICE_READ)) return null;
  return { resellerId: membership.resellerId, tier: membership.resellerTier };
}
