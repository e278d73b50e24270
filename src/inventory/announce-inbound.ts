import { Injectable } from '@nestjs/common';
import { assert, ProblemError, type Problem } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import type { Tx } from '../platform/database/index.js';
import type { StockPlace } from './backorder-filler.port.js';
import { InboundChanges } from './inbound-changes.js';
import { InboundRepository, type InboundRow } from './inbound.repository.js';
import {
  checkAnnouncement,
  checkExpectedOn,
  normalAnnouncement,
  type Announcement,
} from './inbound.rules.js';
import { StockMoves } from './stock-moves.js';
import { stockRegionsOf } from './stock.sight.js';
import type { InboundStock, StockLevel } from './stock.type.js';

export interface AnnounceOutcome {
  inbound: InboundStock | null;
  level: StockLevel | null;
  replayed: boolean;
  problems: Problem[];
}

/** Stock is on its way to a location: whoever waits for it is promised a day. */
@Injectable()
export class AnnounceInbound {
  constructor(
    private readonly moves: StockMoves,
    private readonly changes: InboundChanges,
    private readonly inbound: InboundRepository,
  ) {}

  async run(ctx: RequestContext, raw: Announcement): Promise<AnnounceOutcome> {
    const input = normalAnnouncement(raw);
    const wrong = checkAnnouncement(input);
    if (wrong.length > 0) return { inbound: null, level: null, replayed: false, problems: wrong };
    const { level, replayed, userErrors, kept } = await this.moves.once(
      ctx,
      'inboundStockAnnounce',
      input,
      (tx, place) => this.announce(ctx, tx, { place, input }),
    );
    // A second call finds what has become of it, unless it has come or was cancelled.
    const inbound = level?.inbound.find(({ id }) => id === kept?.['inboundId']) ?? null;
    return { inbound, level, replayed, problems: userErrors };
  }

  private async announce(
    ctx: RequestContext,
    tx: Tx,
    { place, input }: { place: StockPlace; input: Announcement },
  ): Promise<{ inboundId: string }> {
    const late = checkExpectedOn(input.expectedOn, tx.now);
    if (late.length > 0) throw new ProblemError(late);
    await this.changes.lockLevel(ctx, tx, place);
    const inboundId = await this.inbound.announce(tx, place, input);
    const made: InboundRow | null = await this.inbound.find(tx, stockRegionsOf(ctx), inboundId);
    assert(made, 'what was announced is on its way');
    await this.changes.finish(ctx, tx, { place, operation: 'ANNOUNCE', old: null, new: made });
    return { inboundId };
  }
}
