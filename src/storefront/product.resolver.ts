import { Args, ArgsType, Field, ID, Info, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { Product, Variant } from '../catalog/index.js';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { PageArgs, selectedNames, selects, wantsTotalCount } from '../platform/graphql/index.js';
import { AudienceWide } from '../platform/response-store/index.js';
import { ProductConnection } from './product.connection.js';
import { ProductFilter } from './product.input.js';
import { ProductListService } from './product-list.service.js';
import { ProductOrder } from './product-page.rules.js';
import type { ShelfParts } from './shelf.sql.js';
import { StorefrontService, type Glance } from './storefront.service.js';

const MARKET_DESCRIPTION =
  'ISO 3166-1 alpha-2 code of the market whose listings, texts, prices and stock are shown.';

/** What these show is the same for everybody of one audience; storefront-pages.ts says who that is. */
const PAGE = { marketArgument: 'marketCode', stockNames: ['inStock'] };

@ArgsType()
class ProductsArgs extends PageArgs {
  @Field(() => ProductFilter, { nullable: true, description: 'Which products; all when absent.' })
  filter?: ProductFilter | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Words to look for in the names of all languages, brands, categories, specs ("16 GB", 13.3") and in SKUs, manufacturer part numbers and GTINs; at most 100 characters and 12 words. All words must be found, at the beginning of a word or, from four letters on, within one; accents and capitals do not count. Of words without digits a swap of two letters is forgiven from four letters on, a wrong, missing or needless one from five on, and two from eight on. Blank is none.',
  })
  search?: string | null;

  @Field(() => ProductOrder, {
    nullable: true,
    description: 'How the list is sorted: by RELEVANCE when there is a search, else by NAME.',
  })
  orderBy?: ProductOrder | null;

  @Field(() => String, {
    nullable: true,
    description: `${MARKET_DESCRIPTION} Only products that are listed there come. NOT_FOUND when there is no such market.`,
  })
  marketCode?: string | null;
}

@ArgsType()
class ProductArgs {
  @Field(() => ID, { nullable: true, description: 'Id of the product; or give its handle.' })
  id?: string | null;

  @Field(() => String, { nullable: true, description: 'Handle of the product; or give its id.' })
  handle?: string | null;

  @Field(() => String, { nullable: true, description: MARKET_DESCRIPTION })
  marketCode?: string | null;
}

@ArgsType()
class VariantArgs {
  @Field(() => String, { description: 'The SKU, as it is written on orders.' })
  sku: string;

  @Field(() => String, { nullable: true, description: MARKET_DESCRIPTION })
  marketCode?: string | null;
}

@Resolver(() => Product)
export class ProductResolver {
  constructor(
    private readonly lists: ProductListService,
    private readonly storefront: StorefrontService,
  ) {}

  @Allow(Permission.PUBLIC)
  @AudienceWide(PAGE)
  @Query(() => ProductConnection, {
    description:
      'The products, page by page: found by words, narrowed down and sorted, with facets. With a market: what is listed there, with prices and availability for resellers.',
  })
  async products(
    @Ctx() ctx: RequestContext,
    @Args() args: ProductsArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ProductConnection> {
    const list = await this.lists.open(ctx, {
      filter: args.filter ?? {},
      search: args.search ?? null,
      order: args.orderBy ?? null,
      marketCode: args.marketCode ?? null,
    });
    const { page, market } = await this.lists.page(ctx, list, { args, parts: shelfParts(info) });
    const parts = summaryParts(info);
    if (!Object.values(parts).includes(true)) return { ...page, facets: {} };
    return { ...page, ...(await this.lists.summary(ctx, { list, market }, parts)) };
  }

  @Allow(Permission.PUBLIC)
  @AudienceWide(PAGE)
  @Query(() => Product, {
    nullable: true,
    description: 'One product, by id or by handle. NOT_FOUND when there is none.',
  })
  product(
    @Ctx() ctx: RequestContext,
    @Args() args: ProductArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Product> {
    const address = { id: args.id ?? null, handle: args.handle ?? null };
    return this.storefront.product(ctx, address, glanceOf(args, info));
  }

  @Allow(Permission.PUBLIC)
  @AudienceWide(PAGE)
  @Query(() => Variant, {
    nullable: true,
    description: 'One variant, by SKU. NOT_FOUND when there is none.',
  })
  variant(
    @Ctx() ctx: RequestContext,
    @Args() args: VariantArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Variant> {
    return this.storefront.variant(ctx, args.sku, glanceOf(args, info));
  }
}

function glanceOf(args: { marketCode?: string | null }, info: GraphQLResolveInfo): Glance {
  return { marketCode: args.marketCode ?? null, parts: shelfParts(info) };
}

const DETAILS = [
  'description',
  'certificates',
  'technologies',
  'nextInboundOn',
  'nextInboundQuantity',
] as const;

function shelfParts(info: GraphQLResolveInfo): ShelfParts {
  const names = selectedNames(info);
  return {
    listing: names.has('listing'),
    offer: names.has('price') || names.has('availability'),
    details: DETAILS.some((name) => names.has(name)),
  };
}

function summaryParts(info: GraphQLResolveInfo) {
  const facet = (name: string) => selects(info, 'facets', name);
  return {
    totalCount: wantsTotalCount(info),
    category: facet('category'),
    brand: facet('brand'),
    stage: facet('stage'),
    priceRange: facet('priceRange'),
    specs: facet('specs'),
  };
}
