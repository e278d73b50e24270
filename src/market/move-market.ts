import { Injectable } from '@nestjs/common';
import { ProblemError } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import { MarketChangeRepository } from './market-change.repository.js';
import { MarketReadiness } from './market-readiness.js';
import type { MarketEntity } from './market.entity.js';
import type { MarketPauseInput, MarketStepInput } from './market.input.js';
import { marketMachine, type MarketOperation, type MarketState } from './market.machine.js';
import { noSuchMarket, notFrom, notReady, stale } from './market.problems.js';
import { checkReason } from './market.rules.js';
import { writableRegions } from './market.sight.js';
import type { Market } from './market.type.js';

interface Step {
  operation: MarketOperation;
  from: MarketState;
  to: MarketState;
  reason: string | null;
}

/** Takes a market one step on in its machine. */
@Injectable()
export class MoveMarket {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly markets: MarketChangeRepository,
    private readonly readiness: MarketReadiness,
  ) {}

  async pause(ctx: RequestContext, input: MarketPauseInput): Promise<Outcome<Market>> {
    const problems = checkReason(input.reason);
    if (problems.length > 0) {
      writableRegions(ctx);
      return { value: null, problems };
    }
    return this.run(ctx, 'PAUSE', input, input.reason.trim());
  }

  async run(
    ctx: RequestContext,
    operation: MarketOperation,
    input: MarketStepInput,
    reason: string | null = null,
  ): Promise<Outcome<Market>> {
    const regions = writableRegions(ctx);
    return outcomeOf(
      this.unitOfWork.run(ctx, async (tx) => {
        const market = await this.markets.find(tx, input.marketCode, regions);
        if (!market) throw new ProblemError(noSuchMarket());
        if (market.version !== input.expectedVersion) {
          throw new ProblemError(stale('market', market.version));
        }
        const { state: from } = market;
        const to = marketMachine.next(from, operation);
        if (typeof to !== 'string') throw new ProblemError(notFrom(from, operation));
        if (operation === 'MARK_READY') await this.requireReady(tx, market);
        return this.move(ctx, tx, market, { operation, from, to, reason });
      }),
    );
  }

  private async requireReady(tx: Tx, market: MarketEntity): Promise<void> {
    const checks = await this.readiness.judge(tx, market);
    const red = checks.filter(({ isBlocking, isGreen }) => isBlocking && !isGreen);
    if (red.length === 0) return;
    throw new ProblemError(red.map(({ code, message }) => notReady(code, message)));
  }

  private async move(
    ctx: RequestContext,
    tx: Tx,
    market: MarketEntity,
    { operation, from, to, reason }: Step,
  ): Promise<MarketEntity> {
    const { code } = market;
    const moved = await this.markets.move(tx, market, { state: to, pausedReason: reason });
    const after = await this.markets.find(tx, code, null);
    if (!moved || !after) throw new ProblemError(stale('market', after?.version ?? 0));
    const isReasonKept = market.pausedReason === reason;
    await recordChange(ctx, tx, {
      entity: 'MARKET',
      entityId: market.id,
      operation,
      from,
      to,
      version: after.version,
      marketCode: code,
      ...(isReasonKept
        ? {}
        : { old: { pausedReason: market.pausedReason }, new: { pausedReason: reason } }),
      emit: 'market.state_changed',
      payload: { marketCode: code, from, to },
    });
    await this.markets.raiseRevision(tx, code);
    return after;
  }
}
