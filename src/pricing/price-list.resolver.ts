import { Args, ID, Info, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { checkText, ProblemError, requirePage } from '../kernel/index.js';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { PAGE_SIZES, wantsTotalCount } from '../platform/graphql/index.js';
import { PriceEntryLoader } from './price-entry.loader.js';
import { PriceEntriesArgs, PriceListsArgs } from './price-list.input.js';
import { PriceListService } from './price-list.service.js';
import { PriceEntryConnection, PriceList, PriceListConnection } from './price-list.type.js';

@Resolver(() => PriceList)
export class PriceListResolver {
  constructor(
    private readonly lists: PriceListService,
    private readonly entries: PriceEntryLoader,
  ) {}

  @Allow(Permission.PRICE_WRITE)
  @Query(() => PriceListConnection, {
    name: 'priceLists',
    description:
      'The price lists of the markets of your regions. For staff who look after prices; resellers find their prices with the products.',
  })
  page(
    @Ctx() ctx: RequestContext,
    @Args() args: PriceListsArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<PriceListConnection> {
    return this.lists.page(ctx, args.filter ?? {}, {
      sort: args.orderBy,
      args,
      counted: wantsTotalCount(info),
    });
  }

  @Allow(Permission.PRICE_WRITE)
  @Query(() => PriceList, {
    name: 'priceList',
    nullable: true,
    description:
      'One price list, by id or by code. NOT_FOUND when there is none in your regions, BAD_USER_INPUT when both or neither is given.',
  })
  one(
    @Ctx() ctx: RequestContext,
    @Args('id', {
      type: () => ID,
      nullable: true,
      description: 'Id of the list; or give its code.',
    })
    id: string | null | undefined,
    @Args('code', {
      type: () => String,
      nullable: true,
      description: 'Code of the list, such as DE-PREMIER; or give its id.',
    })
    code: string | null | undefined,
  ): Promise<PriceList> {
    return this.lists.require(ctx, { id: id ?? null, code: code ?? null });
  }

  @ResolveField('entries', () => PriceEntryConnection, {
    description: 'Its prices, by SKU and quantity.',
  })
  entriesOf(
    @Ctx() ctx: RequestContext,
    @Parent() list: PriceList,
    @Args() args: PriceEntriesArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<PriceEntryConnection> {
    const problems = checkText(args.sku, { path: ['sku'], max: 40 });
    if (problems.length > 0) throw new ProblemError(problems);
    const plan = requirePage(args, { ...PAGE_SIZES, keys: ['text', 'integer'] });
    const question = { plan, sku: args.sku ?? null, counted: wantsTotalCount(info) };
    return this.entries.load(ctx, list, question);
  }
}
