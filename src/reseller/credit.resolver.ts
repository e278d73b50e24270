import { Args, ID, Info, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { PageArgs, wantsTotalCount } from '../platform/graphql/index.js';
import type { CreditAccountEntity } from './credit.entity.js';
import { CreditService } from './credit.service.js';
import { CreditAccount, CreditAccountConnection, CreditPayment } from './credit.type.js';
import { ResellerLoader } from './reseller.loader.js';
import { Reseller } from './reseller.type.js';

@Resolver(() => CreditAccount)
export class CreditResolver {
  constructor(
    private readonly accounts: CreditService,
    private readonly loader: ResellerLoader,
  ) {}

  @Allow(Permission.CREDIT_READ)
  @Query(() => CreditAccountConnection, {
    name: 'creditAccounts',
    description:
      "Credit accounts, by reseller and currency: the caller's own, or for staff those of their regions' resellers.",
  })
  list(
    @Ctx() ctx: RequestContext,
    @Args() args: PageArgs,
    @Args('resellerId', {
      type: () => ID,
      nullable: true,
      description: 'Only the accounts of this reseller; none when it is not within reach.',
    })
    resellerId: string | null | undefined,
    @Info() info: GraphQLResolveInfo,
  ): Promise<CreditAccountConnection> {
    return this.accounts.page(ctx, resellerId ?? null, { args, counted: wantsTotalCount(info) });
  }

  @ResolveField(() => Reseller, {
    nullable: true,
    description: 'Whose account it is; null when out of reach.',
  })
  reseller(
    @Ctx() ctx: RequestContext,
    @Parent() account: CreditAccountEntity,
  ): Promise<Reseller | null> {
    return this.loader.of(ctx).reseller.load(account.resellerId);
  }

  @ResolveField(() => [CreditPayment], {
    description: 'The payments recorded last, newest first, at most 20.',
  })
  recentPayments(
    @Ctx() ctx: RequestContext,
    @Parent() account: CreditAccountEntity,
  ): Promise<CreditPayment[]> {
    return this.loader.of(ctx).payments.load(account.id);
  }
}
