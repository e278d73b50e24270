import { Args, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { CreateProduct } from './create-product.js';
import { DeleteProduct } from './delete-product.js';
import { ProductTextLoader } from './product-text.loader.js';
import { ProductText } from './product-text.type.js';
import {
  ProductCreateInput,
  ProductDeleteInput,
  ProductUpdateInput,
} from './product-write.input.js';
import {
  productCreateErrors,
  ProductCreatePayload,
  productDeleteErrors,
  ProductDeletePayload,
  productUpdateErrors,
  ProductUpdatePayload,
} from './product-write.payload.js';
import { Product } from './product.type.js';
import { UpdateProduct } from './update-product.js';

@Resolver(() => Product)
export class ProductWriteResolver {
  constructor(
    private readonly create: CreateProduct,
    private readonly update: UpdateProduct,
    private readonly remove: DeleteProduct,
    private readonly texts: ProductTextLoader,
  ) {}

  @ResolveField('texts', () => [ProductText], {
    description: 'Its texts in all languages, by locale: for those who keep the catalog.',
  })
  textsOf(@Ctx() ctx: RequestContext, @Parent() product: Product): Promise<ProductText[]> {
    return this.texts.textsOf(ctx, product.id);
  }

  @Allow(Permission.CATALOG_WRITE)
  @Mutation(() => ProductCreatePayload, {
    description: 'Adds a product to the catalog. Nobody sees it in a market before it is listed.',
  })
  async productCreate(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => ProductCreateInput, description: 'The product.' })
    input: ProductCreateInput,
  ): Promise<ProductCreatePayload> {
    const { value, problems } = await this.create.run(ctx, input);
    return { product: value, userErrors: productCreateErrors.from(problems) };
  }

  @Allow(Permission.CATALOG_WRITE)
  @Mutation(() => ProductUpdatePayload, {
    description:
      'Changes a product and its texts. What is left out stays; what changes nothing leaves the version as it is.',
  })
  async productUpdate(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => ProductUpdateInput, description: 'What to change.' })
    input: ProductUpdateInput,
  ): Promise<ProductUpdatePayload> {
    const { value, problems } = await this.update.run(ctx, input);
    return { product: value, userErrors: productUpdateErrors.from(problems) };
  }

  @Allow(Permission.CATALOG_WRITE)
  @Mutation(() => ProductDeletePayload, {
    description:
      'Takes a product out of the catalog, with its texts. It must have no variants, certificates or statements on technologies any more.',
  })
  async productDelete(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => ProductDeleteInput, description: 'Which product.' })
    input: ProductDeleteInput,
  ): Promise<ProductDeletePayload> {
    const { value, problems } = await this.remove.run(ctx, input);
    return { product: value, userErrors: productDeleteErrors.from(problems) };
  }
}
