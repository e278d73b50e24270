import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import {
  MarketPrepareInput,
  MarketMarkReadyInput,
  MarketOpenInput,
  MarketPauseInput,
  MarketResumeInput,
  MarketWindDownInput,
  MarketCloseInput,
} from './market.input.js';
import {
  MarketPrepared,
  MarketMarkedReady,
  MarketOpened,
  MarketPaused,
  MarketResumed,
  MarketWoundDown,
  MarketClosed,
  type MarketPayload,
} from './market.payload.js';
import { MoveMarket } from './move-market.js';

/** One mutation per transition of the market's machine. */
@Resolver()
export class MarketStepResolver {
  constructor(private readonly steps: MoveMarket) {}

  @Allow(Permission.MARKET_WRITE)
  @Mutation(() => MarketPrepared.type, {
    name: 'marketPrepare',
    description: 'Begins to prepare a market: from PLANNED, or anew from CLOSED.',
  })
  async prepare(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => MarketPrepareInput, description: 'The market.' })
    input: MarketPrepareInput,
  ): Promise<MarketPayload> {
    return MarketPrepared.of(await this.steps.run(ctx, 'PREPARE', input));
  }

  @Allow(Permission.MARKET_WRITE)
  @Mutation(() => MarketMarkedReady.type, {
    name: 'marketMarkReady',
    description:
      'Says that a market is ready to be opened, from PREPARING. Refused while a blocking readiness check is red; Market.readiness lists them.',
  })
  async markReady(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => MarketMarkReadyInput, description: 'The market.' })
    input: MarketMarkReadyInput,
  ): Promise<MarketPayload> {
    return MarketMarkedReady.of(await this.steps.run(ctx, 'MARK_READY', input));
  }

  @Allow(Permission.MARKET_WRITE)
  @Mutation(() => MarketOpened.type, {
    name: 'marketOpen',
    description: 'Opens a market for orders, from READY.',
  })
  async open(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => MarketOpenInput, description: 'The market.' })
    input: MarketOpenInput,
  ): Promise<MarketPayload> {
    return MarketOpened.of(await this.steps.run(ctx, 'OPEN', input));
  }

  @Allow(Permission.MARKET_WRITE)
  @Mutation(() => MarketPaused.type, {
    name: 'marketPause',
    description: 'Takes no new orders for the time being, from OPEN; confirmed ones still ship.',
  })
  async pause(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => MarketPauseInput, description: 'The market.' })
    input: MarketPauseInput,
  ): Promise<MarketPayload> {
    return MarketPaused.of(await this.steps.pause(ctx, input));
  }

  @Allow(Permission.MARKET_WRITE)
  @Mutation(() => MarketResumed.type, {
    name: 'marketResume',
    description: 'Takes orders again, from PAUSED.',
  })
  async resume(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => MarketResumeInput, description: 'The market.' })
    input: MarketResumeInput,
  ): Promise<MarketPayload> {
    return MarketResumed.of(await this.steps.run(ctx, 'RESUME', input));
  }

  @Allow(Permission.MARKET_WRITE)
  @Mutation(() => MarketWoundDown.type, {
    name: 'marketWindDown',
    description:
      'Takes no new orders any more, from OPEN or PAUSED; existing backorders are still served.',
  })
  async windDown(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => MarketWindDownInput, description: 'The market.' })
    input: MarketWindDownInput,
  ): Promise<MarketPayload> {
    return MarketWoundDown.of(await this.steps.run(ctx, 'WIND_DOWN', input));
  }

  @Allow(Permission.MARKET_WRITE)
  @Mutation(() => MarketClosed.type, {
    name: 'marketClose',
    description: 'Ends selling there, from WIND_DOWN.',
  })
  async close(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => MarketCloseInput, description: 'The market.' })
    input: MarketCloseInput,
  ): Promise<MarketPayload> {
    return MarketClosed.of(await this.steps.run(ctx, 'CLOSE', input));
  }
}
