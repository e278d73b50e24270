import { Args, ArgsType, Field, ID, Info, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { Product, ProductOrder, Variant } from '../catalog/index.js';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { PageArgs, wantsTotalCount } from '../platform/graphql/index.js';
import { ProductConnection } from './product.connection.js';
import { ProductFilter } from './product.input.js';
import { StorefrontService } from './storefront.service.js';

const MARKET_DESCRIPTION =
  'ISO 3166-1 alpha-2 code of the market whose listings, texts, prices and stock are shown.';

@ArgsType()
class ProductsArgs extends PageArgs {
  @Field(() => ProductFilter, { nullable: true, description: 'Which products; all when absent.' })
  filter?: ProductFilter | null;

  @Field(() => ProductOrder, {
    defaultValue: ProductOrder.NAME,
    description: 'How the list is sorted.',
  })
  orderBy: ProductOrder;

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
  constructor(private readonly storefront: StorefrontService) {}

  @Allow(Permission.PUBLIC)
  @Query(() => ProductConnection, {
    description:
      'The products, page by page. With a market: what is listed there, with prices and availability for resellers.',
  })
  async products(
    @Ctx() ctx: RequestContext,
    @Args() args: ProductsArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ProductConnection> {
    const query = {
      filter: args.filter ?? null,
      order: args.orderBy,
      marketCode: args.marketCode ?? null,
    };
    const page = await this.storefront.products(ctx, args, query);
    if (!wantsTotalCount(info)) return page;
    return { ...page, totalCount: await this.storefront.countProducts(ctx, query) };
  }

  @Allow(Permission.PUBLIC)
  @Query(() => Product, {
    nullable: true,
    description: 'One product, by id or by handle. NOT_FOUND when there is none.',
  })
  product(@Ctx() ctx: RequestContext, @Args() args: ProductArgs): Promise<Product> {
    const address = { id: args.id ?? null, handle: args.handle ?? null };
    return this.storefront.product(ctx, address, args.marketCode ?? null);
  }

  @Allow(Permission.PUBLIC)
  @Query(() => Variant, {
    nullable: true,
    description: 'One variant, by SKU. NOT_FOUND when there is none.',
  })
  variant(@Ctx() ctx: RequestContext, @Args() args: VariantArgs): Promise<Variant> {
    return this.storefront.variant(ctx, args.sku, args.marketCode ?? null);
  }
}
