import { Injectable } from '@nestjs/common';
import { assert, ProblemError, type Facts, type Problem } from '../kernel/index.js';
import { userIdOf, type RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { UnitOfWork, type Tx } from '../platform/database/index.js';
import { onceByKey } from '../platform/idempotency/index.js';
import type { StockMoveInput } from './adjustment.rules.js';
import type { StockPlace } from './backorder-filler.port.js';
import { unknownLocation, unknownSku } from './stock.problems.js';
import { StockRepository, type LevelCounts, type Movement } from './stock.repository.js';
import { requireStockDesk, stockRegionsOf } from './stock.sight.js';
import type { StockLevel } from './stock.type.js';

export interface StockOutcome {
  level: StockLevel | null;
  replayed: boolean;
  userErrors: Problem[];
  /** What the work has made, and was kept with the key. */
  kept?: Facts;
}

/** A movement with what its audit record needs. */
export interface StockChange {
  movement: Omit<Movement, 'actorUserId'>;
  operation: 'RECEIVE' | 'ADJUST';
  /** The type of the event that tells others. */
  event: 'stock.received' | 'stock.adjusted';
  /** The level as it was when the command had locked it. */
  before: LevelCounts;
}

export function refused(userErrors: Problem[]): StockOutcome {
  return { level: null, replayed: false, userErrors };
}

/** What receiving and adjusting share: one unit of work, once per key, an audit record for each movement. */
@Injectable()
export class StockMoves {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly stock: StockRepository,
  ) {}

  /** A second call with the same key and input changes nothing and answers with the level as it is by then. */
  async once(
    ctx: RequestContext,
    operation: string,
    input: StockMoveInput,
    work: (tx: Tx, place: StockPlace) => Promise<Facts | void>,
  ): Promise<StockOutcome> {
    requireStockDesk(ctx);
    const { idempotencyKey: key, ...asked } = input;
    const owner = `user:${userIdOf(ctx) ?? 'system'}`;
    try {
      return await this.unitOfWork.run(
        ctx,
        async (tx) => {
          const request = { owner, operation, key, input: asked };
          const { result, replayed } = await onceByKey(tx, request, async () => {
            const place = await this.requirePlace(ctx, tx, input);
            const kept = (await work(tx, place)) ?? {};
            return { variantId: place.variantId, locationId: place.locationId, kept };
          });
          return {
            level: await this.stock.level(tx, stockRegionsOf(ctx), result),
            replayed,
            userErrors: [],
            kept: result.kept,
          };
        },
        { keyed: true },
      );
    } catch (error) {
      if (error instanceof ProblemError) return refused(error.problems);
      throw error;
    }
  }

  /** Changes what is on hand, with the movement, the audit record and the event. */
  async apply(ctx: RequestContext, tx: Tx, change: StockChange): Promise<void> {
    const { movement, before } = change;
    await this.stock.move(tx, { ...movement, actorUserId: userIdOf(ctx) });
    const level = await this.stock.level(tx, stockRegionsOf(ctx), movement);
    assert(level, 'a movement leaves a level');
    const after = { onHand: level.onHand, allocated: level.allocated };
    const { kind, quantity, reason, reference } = movement;
    await recordChange(ctx, tx, {
      entity: 'STOCK_LEVEL',
      entityId: level.id,
      operation: change.operation,
      old: { ...before },
      new: { ...after, movement: { kind, quantity, reason, reference } },
      emit: change.event,
      payload: { sku: level.sku, locationCode: level.location.code, quantity, ...after },
    });
  }

  private async requirePlace(
    ctx: RequestContext,
    tx: Tx,
    input: StockMoveInput,
  ): Promise<StockPlace> {
    const { sku, locationCode } = input;
    const { variantId, locationId } = await this.stock.place(tx, stockRegionsOf(ctx), input);
    if (variantId !== null && locationId !== null) return { variantId, locationId };
    throw new ProblemError([
      ...(locationId === null ? [unknownLocation(locationCode)] : []),
      ...(variantId === null ? [unknownSku(sku)] : []),
    ]);
  }
}
