import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { CreateVariant } from './create-variant.js';
import { DeleteVariant } from './delete-variant.js';
import { UpdateVariant } from './update-variant.js';
import {
  VariantCreateInput,
  VariantDeleteInput,
  VariantUpdateInput,
} from './variant-write.input.js';
import {
  variantCreateErrors,
  VariantCreatePayload,
  variantDeleteErrors,
  VariantDeletePayload,
  variantUpdateErrors,
  VariantUpdatePayload,
} from './variant-write.payload.js';

@Resolver()
export class VariantWriteResolver {
  constructor(
    private readonly create: CreateVariant,
    private readonly update: UpdateVariant,
    private readonly remove: DeleteVariant,
  ) {}

  @Allow(Permission.CATALOG_WRITE)
  @Mutation(() => VariantCreatePayload, {
    description:
      'Adds a configuration to a product. It can be ordered once it is listed in a market, with a price.',
  })
  async variantCreate(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => VariantCreateInput, description: 'The variant.' })
    input: VariantCreateInput,
  ): Promise<VariantCreatePayload> {
    const { value, problems } = await this.create.run(ctx, input);
    return { variant: value, userErrors: variantCreateErrors.from(problems) };
  }

  @Allow(Permission.CATALOG_WRITE)
  @Mutation(() => VariantUpdatePayload, {
    description:
      'Changes a variant and its specs. What is left out stays; what changes nothing leaves the version as it is.',
  })
  async variantUpdate(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => VariantUpdateInput, description: 'What to change.' })
    input: VariantUpdateInput,
  ): Promise<VariantUpdatePayload> {
    const { value, problems } = await this.update.run(ctx, input);
    return { variant: value, userErrors: variantUpdateErrors.from(problems) };
  }

  @Allow(Permission.CATALOG_WRITE)
  @Mutation(() => VariantDeletePayload, {
    description:
      'Takes a variant away, with its specs. No listing, price, special bid, stock level or order may name it.',
  })
  async variantDelete(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => VariantDeleteInput, description: 'Which variant.' })
    input: VariantDeleteInput,
  ): Promise<VariantDeletePayload> {
    const { value, problems } = await this.remove.run(ctx, input);
    return { variant: value, userErrors: variantDeleteErrors.from(problems) };
  }
}
