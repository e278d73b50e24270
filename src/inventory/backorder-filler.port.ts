import type { RequestContext } from '../platform/access/index.js';
import type { Tx } from '../platform/database/index.js';

/**
 * What inventory asks of the module that owns orders. That module provides it under the token, and inventory finds it
 * when the application starts; without one, stock is received and adjusted as if nobody waited for it.
 *
 * All calls are made inside the unit of work that moves the stock. Orders are always locked before stock levels, so
 * `lockOrders` comes first, before inventory touches a level; the calls that follow then work on locked rows.
 */
export const BACKORDER_FILLER = Symbol('BACKORDER_FILLER');

export interface StockPlace {
  variantId: string;
  locationId: string;
}

/** What a level is going to hold; null: nobody knows yet. */
export interface PlannedLevel extends StockPlace {
  onHand: number | null;
}

/** What was counted, and why it is another number. */
export interface LevelCount extends StockPlace {
  onHand: number;
  reason: string;
}

export interface BackorderFiller {
  /**
   * Locks, in their own fixed order, the orders that wait for the variants, and those that hold stock at levels where
   * more is promised than there will be. Gives these levels.
   */
  lockOrders(
    ctx: RequestContext,
    tx: Tx,
    levels: readonly PlannedLevel[],
  ): Promise<readonly StockPlace[]>;

  /** There is more to promise here: gives it to the backorders of the variants, oldest first (inventory.allocate_at). */
  fill(ctx: RequestContext, tx: Tx, places: readonly StockPlace[]): Promise<void>;

  /**
   * Fewer pieces are here than are promised: takes at least the quantity back from this level, newest allocations
   * first (inventory.release), and makes backorders of them, with their own audit records.
   */
  reclaim(ctx: RequestContext, tx: Tx, place: StockPlace & { quantity: number }): Promise<void>;

  /**
   * The same for levels that were counted, each of which is then lowered to its count (inventory.count_levels). Gives
   * those that were left as they are, since more is promised there than orders hold.
   */
  lower(ctx: RequestContext, tx: Tx, counts: readonly LevelCount[]): Promise<readonly StockPlace[]>;

  /** Stock has changed, or what is on its way: tells whoever waits for the variants when they get it. */
  promise(ctx: RequestContext, tx: Tx, variantIds: readonly string[]): Promise<void>;
}
