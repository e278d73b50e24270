import { Args, ID, Info, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { Allow, Ctx, may, Permission, type RequestContext } from '../platform/access/index.js';
import { PageArgs, wantsTotalCount } from '../platform/graphql/index.js';
import { CreditAccount } from './credit.type.js';
import { ResellerAgreement } from './agreement.type.js';
import { PartnerRelationship } from './relationship.type.js';
import type { ResellerEntity } from './reseller.entity.js';
import { ResellerConnection, ResellerFilter } from './reseller.list.js';
import { ResellerLoader } from './reseller.loader.js';
import { ResellerService } from './reseller.service.js';
import { Address, MarketAuthorization, Reseller, TaxExemption } from './reseller.type.js';

@Resolver(() => Reseller)
export class ResellerResolver {
  constructor(
    private readonly resellers: ResellerService,
    private readonly loader: ResellerLoader,
  ) {}

  @Allow(Permission.OWN_RESELLER_READ, Permission.RESELLER_READ)
  @Query(() => Reseller, {
    name: 'reseller',
    nullable: true,
    description:
      "One reseller: the caller's own, or for staff one of their regions. NOT_FOUND when there is none within reach.",
  })
  one(
    @Ctx() ctx: RequestContext,
    @Args('id', { type: () => ID, description: 'Id of the reseller.' }) id: string,
  ): Promise<Reseller> {
    return this.resellers.require(ctx, id);
  }

  @Allow(Permission.RESELLER_READ)
  @Query(() => ResellerConnection, {
    name: 'resellers',
    description:
      "The resellers of the caller's regions, by name. A reseller belongs to the regions of the markets that it was ever authorised for.",
  })
  async list(
    @Ctx() ctx: RequestContext,
    @Args() args: PageArgs,
    @Args('filter', {
      type: () => ResellerFilter,
      nullable: true,
      description: 'Which of them; all when absent.',
    })
    filter: ResellerFilter | null | undefined,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ResellerConnection> {
    return this.resellers.page(ctx, filter ?? {}, { args, counted: wantsTotalCount(info) });
  }

  @ResolveField(() => String, {
    nullable: true,
    description:
      'Why it is SUSPENDED or TERMINATED, for its administrators and for staff; null for others and in other states.',
  })
  stateReason(@Ctx() ctx: RequestContext, @Parent() reseller: ResellerEntity): string | null {
    return may(ctx.caller, Permission.PEOPLE_MANAGE, Permission.RESELLER_READ)
      ? reseller.stateReason
      : null;
  }

  @ResolveField(() => [Address], {
    description: 'Where it has goods shipped, archived ones too, by label.',
  })
  addresses(@Ctx() ctx: RequestContext, @Parent() reseller: Reseller): Promise<Address[]> {
    return this.loader.of(ctx).addresses.load(reseller.id);
  }

  @ResolveField(() => [MarketAuthorization], {
    description: 'In which markets it may sell, past and future periods too, by market.',
  })
  marketAuthorizations(
    @Ctx() ctx: RequestContext,
    @Parent() reseller: Reseller,
  ): Promise<MarketAuthorization[]> {
    return this.loader.of(ctx).authorizations.load(reseller.id);
  }

  @ResolveField(() => [TaxExemption], {
    description: 'In which markets its orders are free of tax, past and future periods too.',
  })
  taxExemptions(@Ctx() ctx: RequestContext, @Parent() reseller: Reseller): Promise<TaxExemption[]> {
    return this.loader.of(ctx).exemptions.load(reseller.id);
  }

  @ResolveField(() => [ResellerAgreement], {
    description:
      'Where it stands with the agreement of each of its regions: accepted by whom, or due from when. A region may have none.',
  })
  agreements(
    @Ctx() ctx: RequestContext,
    @Parent() reseller: Reseller,
  ): Promise<ResellerAgreement[]> {
    return this.loader.of(ctx).agreements.load(reseller.id);
  }

  @ResolveField(() => [PartnerRelationship], {
    description: 'Its relationships with distributors or indirect resellers, newest first.',
  })
  relationships(
    @Ctx() ctx: RequestContext,
    @Parent() reseller: Reseller,
  ): Promise<PartnerRelationship[]> {
    return this.loader.of(ctx).relationships.load(reseller.id);
  }

  @ResolveField(() => [CreditAccount], {
    description: 'Its credit accounts, one per currency.',
  })
  creditAccounts(
    @Ctx() ctx: RequestContext,
    @Parent() reseller: Reseller,
  ): Promise<CreditAccount[]> {
    return this.loader.of(ctx).creditAccounts.load(reseller.id);
  }
}
