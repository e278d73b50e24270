import { Args, Info, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import type { Outcome } from '../platform/database/index.js';
import { wantsTotalCount } from '../platform/graphql/index.js';
import type { ApplicationPayload } from './application.payload.js';
import {
  ResellerApplicationConnection,
  ResellerApplicationsArgs,
} from './application-queue.list.js';
import { ApplicationQueueService } from './application-queue.service.js';
import type { ApplicationRow } from './application.row.js';
import { ResellerApplication, viewOf } from './application.type.js';
import { ApproveApplication } from './approve-application.js';
import { ClaimApplication } from './claim-application.js';
import { DecideCheck } from './decide-check.js';
import { RejectApplication } from './reject-application.js';
import {
  ResellerApplicationApproveInput,
  ResellerApplicationClaimInput,
  ResellerApplicationRejectInput,
  ResellerApplicationReleaseInput,
  VettingCheckDecideInput,
} from './vetting.input.js';
import { VettingLoader } from './vetting.loader.js';
import {
  ApplicationApproved,
  ApplicationClaimed,
  ApplicationRejected,
  ApplicationReleased,
  CheckDecided,
} from './vetting.payload.js';
import { ResellerApplicationCount, VettingCheck } from './vetting.type.js';

@Resolver(() => ResellerApplication)
export class VettingResolver {
  constructor(
    private readonly queue: ApplicationQueueService,
    private readonly loader: VettingLoader,
    private readonly claimApplication: ClaimApplication,
    private readonly decideCheck: DecideCheck,
    private readonly approveApplication: ApproveApplication,
    private readonly rejectApplication: RejectApplication,
  ) {}

  @Allow(Permission.RESELLER_WRITE)
  @Query(() => ResellerApplicationConnection, {
    description:
      'The applications that were submitted for a market of your regions, those that have waited longest first. Drafts are their applicants’ own.',
  })
  resellerApplications(
    @Ctx() ctx: RequestContext,
    @Args() { filter, orderBy: sort, ...args }: ResellerApplicationsArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ResellerApplicationConnection> {
    return this.queue.page(ctx, filter ?? {}, { args, sort, counted: wantsTotalCount(info) });
  }

  @Allow(Permission.RESELLER_WRITE)
  @Query(() => [ResellerApplicationCount], {
    description:
      'How many applications of your regions wait in each state in which somebody has something to do, in the order of the states.',
  })
  resellerApplicationCounts(@Ctx() ctx: RequestContext): Promise<ResellerApplicationCount[]> {
    return this.queue.counts(ctx);
  }

  @ResolveField(() => [VettingCheck], {
    description:
      'What is checked of it; empty while it is a draft. Applicants see kind and state alone.',
  })
  vettingChecks(
    @Ctx() ctx: RequestContext,
    @Parent() application: ResellerApplication,
  ): Promise<VettingCheck[]> {
    return this.loader.of(ctx).load(application);
  }

  @Allow(Permission.RESELLER_WRITE)
  @Mutation(() => ApplicationClaimed.type, {
    description:
      'Takes an application, so that nobody else does the same work; its vetting begins when nobody had it before. Others may still decide on checks.',
  })
  async resellerApplicationClaim(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => ResellerApplicationClaimInput, description: 'Which.' })
    input: ResellerApplicationClaimInput,
  ): Promise<ApplicationPayload> {
    return ApplicationClaimed.of(viewed(await this.claimApplication.claim(ctx, input)));
  }

  @Allow(Permission.RESELLER_WRITE)
  @Mutation(() => ApplicationReleased.type, {
    description:
      'Gives an application back that you have, or as an administrator one that anybody has. Its state stays.',
  })
  async resellerApplicationRelease(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => ResellerApplicationReleaseInput, description: 'Which.' })
    { applicationId }: ResellerApplicationReleaseInput,
  ): Promise<ApplicationPayload> {
    return ApplicationReleased.of(viewed(await this.claimApplication.release(ctx, applicationId)));
  }

  @Allow(Permission.RESELLER_WRITE)
  @Mutation(() => CheckDecided.type, {
    description:
      'Decides a check, or corrects what was decided, also by a machine. One that fails asks the applicant to act; when all are passed or waived, the agreement comes next.',
  })
  async vettingCheckDecide(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => VettingCheckDecideInput, description: 'Which, and how.' })
    input: VettingCheckDecideInput,
  ): Promise<ApplicationPayload> {
    return CheckDecided.of(viewed(await this.decideCheck.run(ctx, input)));
  }

  @Allow(Permission.RESELLER_WRITE)
  @Mutation(() => ApplicationApproved.type, {
    description:
      'Makes the reseller, where it may sell, its credit and its first administrator, all at once; or readmits the deauthorised reseller for which the application was filed, as it was.',
  })
  async resellerApplicationApprove(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => ResellerApplicationApproveInput, description: 'On what terms.' })
    input: ResellerApplicationApproveInput,
  ): Promise<ApplicationPayload> {
    return ApplicationApproved.of(viewed(await this.approveApplication.run(ctx, input)));
  }

  @Allow(Permission.RESELLER_WRITE)
  @Mutation(() => ApplicationRejected.type, {
    description:
      'Rejects an application that is in vetting or later, with a reason. The applicant may appeal once.',
  })
  async resellerApplicationReject(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => ResellerApplicationRejectInput, description: 'Which, and why.' })
    input: ResellerApplicationRejectInput,
  ): Promise<ApplicationPayload> {
    return ApplicationRejected.of(viewed(await this.rejectApplication.run(ctx, input)));
  }
}

function viewed({ value, problems }: Outcome<ApplicationRow>): Outcome<ResellerApplication> {
  return { value: value && viewOf(value), problems };
}
