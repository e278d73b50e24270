import {
  Args,
  ArgsType,
  Field,
  Info,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { PageArgs, wantsTotalCount } from '../platform/graphql/index.js';
import { ListingBlocker } from './listing-blocker.type.js';
import { ListingOrder, planListingPage } from './listing-page.rules.js';
import { ListingConnection } from './listing.connection.js';
import { ListingFilter } from './listing.input.js';
import { ListingLoader } from './listing.loader.js';
import { ListingService } from './listing.service.js';
import { Listing } from './listing.type.js';

@ArgsType()
class ListingsArgs extends PageArgs {
  @Field(() => ListingFilter, { nullable: true, description: 'Which listings; all when absent.' })
  filter?: ListingFilter | null;

  @Field(() => ListingOrder, {
    defaultValue: ListingOrder.SKU,
    description: 'How the list is sorted.',
  })
  orderBy: ListingOrder;
}

@Resolver(() => Listing)
export class ListingResolver {
  constructor(
    private readonly listings: ListingService,
    private readonly loader: ListingLoader,
  ) {}

  @Allow(Permission.CATALOG_WRITE)
  @Query(() => ListingConnection, {
    name: 'listings',
    description:
      'The listings of the markets that you look after, page by page, markets included that are not public yet.',
  })
  page(
    @Ctx() ctx: RequestContext,
    @Args() args: ListingsArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ListingConnection> {
    return this.listings.page(ctx, args.filter ?? {}, {
      order: args.orderBy,
      plan: planListingPage(args, args.orderBy),
      count: wantsTotalCount(info),
    });
  }

  @ResolveField(() => [ListingBlocker], {
    nullable: true,
    description:
      'What stands against selling it although its dates allow it, what blocks it first. Null for all but staff who keep the catalog of its market.',
  })
  blockers(
    @Ctx() ctx: RequestContext,
    @Parent() listing: Listing,
  ): Promise<ListingBlocker[] | null> {
    return this.loader.blockers(ctx, listing);
  }
}
