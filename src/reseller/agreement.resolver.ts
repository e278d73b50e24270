import { Args, ID, Info, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { userErrorsOf, wantsTotalCount } from '../platform/graphql/index.js';
import { AcceptAgreement } from './accept-agreement.js';
import { AgreementAcceptInput, AgreementPublishInput } from './agreement.input.js';
import {
  AgreementAcceptPayload,
  AgreementPublishPayload,
  publishErrors,
} from './agreement.payload.js';
import { AGREEMENT_LOCALE, AgreementListArgs } from './agreement.list.js';
import { AgreementAcceptErrorCode } from './agreement.problems.js';
import { AgreementService } from './agreement.service.js';
import { Agreement, AgreementConnection } from './agreement.type.js';
import { PublishAgreement } from './publish-agreement.js';

@Resolver(() => Agreement)
export class AgreementResolver {
  constructor(
    private readonly agreements: AgreementService,
    private readonly publishAgreement: PublishAgreement,
    private readonly acceptAgreement: AcceptAgreement,
  ) {}

  @Allow(Permission.OWN_RESELLER_READ, Permission.RESELLER_READ, Permission.APPLICATION_OWN)
  @Query(() => Agreement, {
    name: 'agreement',
    description:
      "One version of an agreement: of the own reseller's regions, of the regions that staff look after, or any for an applicant. NOT_FOUND when there is none within reach.",
  })
  one(
    @Ctx() ctx: RequestContext,
    @Args('id', { type: () => ID, description: 'Id of the version.' }) id: string,
    @Args('locale', { type: () => String, nullable: true, description: AGREEMENT_LOCALE })
    locale: string | null | undefined,
  ): Promise<Agreement> {
    return this.agreements.require(ctx, id, locale ?? null);
  }

  @Allow(Permission.OWN_RESELLER_READ, Permission.RESELLER_READ, Permission.APPLICATION_OWN)
  @Query(() => AgreementConnection, {
    name: 'agreements',
    description:
      "Every version of the agreements of the own reseller's regions, of the regions that staff look after, or of all for an applicant; by region, the newest first.",
  })
  list(
    @Ctx() ctx: RequestContext,
    @Args() args: AgreementListArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<AgreementConnection> {
    const filter = { regionCode: args.regionCode ?? null, locale: args.locale ?? null };
    return this.agreements.page(ctx, filter, { args, counted: wantsTotalCount(info) });
  }

  @Allow(Permission.RESELLER_WRITE)
  @Mutation(() => AgreementPublishPayload, {
    name: 'agreementPublish',
    description:
      'Publishes the next version of the agreement of a region. It is final; from requiredFrom on, resellers that accepted neither it nor a newer one cannot order there.',
  })
  async publish(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => AgreementPublishInput, description: 'The new version.' })
    input: AgreementPublishInput,
  ): Promise<AgreementPublishPayload> {
    const { value, problems } = await this.publishAgreement.run(ctx, input);
    return {
      agreement: value?.agreement ?? null,
      replayed: value?.replayed ?? false,
      userErrors: publishErrors.from(problems),
    };
  }

  @Allow(Permission.AGREEMENT_ACCEPT)
  @Mutation(() => AgreementAcceptPayload, {
    name: 'agreementAccept',
    description:
      'Accepts a version of an agreement for the own reseller: the current one or a newer. It is kept who did so, when, in which language and from where. Accepting again changes nothing.',
  })
  async accept(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => AgreementAcceptInput, description: 'What to accept.' })
    input: AgreementAcceptInput,
  ): Promise<AgreementAcceptPayload> {
    const { value, problems } = await this.acceptAgreement.run(ctx, input);
    return {
      resellerAgreement: value,
      userErrors: userErrorsOf(problems, AgreementAcceptErrorCode),
    };
  }
}
