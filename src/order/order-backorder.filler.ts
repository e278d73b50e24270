import { Injectable } from '@nestjs/common';
import type { BackorderFiller, StockPlace } from '../inventory/index.js';
import type { RequestContext } from '../platform/access/index.js';
import type { Tx } from '../platform/database/index.js';
import { BackorderRepository } from './backorder.repository.js';

/** The orders' side of inventory's port: who waits for stock gets it, oldest first; who was last loses it first. */
@Injectable()
export class OrderBackorderFiller implements BackorderFiller {
  constructor(private readonly backorders: BackorderRepository) {}

  lockOrders(_ctx: RequestContext, tx: Tx, place: StockPlace): Promise<void> {
    return this.backorders.lockOrders(tx, place);
  }

  fill(ctx: RequestContext, tx: Tx, place: StockPlace): Promise<void> {
    return this.backorders.fill(tx, place, ctx.requestId);
  }

  reclaim(
    ctx: RequestContext,
    tx: Tx,
    { quantity, ...place }: StockPlace & { quantity: number },
  ): Promise<void> {
    return this.backorders.reclaim(tx, place, { quantity, requestId: ctx.requestId });
  }
}
