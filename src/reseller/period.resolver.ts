import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { AUTHORIZATION, EXEMPTION, MarketPeriods } from './market-periods.js';
import {
  MarketAuthorizationEndInput,
  MarketAuthorizationGrantInput,
  TaxExemptionEndInput,
  TaxExemptionGrantInput,
} from './period.input.js';
import {
  AuthorizationEnded,
  AuthorizationGranted,
  ExemptionEnded,
  ExemptionGranted,
} from './period.payload.js';
import type { ResellerPayload } from './reseller-lifecycle.payload.js';

/** Where a reseller may sell, and where its orders are free of tax. */
@Resolver()
export class PeriodResolver {
  constructor(private readonly periods: MarketPeriods) {}

  @Allow(Permission.RESELLER_WRITE)
  @Mutation(() => AuthorizationGranted.type, {
    name: 'marketAuthorizationGrant',
    description: 'Authorises a reseller to sell in a market for a period.',
  })
  async grantAuthorization(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => MarketAuthorizationGrantInput, description: 'Where and when.' })
    input: MarketAuthorizationGrantInput,
  ): Promise<ResellerPayload> {
    return AuthorizationGranted.of(await this.periods.grant(ctx, AUTHORIZATION, input));
  }

  @Allow(Permission.RESELLER_WRITE)
  @Mutation(() => AuthorizationEnded.type, {
    name: 'marketAuthorizationEnd',
    description:
      'Ends an authorisation, or moves its end; what is past stays. New orders in the market are refused from that day on.',
  })
  async endAuthorization(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => MarketAuthorizationEndInput, description: 'Which and when.' })
    { authorizationId, ...input }: MarketAuthorizationEndInput,
  ): Promise<ResellerPayload> {
    const end = { ...input, id: authorizationId };
    return AuthorizationEnded.of(await this.periods.end(ctx, AUTHORIZATION, end));
  }

  @Allow(Permission.RESELLER_WRITE)
  @Mutation(() => ExemptionGranted.type, {
    name: 'taxExemptionGrant',
    description: 'Makes the tax of the new orders of a reseller in a market 0 % for a period.',
  })
  async grantExemption(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => TaxExemptionGrantInput, description: 'Where and when.' })
    input: TaxExemptionGrantInput,
  ): Promise<ResellerPayload> {
    return ExemptionGranted.of(await this.periods.grant(ctx, EXEMPTION, input));
  }

  @Allow(Permission.RESELLER_WRITE)
  @Mutation(() => ExemptionEnded.type, {
    name: 'taxExemptionEnd',
    description:
      'Ends an exemption, or moves its end; what is past stays, and orders that were placed keep their tax.',
  })
  async endExemption(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => TaxExemptionEndInput, description: 'Which and when.' })
    { exemptionId, ...input }: TaxExemptionEndInput,
  ): Promise<ResellerPayload> {
    const end = { ...input, id: exemptionId };
    return ExemptionEnded.of(await this.periods.end(ctx, EXEMPTION, end));
  }
}
