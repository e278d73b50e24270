import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { CancelMembership } from './cancel-membership.js';
import { CancelTaxRate } from './cancel-tax-rate.js';
import { CreateMarket } from './create-market.js';
import { ScheduleMembership } from './schedule-membership.js';
import { ScheduleTaxRate } from './schedule-tax-rate.js';
import { UpdateMarket } from './update-market.js';
import { MarketCreateInput, MarketUpdateInput } from './market.input.js';
import {
  MarketCreated,
  MarketUpdated,
  MembershipScheduled,
  MembershipCancelled,
  TaxRateScheduled,
  TaxRateCancelled,
  type MarketPayload,
} from './market.payload.js';
import {
  RegionMembershipScheduleInput,
  RegionMembershipCancelInput,
  TaxRateScheduleInput,
  TaxRateCancelInput,
} from './region.input.js';

/** What is changed about a market, its regions and its taxes. */
@Resolver()
export class MarketChangeResolver {
  constructor(
    private readonly createCommand: CreateMarket,
    private readonly updateCommand: UpdateMarket,
    private readonly scheduleMembershipCommand: ScheduleMembership,
    private readonly cancelMembershipCommand: CancelMembership,
    private readonly scheduleTaxRateCommand: ScheduleTaxRate,
    private readonly cancelTaxRateCommand: CancelTaxRate,
  ) {}

  @Allow(Permission.MARKET_WRITE)
  @Mutation(() => MarketCreated.type, {
    name: 'marketCreate',
    description:
      'Makes a market, with its first tax rate and its first region. It starts PLANNED, which only staff sees.',
  })
  async create(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => MarketCreateInput, description: 'The market.' })
    input: MarketCreateInput,
  ): Promise<MarketPayload> {
    return MarketCreated.of(await this.createCommand.run(ctx, input));
  }

  @Allow(Permission.MARKET_WRITE)
  @Mutation(() => MarketUpdated.type, {
    name: 'marketUpdate',
    description:
      'Changes what a market is called and how it counts. Its currency only while it has no price lists, special bids and orders.',
  })
  async update(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => MarketUpdateInput, description: 'What changes.' })
    input: MarketUpdateInput,
  ): Promise<MarketPayload> {
    return MarketUpdated.of(await this.updateCommand.run(ctx, input));
  }

  @Allow(Permission.REGION_WRITE)
  @Mutation(() => MembershipScheduled.type, {
    name: 'regionMembershipSchedule',
    description:
      'Lets a market belong to another region from a day on; the present membership ends on it. Days that have passed, and days with sales, keep their region. Sent again it changes nothing.',
  })
  async scheduleMembership(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => RegionMembershipScheduleInput, description: 'The membership.' })
    input: RegionMembershipScheduleInput,
  ): Promise<MarketPayload> {
    return MembershipScheduled.of(await this.scheduleMembershipCommand.run(ctx, input));
  }

  @Allow(Permission.REGION_WRITE)
  @Mutation(() => MembershipCancelled.type, {
    name: 'regionMembershipCancel',
    description: 'Takes back a membership that has not begun; the one before it goes on.',
  })
  async cancelMembership(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => RegionMembershipCancelInput, description: 'The membership.' })
    input: RegionMembershipCancelInput,
  ): Promise<MarketPayload> {
    return MembershipCancelled.of(await this.cancelMembershipCommand.run(ctx, input));
  }

  @Allow(Permission.REGION_WRITE)
  @Mutation(() => TaxRateScheduled.type, {
    name: 'taxRateSchedule',
    description:
      'Sets the tax rate of a market from a day on, until the next one begins. Rates that have begun never change. Sent again it changes nothing.',
  })
  async scheduleTaxRate(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => TaxRateScheduleInput, description: 'The rate.' })
    input: TaxRateScheduleInput,
  ): Promise<MarketPayload> {
    return TaxRateScheduled.of(await this.scheduleTaxRateCommand.run(ctx, input));
  }

  @Allow(Permission.REGION_WRITE)
  @Mutation(() => TaxRateCancelled.type, {
    name: 'taxRateCancel',
    description: 'Takes back a tax rate that has not begun; the one before it goes on.',
  })
  async cancelTaxRate(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => TaxRateCancelInput, description: 'The rate.' })
    input: TaxRateCancelInput,
  ): Promise<MarketPayload> {
    return TaxRateCancelled.of(await this.cancelTaxRateCommand.run(ctx, input));
  }
}
