import { Args, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { AcceptApplicationAgreement } from './accept-application-agreement.js';
import { ApplicationAgreementLoader } from './agreement.loader.js';
import {
  AgreementAccepted,
  ApplicationAgreement,
  ResellerApplicationAgreementAcceptInput,
} from './agreement.type.js';
import type { ApplicationPayload } from './application.payload.js';
import { ResellerApplication } from './application.type.js';

@Resolver(() => ResellerApplication)
export class ApplicationAgreementResolver {
  constructor(
    private readonly loader: ApplicationAgreementLoader,
    private readonly acceptAgreement: AcceptApplicationAgreement,
  ) {}

  @ResolveField(() => [ApplicationAgreement], {
    description:
      'The agreements that it needs: of each region of its markets the current version, by region; empty when they have none.',
  })
  agreements(
    @Ctx() ctx: RequestContext,
    @Parent() application: ResellerApplication,
    @Args('locale', {
      type: () => String,
      nullable: true,
      description:
        'The language to read in, a BCP 47 tag; without a text in it the nearest one, or English.',
    })
    locale: string | null | undefined,
  ): Promise<ApplicationAgreement[]> {
    return this.loader.load(ctx, application, locale ?? null);
  }

  @Allow(Permission.APPLICATION_OWN)
  @Mutation(() => AgreementAccepted.type, {
    name: 'resellerApplicationAgreementAccept',
    description:
      'Accepts a version of an agreement for an application in PENDING_AGREEMENT. With the last that it needs, the application is READY_FOR_DECISION; at the approval the acceptances become those of the reseller.',
  })
  async accept(
    @Ctx() ctx: RequestContext,
    @Args('input', {
      type: () => ResellerApplicationAgreementAcceptInput,
      description: 'What to accept.',
    })
    input: ResellerApplicationAgreementAcceptInput,
  ): Promise<ApplicationPayload> {
    return AgreementAccepted.of(await this.acceptAgreement.run(ctx, input));
  }
}
