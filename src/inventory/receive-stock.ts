import { Injectable } from '@nestjs/common';
import { checkId, ProblemError } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import type { Tx } from '../platform/database/index.js';
import {
  checkReceipt,
  normalReceipt,
  type RawReceipt,
  type ReceiptInput,
} from './adjustment.rules.js';
import type { StockPlace } from './backorder-filler.port.js';
import { beyondLevel, ON_HAND_MAX, unknownInbound } from './stock.problems.js';
import { refused, StockMoves, type StockOutcome } from './stock-moves.js';
import { StockRepository } from './stock.repository.js';
import { WaitingOrders } from './waiting-orders.js';

/** Pieces have come to a location; the backorders that wait for them are filled at once, oldest first. */
@Injectable()
export class ReceiveStock {
  constructor(
    private readonly moves: StockMoves,
    private readonly stock: StockRepository,
    private readonly orders: WaitingOrders,
  ) {}

  async run(ctx: RequestContext, raw: RawReceipt): Promise<StockOutcome> {
    const input = normalReceipt(raw);
    const problems = checkReceipt(input);
    if (problems.length > 0) return refused(problems);
    return this.moves.once(ctx, 'stockReceive', input, async (tx, place) => {
      await this.orders.lockOrders(ctx, tx, [{ ...place, onHand: null }]);
      await this.receive(ctx, tx, place, input);
      await this.orders.fill(ctx, tx, [place]);
      await this.orders.promise(ctx, tx, [place.variantId]);
    });
  }

  private async receive(
    ctx: RequestContext,
    tx: Tx,
    place: StockPlace,
    input: ReceiptInput,
  ): Promise<void> {
    const { quantity, reference } = input;
    const before = await this.stock.lockLevel(tx, place);
    if (before.onHand + quantity > ON_HAND_MAX) {
      throw new ProblemError(beyondLevel(before.onHand, ['input', 'quantity']));
    }
    await this.takeFromInbound(tx, place, input);
    await this.moves.apply(ctx, tx, {
      movement: { ...place, kind: 'RECEIPT', quantity, reason: null, reference },
      operation: 'RECEIVE',
      event: 'stock.received',
      before,
    });
  }

  /** More may come than was expected: then nothing of it is on its way any more. */
  private async takeFromInbound(tx: Tx, place: StockPlace, input: ReceiptInput): Promise<void> {
    const id = input.inboundId;
    if (id === null) return;
    const known = checkId(id, ['input', 'inboundId']).length === 0;
    if (!known || !(await this.stock.inbound(tx, id, place))) {
      throw new ProblemError(unknownInbound());
    }
    await this.stock.receiveInbound(tx, id, input.quantity);
  }
}
