import { Injectable } from '@nestjs/common';
import { userIdOf, type RequestContext } from '../platform/access/index.js';
import { recordChanges } from '../platform/audit/index.js';
import type { Tx } from '../platform/database/index.js';
import type { LevelCount, StockPlace } from './backorder-filler.port.js';
import { StockBulkRepository, type LevelState } from './stock-bulk.repository.js';
import { requireStockDesk } from './stock.sight.js';
import { WaitingOrders } from './waiting-orders.js';

/** A count of a row, with where it lies for people. */
export interface CountedRow extends LevelCount {
  sku: string;
  locationCode: string;
}

/**
 * Sets many levels to what was counted, each named once. What holds for one adjustment holds here: where less is left
 * than is promised, the newest allocations become backorders; where more is there, backorders are filled, oldest first.
 */
@Injectable()
export class CountLevels {
  constructor(
    private readonly levels: StockBulkRepository,
    private readonly orders: WaitingOrders,
  ) {}

  /** Gives the counts that could not be: more is promised there than orders hold. */
  async run<Count extends CountedRow>(
    ctx: RequestContext,
    tx: Tx,
    counts: readonly Count[],
  ): Promise<(Count & { allocated: number })[]> {
    requireStockDesk(ctx);
    if (counts.length === 0) return [];
    const short = await this.orders.lockOrders(ctx, tx, counts);
    const before = byPlace(await this.levels.open(tx, counts, short));
    const isShort = (count: Count) => (before.get(keyOf(count))?.allocated ?? 0) > count.onHand;
    await this.levels.count(
      tx,
      counts.filter((count) => !isShort(count)),
      userIdOf(ctx),
    );
    const lowered = counts.filter(isShort);
    const left = lowered.length === 0 ? [] : await this.orders.lower(ctx, tx, lowered);
    const leftKeys = new Set(left.map(keyOf));
    const after = byPlace(await this.levels.states(tx, counts));
    const done = counts.flatMap((count) => {
      const was = before.get(keyOf(count));
      const is = after.get(keyOf(count));
      if (!was || !is || leftKeys.has(keyOf(count)) || was.onHand === count.onHand) return [];
      return [{ count, was, is }];
    });
    await recordChanges(ctx, tx, done.map(auditOf));
    const raised = done.filter(({ was, is }) => is.onHand > was.onHand);
    if (raised.length > 0)
      await this.orders.fill(
        ctx,
        tx,
        raised.map(({ count }) => count),
      );
    await this.orders.promise(ctx, tx, [...new Set(done.map(({ count }) => count.variantId))]);
    return counts
      .filter((count) => leftKeys.has(keyOf(count)))
      .map((count) => ({ ...count, allocated: before.get(keyOf(count))?.allocated ?? 0 }));
  }
}

function auditOf({
  count: { sku, locationCode, reason },
  was,
  is,
}: {
  count: CountedRow;
  was: LevelState;
  is: LevelState;
}) {
  const quantity = is.onHand - was.onHand;
  const now = { onHand: is.onHand, allocated: is.allocated };
  return {
    entity: 'STOCK_LEVEL',
    entityId: is.levelId,
    operation: 'ADJUST',
    old: { onHand: was.onHand, allocated: was.allocated },
    new: { ...now, movement: { kind: 'ADJUSTMENT', quantity, reason, reference: null } },
    emit: 'stock.adjusted',
    payload: { sku, locationCode, quantity, ...now },
  };
}

function byPlace(states: readonly LevelState[]): Map<string, LevelState> {
  return new Map(states.map((state) => [keyOf(state), state]));
}

function keyOf({ variantId, locationId }: StockPlace): string {
  return `${variantId} ${locationId}`;
}
