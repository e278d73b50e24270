import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { EditReseller } from './edit-reseller.js';
import { MoveReseller } from './move-reseller.js';
import {
  ResellerReauthorizationDemandInput,
  ResellerReauthorizeInput,
  ResellerResumeInput,
  ResellerSuspendInput,
  ResellerTerminateInput,
  ResellerTierChangeInput,
  ResellerUpdateInput,
} from './reseller-lifecycle.input.js';
import {
  ReauthorizationDemanded,
  ResellerReauthorized,
  ResellerResumed,
  ResellerSuspended,
  ResellerTerminated,
  ResellerTierChanged,
  ResellerUpdated,
  type ResellerPayload,
} from './reseller-lifecycle.payload.js';
import { TerminateReseller } from './terminate-reseller.js';

/** One mutation per transition of a reseller's machine, and the changes of what it is. */
@Resolver()
export class ResellerLifecycleResolver {
  constructor(
    private readonly steps: MoveReseller,
    private readonly edits: EditReseller,
    private readonly terminateReseller: TerminateReseller,
  ) {}

  @Allow(Permission.RESELLER_WRITE)
  @Mutation(() => ResellerSuspended.type, {
    name: 'resellerSuspend',
    description:
      'Takes no new orders of a reseller for the time being, from ACTIVE or REAUTHORIZATION_DUE; confirmed ones still ship, and reading stays.',
  })
  async suspend(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => ResellerSuspendInput, description: 'The reseller.' })
    input: ResellerSuspendInput,
  ): Promise<ResellerPayload> {
    return ResellerSuspended.of(await this.steps.suspend(ctx, input));
  }

  @Allow(Permission.RESELLER_WRITE)
  @Mutation(() => ResellerResumed.type, {
    name: 'resellerResume',
    description: 'Ends a suspension: the reseller comes back to the state in which it began.',
  })
  async resume(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => ResellerResumeInput, description: 'The reseller.' })
    input: ResellerResumeInput,
  ): Promise<ResellerPayload> {
    return ResellerResumed.of(await this.steps.resume(ctx, input));
  }

  @Allow(Permission.RESELLER_WRITE)
  @Mutation(() => ReauthorizationDemanded.type, {
    name: 'resellerReauthorizationDemand',
    description:
      'Asks an ACTIVE reseller to be reauthorised: it may order until the due day, and is DEAUTHORIZED from then on. It is demanded by itself a year after the last authorisation, due 60 days later.',
  })
  async demandReauthorization(
    @Ctx() ctx: RequestContext,
    @Args('input', {
      type: () => ResellerReauthorizationDemandInput,
      description: 'The reseller and the day.',
    })
    input: ResellerReauthorizationDemandInput,
  ): Promise<ResellerPayload> {
    return ReauthorizationDemanded.of(await this.steps.demandReauthorization(ctx, input));
  }

  @Allow(Permission.RESELLER_WRITE)
  @Mutation(() => ResellerReauthorized.type, {
    name: 'resellerReauthorize',
    description:
      'Authorises a reseller for another year, from REAUTHORIZATION_DUE before the due day. It must have both partner ids and every agreement that its regions ask for.',
  })
  async reauthorize(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => ResellerReauthorizeInput, description: 'The reseller.' })
    input: ResellerReauthorizeInput,
  ): Promise<ResellerPayload> {
    return ResellerReauthorized.of(await this.steps.reauthorize(ctx, input));
  }

  @Allow(Permission.RESELLER_WRITE)
  @Mutation(() => ResellerTerminated.type, {
    name: 'resellerTerminate',
    description:
      'Ends the business relation for good, from any state: also its market authorisations and its relationships. What was placed still ships, its credit accounts stay, and its people keep reading.',
  })
  async terminate(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => ResellerTerminateInput, description: 'The reseller.' })
    input: ResellerTerminateInput,
  ): Promise<ResellerPayload> {
    return ResellerTerminated.of(await this.terminateReseller.run(ctx, input));
  }

  @Allow(Permission.RESELLER_WRITE)
  @Mutation(() => ResellerTierChanged.type, {
    name: 'resellerTierChange',
    description:
      'Gives a reseller another tier. Its prices follow from the next order on; what was placed keeps its prices.',
  })
  async changeTier(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => ResellerTierChangeInput, description: 'The reseller and tier.' })
    input: ResellerTierChangeInput,
  ): Promise<ResellerPayload> {
    return ResellerTierChanged.of(await this.edits.changeTier(ctx, input));
  }

  @Allow(Permission.RESELLER_WRITE)
  @Mutation(() => ResellerUpdated.type, {
    name: 'resellerUpdate',
    description: 'Changes the legal name or the partner ids of a reseller that is not TERMINATED.',
  })
  async update(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => ResellerUpdateInput, description: 'What changes.' })
    input: ResellerUpdateInput,
  ): Promise<ResellerPayload> {
    return ResellerUpdated.of(await this.edits.update(ctx, input));
  }
}
