import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { CreateRegion } from './create-region.js';
import { MarketService } from './market.service.js';
import { Region } from './market.type.js';
import { RegionCreateInput, RegionUpdateInput } from './region.input.js';
import {
  regionCreateErrors,
  RegionCreatePayload,
  regionUpdateErrors,
  RegionUpdatePayload,
} from './region.payload.js';
import { UpdateRegion } from './update-region.js';

@Resolver(() => Region)
export class RegionResolver {
  constructor(
    private readonly markets: MarketService,
    private readonly createRegion: CreateRegion,
    private readonly updateRegion: UpdateRegion,
  ) {}

  @Allow(Permission.MARKET_WRITE, Permission.REGION_WRITE)
  @Query(() => [Region], {
    name: 'regions',
    description: 'The regions, by code: all, or those that the caller looks after.',
  })
  list(@Ctx() ctx: RequestContext): Promise<Region[]> {
    return this.markets.regions(ctx);
  }

  @Allow(Permission.REGION_WRITE)
  @Mutation(() => RegionCreatePayload, {
    name: 'regionCreate',
    description: 'Adds a region. Only for staff who look after all regions.',
  })
  async create(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => RegionCreateInput, description: 'The region.' })
    input: RegionCreateInput,
  ): Promise<RegionCreatePayload> {
    const { value, problems } = await this.createRegion.run(ctx, input);
    return { region: value, userErrors: regionCreateErrors.from(problems) };
  }

  @Allow(Permission.REGION_WRITE)
  @Mutation(() => RegionUpdatePayload, {
    name: 'regionUpdate',
    description: 'Gives a region another name.',
  })
  async update(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => RegionUpdateInput, description: 'What changes.' })
    input: RegionUpdateInput,
  ): Promise<RegionUpdatePayload> {
    const { value, problems } = await this.updateRegion.run(ctx, input);
    return { region: value, userErrors: regionUpdateErrors.from(problems) };
  }
}
