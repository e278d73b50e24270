import { Injectable } from '@nestjs/common';
import { ProblemError } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import type { Tx } from '../platform/database/index.js';
import {
  adjustedOnHand,
  checkAdjustment,
  normalAdjustment,
  type RawAdjustment,
} from './adjustment.rules.js';
import type { StockPlace } from './backorder-filler.port.js';
import { stillAllocated } from './stock.problems.js';
import { refused, StockMoves, type StockOutcome } from './stock-moves.js';
import { StockRepository, type LevelCounts } from './stock.repository.js';
import { WaitingOrders } from './waiting-orders.js';

/**
 * A level is not what it was thought to be. Where fewer pieces are there than are promised, the newest allocations
 * become backorders first; where more are there, backorders are filled.
 */
@Injectable()
export class AdjustStock {
  constructor(
    private readonly moves: StockMoves,
    private readonly stock: StockRepository,
    private readonly orders: WaitingOrders,
  ) {}

  async run(ctx: RequestContext, raw: RawAdjustment): Promise<StockOutcome> {
    const input = normalAdjustment(raw);
    const problems = checkAdjustment(input);
    if (problems.length > 0) return refused(problems);
    return this.moves.once(ctx, 'stockAdjust', input, async (tx, place) => {
      await this.orders.lockOrders(ctx, tx, [{ ...place, onHand: null }]);
      const before = await this.stock.lockLevel(tx, place);
      const after = adjustedOnHand(input, before.onHand);
      if ('code' in after) throw new ProblemError(after);
      const quantity = after.onHand - before.onHand;
      if (quantity === 0) return;
      await this.makeRoom(ctx, tx, place, { onHand: after.onHand, allocated: before.allocated });
      await this.moves.apply(ctx, tx, {
        movement: {
          ...place,
          kind: 'ADJUSTMENT',
          quantity,
          reason: input.reason,
          reference: null,
        },
        operation: 'ADJUST',
        event: 'stock.adjusted',
        before,
      });
      if (quantity > 0) await this.orders.fill(ctx, tx, [place]);
      await this.orders.promise(ctx, tx, [place.variantId]);
    });
  }

  private async makeRoom(
    ctx: RequestContext,
    tx: Tx,
    place: StockPlace,
    { onHand, allocated }: LevelCounts,
  ): Promise<void> {
    if (allocated <= onHand) return;
    await this.orders.reclaim(ctx, tx, { ...place, quantity: allocated - onHand });
    const left = await this.stock.lockLevel(tx, place);
    if (left.allocated > onHand) throw new ProblemError(stillAllocated(onHand, left.allocated));
  }
}
