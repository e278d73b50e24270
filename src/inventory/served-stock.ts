import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../platform/access/index.js';
import type { Tx } from '../platform/database/index.js';
import type { StockPlace } from './backorder-filler.port.js';
import { StockLocationRepository } from './stock-location.repository.js';
import { ON_HAND_MAX } from './stock.problems.js';
import { WaitingOrders } from './waiting-orders.js';

/**
 * What a location holds, while it is being said which markets it serves: orders of a new market that wait must not go on
 * waiting beside its stock, and the days of others change with its lead time and with what is on its way to it.
 */
@Injectable()
export class ServedStock {
  constructor(
    private readonly locations: StockLocationRepository,
    private readonly orders: WaitingOrders,
  ) {}

  /** Before anything is changed: nobody else moves what lies there, and who waits for it is locked. */
  async lock(ctx: RequestContext, tx: Tx, locationId: string): Promise<StockPlace[]> {
    const variantIds = await this.locations.variantIds(tx, locationId);
    const places = variantIds.map((variantId) => ({ variantId, locationId }));
    if (places.length > 0) {
      // No level is short of so much, so that orders which hold pieces are left alone.
      const levels = places.map((place) => ({ ...place, onHand: ON_HAND_MAX }));
      await this.orders.lockOrders(ctx, tx, levels);
    }
    return places;
  }

  /** After it: who waits gets what there is, and a day for the rest. */
  async settle(ctx: RequestContext, tx: Tx, places: readonly StockPlace[]): Promise<void> {
    if (places.length === 0) return;
    await this.orders.fill(ctx, tx, places);
    await this.orders.promise(
      ctx,
      tx,
      places.map(({ variantId }) => variantId),
    );
  }
}
