import { Args, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { CreateLocation } from './create-location.js';
import { DeleteLocation } from './delete-location.js';
import { InventoryService } from './inventory.service.js';
import { ServeMarket } from './serve-market.js';
import {
  StockLocationCreateInput,
  StockLocationDeleteInput,
  StockLocationServeInput,
  StockLocationStopServingInput,
  StockLocationUpdateInput,
} from './stock-location.input.js';
import { StockLocationLoader } from './stock-location.loader.js';
import {
  createErrors,
  deleteErrors,
  serveErrors,
  StockLocationCreatePayload,
  StockLocationDeletePayload,
  StockLocationServePayload,
  StockLocationStopServingPayload,
  StockLocationUpdatePayload,
  stopServingErrors,
  updateErrors,
} from './stock-location.payload.js';
import { StockLocation, StockLocationTotals } from './stock.type.js';
import { StopServing } from './stop-serving.js';
import { UpdateLocation } from './update-location.js';

@Resolver(() => StockLocation)
export class StockLocationResolver {
  constructor(
    private readonly inventory: InventoryService,
    private readonly loader: StockLocationLoader,
    private readonly createLocation: CreateLocation,
    private readonly updateLocation: UpdateLocation,
    private readonly serveMarket: ServeMarket,
    private readonly stopServing: StopServing,
    private readonly deleteLocation: DeleteLocation,
  ) {}

  @Allow(Permission.STOCK_READ)
  @Query(() => [StockLocation], {
    description:
      'The places that hold stock, by code. Staff of some regions see those that serve a market of theirs, or none yet.',
  })
  stockLocations(@Ctx() ctx: RequestContext): Promise<StockLocation[]> {
    return this.inventory.locations(ctx);
  }

  @ResolveField(() => StockLocationTotals, { description: 'What lies there, over all SKUs.' })
  totals(
    @Ctx() ctx: RequestContext,
    @Parent() { id }: StockLocation,
  ): Promise<StockLocationTotals> {
    return this.loader.of(ctx).load(id);
  }

  @Allow(Permission.STOCK_WRITE)
  @Mutation(() => StockLocationCreatePayload, {
    description: 'Makes a stock location. It serves no market until stockLocationServe.',
  })
  async stockLocationCreate(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => StockLocationCreateInput, description: 'The location.' })
    input: StockLocationCreateInput,
  ): Promise<StockLocationCreatePayload> {
    const { value, problems } = await this.createLocation.run(ctx, input);
    return { stockLocation: value, userErrors: createErrors.from(problems) };
  }

  @Allow(Permission.STOCK_WRITE)
  @Mutation(() => StockLocationUpdatePayload, {
    description:
      'Changes the name or the country of a stock location. Staff of some regions may not when it serves others too.',
  })
  async stockLocationUpdate(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => StockLocationUpdateInput, description: 'What to change.' })
    input: StockLocationUpdateInput,
  ): Promise<StockLocationUpdatePayload> {
    const { value, problems } = await this.updateLocation.run(ctx, input);
    return { stockLocation: value, userErrors: updateErrors.from(problems) };
  }

  @Allow(Permission.STOCK_WRITE)
  @Mutation(() => StockLocationServePayload, {
    description:
      'Lets a stock location serve a market, or changes with what preference and lead time it does. Orders of the market that wait get what lies there at once, oldest first.',
  })
  async stockLocationServe(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => StockLocationServeInput, description: 'Which, and how.' })
    input: StockLocationServeInput,
  ): Promise<StockLocationServePayload> {
    const { value, problems } = await this.serveMarket.run(ctx, input);
    return { stockLocation: value, userErrors: serveErrors.from(problems) };
  }

  @Allow(Permission.STOCK_WRITE)
  @Mutation(() => StockLocationStopServingPayload, {
    description:
      'Ends that a stock location serves a market: no new order gets stock from there. What was promised to orders stays promised.',
  })
  async stockLocationStopServing(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => StockLocationStopServingInput, description: 'Which.' })
    input: StockLocationStopServingInput,
  ): Promise<StockLocationStopServingPayload> {
    const { value, problems } = await this.stopServing.run(ctx, input);
    return { stockLocation: value, userErrors: stopServingErrors.from(problems) };
  }

  @Allow(Permission.STOCK_WRITE)
  @Mutation(() => StockLocationDeletePayload, {
    description:
      'Deletes a stock location at which nothing was ever stored and to which nothing is on its way.',
  })
  async stockLocationDelete(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => StockLocationDeleteInput, description: 'Which.' })
    input: StockLocationDeleteInput,
  ): Promise<StockLocationDeletePayload> {
    const { value, problems } = await this.deleteLocation.run(ctx, input);
    return { stockLocation: value, userErrors: deleteErrors.from(problems) };
  }
}
