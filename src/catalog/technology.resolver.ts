import { Args, Info, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { requirePage } from '../kernel/index.js';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { PAGE_SIZES, wantsTotalCount } from '../platform/graphql/index.js';
import { KeepTechnologyAvailability } from './keep-technology-availability.js';
import { KeepTechnology } from './keep-technology.js';
import {
  TechnologyAvailabilityArgs,
  TechnologyAvailabilityRemoveInput,
  TechnologyAvailabilitySetInput,
  TechnologyCreateInput,
  TechnologyUpdateInput,
} from './technology.input.js';
import {
  technologyAvailabilityRemoveErrors,
  TechnologyAvailabilityRemovePayload,
  technologyAvailabilitySetErrors,
  TechnologyAvailabilitySetPayload,
  technologyCreateErrors,
  TechnologyCreatePayload,
  technologyUpdateErrors,
  TechnologyUpdatePayload,
} from './technology.payload.js';
import { TechnologyService } from './technology.service.js';
import { Technology, TechnologyAvailabilityConnection } from './technology.type.js';

@Resolver(() => Technology)
export class TechnologyResolver {
  constructor(
    private readonly technologies: TechnologyService,
    private readonly keep: KeepTechnology,
    private readonly keepAvailability: KeepTechnologyAvailability,
  ) {}

  @Allow(Permission.PUBLIC)
  @Query(() => [Technology], {
    name: 'technologies',
    description:
      'The technologies of Microsoft that devices carry, by code, with what is known of each per device and market.',
  })
  list(@Ctx() ctx: RequestContext): Promise<Technology[]> {
    return this.technologies.list(ctx);
  }

  @ResolveField(() => TechnologyAvailabilityConnection, {
    description:
      'Where it works, where it is limited and where not, in the markets that you may know of; what is not listed is not known.',
  })
  availability(
    @Ctx() ctx: RequestContext,
    @Parent() { code }: Technology,
    @Args() args: TechnologyAvailabilityArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<TechnologyAvailabilityConnection> {
    return this.technologies.availability(ctx, code, {
      marketCode: args.marketCode ?? null,
      productHandle: args.productHandle ?? null,
      status: args.status ?? null,
      plan: requirePage(args, { ...PAGE_SIZES, keys: ['text', 'text'] }),
      count: wantsTotalCount(info),
    });
  }

  @Allow(Permission.CATALOG_WRITE)
  @Mutation(() => TechnologyCreatePayload, {
    description: 'Names a technology, so that it can be said on which devices it works.',
  })
  async technologyCreate(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => TechnologyCreateInput, description: 'The technology.' })
    input: TechnologyCreateInput,
  ): Promise<TechnologyCreatePayload> {
    const { value, problems } = await this.keep.create(ctx, input);
    return { technology: value, userErrors: technologyCreateErrors.from(problems) };
  }

  @Allow(Permission.CATALOG_WRITE)
  @Mutation(() => TechnologyUpdatePayload, {
    description: 'Changes the name, the description and the source of a technology.',
  })
  async technologyUpdate(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => TechnologyUpdateInput, description: 'What to change.' })
    input: TechnologyUpdateInput,
  ): Promise<TechnologyUpdatePayload> {
    const { value, problems } = await this.keep.update(ctx, input);
    return { technology: value, userErrors: technologyUpdateErrors.from(problems) };
  }

  @Allow(Permission.CATALOG_WRITE)
  @Mutation(() => TechnologyAvailabilitySetPayload, {
    description:
      'Says whether a technology works on a product in a market, and where that was published.',
  })
  async technologyAvailabilitySet(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => TechnologyAvailabilitySetInput, description: 'What is known.' })
    input: TechnologyAvailabilitySetInput,
  ): Promise<TechnologyAvailabilitySetPayload> {
    const { value, problems } = await this.keepAvailability.set(ctx, input);
    return { availability: value, userErrors: technologyAvailabilitySetErrors.from(problems) };
  }

  @Allow(Permission.CATALOG_WRITE)
  @Mutation(() => TechnologyAvailabilityRemovePayload, {
    description: 'Takes back what was said of a technology on a product in a market.',
  })
  async technologyAvailabilityRemove(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => TechnologyAvailabilityRemoveInput, description: 'Which one.' })
    input: TechnologyAvailabilityRemoveInput,
  ): Promise<TechnologyAvailabilityRemovePayload> {
    const { value, problems } = await this.keepAvailability.remove(ctx, input);
    return { availability: value, userErrors: technologyAvailabilityRemoveErrors.from(problems) };
  }
}
