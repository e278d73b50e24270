import { Injectable } from '@nestjs/common';
import { assert, ProblemError, type Problem } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import type { StockPlace } from './backorder-filler.port.js';
import { InboundRepository, type InboundRow } from './inbound.repository.js';
import { noSuchInbound, staleInbound, type InboundEdit } from './inbound.rules.js';
import { ON_HAND_MAX } from './stock.problems.js';
import { StockRepository } from './stock.repository.js';
import { requireStockDesk, stockRegionsOf } from './stock.sight.js';
import type { InboundStock, StockLevel } from './stock.type.js';
import { WaitingOrders } from './waiting-orders.js';

/** What is on its way, as it is now or was when it went, with its level. */
export interface InboundOutcome {
  inbound: InboundStock;
  level: StockLevel;
}

type Expected = Pick<InboundRow, 'id' | 'quantity' | 'expectedOn'>;

/** What the changes of inbound stock share: orders are locked before the level, and told of their new days after. */
@Injectable()
export class InboundChanges {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly stock: StockRepository,
    private readonly inbound: InboundRepository,
    private readonly orders: WaitingOrders,
  ) {}

  edit(
    ctx: RequestContext,
    problems: readonly Problem[],
    work: (tx: Tx) => Promise<InboundOutcome>,
  ): Promise<Outcome<InboundOutcome>> {
    requireStockDesk(ctx);
    if (problems.length > 0) return Promise.resolve({ value: null, problems: [...problems] });
    return outcomeOf(this.unitOfWork.run(ctx, work));
  }

  /** Locks the orders that wait for the variant, and then the level. */
  async lockLevel(ctx: RequestContext, tx: Tx, place: StockPlace): Promise<void> {
    // No level is short of so much, so that orders which hold pieces are left alone.
    await this.orders.lockOrders(ctx, tx, [{ ...place, onHand: ON_HAND_MAX }]);
    await this.stock.lockLevel(tx, place);
  }

  /** What is on its way, with its level locked; thrown when it is not there or not as the caller has read it. */
  async lock(ctx: RequestContext, tx: Tx, edit: InboundEdit): Promise<InboundRow> {
    const found = await this.inbound.find(tx, stockRegionsOf(ctx), edit.id);
    if (!found) throw new ProblemError(noSuchInbound());
    await this.lockLevel(ctx, tx, found);
    const locked = await this.inbound.find(tx, stockRegionsOf(ctx), edit.id);
    if (!locked) throw new ProblemError(noSuchInbound());
    if (locked.version !== edit.expectedVersion) {
      throw new ProblemError(staleInbound(locked.version));
    }
    return locked;
  }

  /** Tells whoever waits, and writes down what was changed. */
  async finish(
    ctx: RequestContext,
    tx: Tx,
    change: {
      place: StockPlace;
      operation: 'ANNOUNCE' | 'UPDATE_INBOUND' | 'CANCEL_INBOUND';
      old: Expected | null;
      new: Expected | null;
    },
  ): Promise<StockLevel> {
    const { place, operation } = change;
    await this.orders.promise(ctx, tx, [place.variantId]);
    const level = await this.level(ctx, tx, place);
    await recordChange(ctx, tx, {
      entity: 'STOCK_LEVEL',
      entityId: level.id,
      operation,
      ...(change.old ? { old: { inbound: factsOf(change.old) } } : {}),
      ...(change.new ? { new: { inbound: factsOf(change.new) } } : {}),
      emit: 'stock.inbound_changed',
      payload: {
        sku: level.sku,
        locationCode: level.location.code,
        inbound: change.new && factsOf(change.new),
      },
    });
    return level;
  }

  async level(ctx: RequestContext, tx: Tx, place: StockPlace): Promise<StockLevel> {
    const level = await this.stock.level(tx, stockRegionsOf(ctx), place);
    assert(level, 'what is on its way has a level');
    return level;
  }
}

function factsOf({ id, quantity, expectedOn }: Expected) {
  return { id, quantity, expectedOn };
}
