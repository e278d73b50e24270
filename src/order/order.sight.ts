import { isUser, resellerIdOf, type RequestContext } from '../platform/access/index.js';

/** Which orders a caller reaches. What lies outside looks exactly like what does not exist. */
export type OrderSight =
  | { kind: 'PARTY'; resellerId: string }
  | { kind: 'REGIONS'; regionIds: string[] }
  | { kind: 'ALL' }
  | { kind: 'NONE' };

/** One who speaks for a reseller reaches its orders alone, also when they are staff besides. */
export function orderSightOf(ctx: RequestContext): OrderSight {
  const resellerId = resellerIdOf(ctx);
  if (resellerId !== null) return { kind: 'PARTY', resellerId };
  const { caller } = ctx;
  if (caller.kind === 'SYSTEM') return { kind: 'ALL' };
  if (!isUser(caller) || caller.staffRoles.length === 0) return { kind: 'NONE' };
  return caller.regionIds.length === 0
    ? { kind: 'ALL' }
    : { kind: 'REGIONS', regionIds: caller.regionIds };
}
