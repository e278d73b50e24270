import type { RequestContext } from '../platform/access/index.js';
import type { Tx } from '../platform/database/index.js';

/**
 * What inventory asks of the module that owns orders. That module provides it under the token, and inventory finds it
 * when the application starts; without one, stock is received and adjusted as if nobody waited for it.
 *
 * All calls are made inside the unit of work that moves the stock. Orders are always locked before stock levels, so
 * `lockOrders` comes first, before inventory touches a level; the call that follows then works on locked rows.
 */
export const BACKORDER_FILLER = Symbol('BACKORDER_FILLER');

export interface StockPlace {
  variantId: string;
  locationId: string;
}

export interface BackorderFiller {
  /** Locks, in their own fixed order, the orders that wait for the variant or hold stock of it at the location. */
  lockOrders(ctx: RequestContext, tx: Tx, place: StockPlace): Promise<void>;

  /** There is more to promise here: gives it to the backorders of the variant, oldest first (inventory.allocate_at). */
  fill(ctx: RequestContext, tx: Tx, place: StockPlace): Promise<void>;

  /**
   * Fewer pieces are here than are promised: takes at least the quantity back from this level, newest allocations
   * first (inventory.release), and makes backorders of them, with their own audit records.
   */
  reclaim(ctx: RequestContext, tx: Tx, place: StockPlace & { quantity: number }): Promise<void>;
}
