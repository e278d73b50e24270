import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { CreatePriceList } from './create-price-list.js';
import { DeletePriceList } from './delete-price-list.js';
import { EndPriceList } from './end-price-list.js';
import {
  PriceListCreateInput,
  PriceListDeleteInput,
  PriceListEndInput,
  PriceListUpdateInput,
} from './price-list.input.js';
import {
  createErrors,
  deleteErrors,
  endErrors,
  PriceListCreatePayload,
  PriceListDeletePayload,
  PriceListEndPayload,
  PriceListUpdatePayload,
  updateErrors,
} from './price-list.payload.js';
import { UpdatePriceList } from './update-price-list.js';

@Resolver()
export class PriceListChangeResolver {
  constructor(
    private readonly creating: CreatePriceList,
    private readonly updating: UpdatePriceList,
    private readonly ending: EndPriceList,
    private readonly deleting: DeletePriceList,
  ) {}

  @Allow(Permission.PRICE_WRITE)
  @Mutation(() => PriceListCreatePayload, {
    name: 'priceListCreate',
    description:
      'Makes a price list without prices; pricesSet fills it. Its currency is that of its market.',
  })
  async create(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => PriceListCreateInput, description: 'The new list.' })
    input: PriceListCreateInput,
  ): Promise<PriceListCreatePayload> {
    const { value, problems } = await this.creating.run(ctx, input);
    return { priceList: value, userErrors: createErrors.from(problems) };
  }

  @Allow(Permission.PRICE_WRITE)
  @Mutation(() => PriceListUpdatePayload, {
    name: 'priceListUpdate',
    description:
      'Changes the name, the priority or the period of a price list. What was charged stays a fact: the beginning is fixed once it has come, and a list that has ended keeps its period and priority.',
  })
  async update(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => PriceListUpdateInput, description: 'The changes.' })
    input: PriceListUpdateInput,
  ): Promise<PriceListUpdatePayload> {
    const { value, problems } = await this.updating.run(ctx, input);
    return { priceList: value, userErrors: updateErrors.from(problems) };
  }

  @Allow(Permission.PRICE_WRITE)
  @Mutation(() => PriceListEndPayload, {
    name: 'priceListEnd',
    description:
      'Ends a price list now or at an instant to come. Orders placed before keep their prices.',
  })
  async end(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => PriceListEndInput, description: 'Which list, and when.' })
    input: PriceListEndInput,
  ): Promise<PriceListEndPayload> {
    const { value, problems } = await this.ending.run(ctx, input);
    return { priceList: value, userErrors: endErrors.from(problems) };
  }

  @Allow(Permission.PRICE_WRITE)
  @Mutation(() => PriceListDeletePayload, {
    name: 'priceListDelete',
    description:
      'Deletes a price list that has not begun, with its prices. One that has been valid is ended instead.',
  })
  async delete(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => PriceListDeleteInput, description: 'Which list.' })
    input: PriceListDeleteInput,
  ): Promise<PriceListDeletePayload> {
    const { value, problems } = await this.deleting.run(ctx, input);
    return { priceList: value, userErrors: deleteErrors.from(problems) };
  }
}
