import { Injectable } from '@nestjs/common';
import type { BackorderFiller, LevelCount, PlannedLevel, StockPlace } from '../inventory/index.js';
import { userIdOf, type RequestContext } from '../platform/access/index.js';
import type { Tx } from '../platform/database/index.js';
import { BackorderRepository } from './backorder.repository.js';
import { newPromises } from './plan-promises.js';

/** No statement works on more levels: each must end in the time that a statement has. */
const LEVELS_AT_ONCE = 500;

/** The orders' side of inventory's port: who waits for stock gets it, oldest first; who was last loses it first. */
@Injectable()
export class OrderBackorderFiller implements BackorderFiller {
  constructor(private readonly backorders: BackorderRepository) {}

  lockOrders(
    _ctx: RequestContext,
    tx: Tx,
    levels: readonly PlannedLevel[],
  ): Promise<readonly StockPlace[]> {
    return this.backorders.lockOrders(tx, levels);
  }

  async fill(ctx: RequestContext, tx: Tx, places: readonly StockPlace[]): Promise<void> {
    for (const some of inParts(places)) await this.backorders.fill(tx, some, ctx.requestId);
  }

  reclaim(
    ctx: RequestContext,
    tx: Tx,
    { quantity, ...place }: StockPlace & { quantity: number },
  ): Promise<void> {
    return this.backorders.reclaim(tx, place, { quantity, requestId: ctx.requestId });
  }

  async lower(
    ctx: RequestContext,
    tx: Tx,
    counts: readonly LevelCount[],
  ): Promise<readonly StockPlace[]> {
    const by = { userId: userIdOf(ctx), requestId: ctx.requestId };
    const left: StockPlace[] = [];
    for (const some of inParts(counts)) left.push(...(await this.backorders.lower(tx, some, by)));
    return left;
  }

  async promise(ctx: RequestContext, tx: Tx, variantIds: readonly string[]): Promise<void> {
    const lines = await this.backorders.waiting(tx, variantIds);
    if (lines.length === 0) return;
    const waitedFor = [...new Set(lines.map(({ variantId }) => variantId))];
    const arrivals = await this.backorders.arrivals(tx, waitedFor);
    const sharing = await this.backorders.sharing(tx);
    const promises = newPromises({ lines, arrivals, sharing });
    if (promises.length > 0) await this.backorders.setPromises(tx, promises, ctx.requestId);
  }
}

function inParts<Item>(items: readonly Item[]): Item[][] {
  const parts: Item[][] = [];
  for (let at = 0; at < items.length; at += LEVELS_AT_ONCE) {
    parts.push(items.slice(at, at + LEVELS_AT_ONCE));
  }
  return parts;
}
