import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { AppealApplication } from './appeal-application.js';
import {
  ResellerApplicationAppealInput,
  ResellerApplicationCreateInput,
  ResellerApplicationResubmitInput,
  ResellerApplicationSubmitInput,
  ResellerApplicationUpdateInput,
  ResellerApplicationWithdrawInput,
} from './application.input.js';
import {
  ApplicationAppealed,
  ApplicationCreated,
  ApplicationResubmitted,
  ApplicationSubmitted,
  ApplicationUpdated,
  ApplicationWithdrawn,
  type ApplicationPayload,
} from './application.payload.js';
import { CreateApplication } from './create-application.js';
import { SubmitApplication } from './submit-application.js';
import { UpdateApplication } from './update-application.js';
import { WithdrawApplication } from './withdraw-application.js';

/** What an applicant does with their application. */
@Resolver()
export class ApplicationStepResolver {
  constructor(
    private readonly createApplication: CreateApplication,
    private readonly updateApplication: UpdateApplication,
    private readonly submitApplication: SubmitApplication,
    private readonly withdrawApplication: WithdrawApplication,
    private readonly appealApplication: AppealApplication,
  ) {}

  @Allow(Permission.APPLICATION_OWN)
  @Mutation(() => ApplicationCreated.type, {
    name: 'resellerApplicationCreate',
    description:
      'Begins an application as a draft, as far as its content is known. One at a time. The administrator of a DEAUTHORIZED reseller files it for that reseller.',
  })
  async create(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => ResellerApplicationCreateInput, description: 'The draft.' })
    input: ResellerApplicationCreateInput,
  ): Promise<ApplicationPayload> {
    return ApplicationCreated.of(await this.createApplication.run(ctx, input));
  }

  @Allow(Permission.APPLICATION_OWN)
  @Mutation(() => ApplicationUpdated.type, {
    name: 'resellerApplicationUpdate',
    description:
      'Changes what an application says, in DRAFT and ACTION_REQUIRED. Checks that were passed on what changes are made again.',
  })
  async update(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => ResellerApplicationUpdateInput, description: 'What changes.' })
    input: ResellerApplicationUpdateInput,
  ): Promise<ApplicationPayload> {
    return ApplicationUpdated.of(await this.updateApplication.run(ctx, input));
  }

  @Allow(Permission.APPLICATION_OWN)
  @Mutation(() => ApplicationSubmitted.type, {
    name: 'resellerApplicationSubmit',
    description:
      'Submits a draft. Everything that is missing or wrong is reported at once; the e-mail address of the applicant must be confirmed.',
  })
  async submit(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => ResellerApplicationSubmitInput, description: 'Which.' })
    input: ResellerApplicationSubmitInput,
  ): Promise<ApplicationPayload> {
    return ApplicationSubmitted.of(await this.submitApplication.submit(ctx, input));
  }

  @Allow(Permission.APPLICATION_OWN)
  @Mutation(() => ApplicationResubmitted.type, {
    name: 'resellerApplicationResubmit',
    description: 'Hands an application in again after ACTION_REQUIRED: failed checks are repeated.',
  })
  async resubmit(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => ResellerApplicationResubmitInput, description: 'Which.' })
    input: ResellerApplicationResubmitInput,
  ): Promise<ApplicationPayload> {
    return ApplicationResubmitted.of(await this.submitApplication.resubmit(ctx, input));
  }

  @Allow(Permission.APPLICATION_OWN)
  @Mutation(() => ApplicationWithdrawn.type, {
    name: 'resellerApplicationWithdraw',
    description: 'Takes an application back for good, as long as it was not decided.',
  })
  async withdraw(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => ResellerApplicationWithdrawInput, description: 'Which.' })
    input: ResellerApplicationWithdrawInput,
  ): Promise<ApplicationPayload> {
    return ApplicationWithdrawn.of(await this.withdrawApplication.run(ctx, input));
  }

  @Allow(Permission.APPLICATION_OWN)
  @Mutation(() => ApplicationAppealed.type, {
    name: 'resellerApplicationAppeal',
    description:
      'Asks once that a rejection be looked at anew: every check but EMAIL_OWNERSHIP begins again. A second rejection is final.',
  })
  async appeal(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => ResellerApplicationAppealInput, description: 'Which, and why.' })
    input: ResellerApplicationAppealInput,
  ): Promise<ApplicationPayload> {
    return ApplicationAppealed.of(await this.appealApplication.run(ctx, input));
  }
}
