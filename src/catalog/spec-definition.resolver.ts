import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { CreateSpecDefinition } from './create-spec-definition.js';
import { DeleteSpecDefinition } from './delete-spec-definition.js';
import {
  SpecDefinitionCreateInput,
  SpecDefinitionDeleteInput,
  SpecDefinitionUpdateInput,
} from './spec-definition.input.js';
import {
  specDefinitionCreateErrors,
  SpecDefinitionCreatePayload,
  specDefinitionDeleteErrors,
  SpecDefinitionDeletePayload,
  specDefinitionUpdateErrors,
  SpecDefinitionUpdatePayload,
} from './spec-definition.payload.js';
import { SpecDefinitionService } from './spec-definition.service.js';
import { SpecDefinition } from './spec-definition.type.js';
import { UpdateSpecDefinition } from './update-spec-definition.js';

@Resolver(() => SpecDefinition)
export class SpecDefinitionResolver {
  constructor(
    private readonly specs: SpecDefinitionService,
    private readonly create: CreateSpecDefinition,
    private readonly update: UpdateSpecDefinition,
    private readonly remove: DeleteSpecDefinition,
  ) {}

  @Allow(Permission.PUBLIC)
  @Query(() => [SpecDefinition], {
    description:
      'The properties that variants can have, in their order of display: what filters are built from.',
  })
  specDefinitions(@Ctx() ctx: RequestContext): Promise<SpecDefinition[]> {
    return this.specs.list(ctx);
  }

  @Allow(Permission.CATALOG_WRITE)
  @Mutation(() => SpecDefinitionCreatePayload, {
    description: 'Adds a property that variants can have.',
  })
  async specDefinitionCreate(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => SpecDefinitionCreateInput, description: 'The property.' })
    input: SpecDefinitionCreateInput,
  ): Promise<SpecDefinitionCreatePayload> {
    const { value, problems } = await this.create.run(ctx, input);
    return { specDefinition: value, userErrors: specDefinitionCreateErrors.from(problems) };
  }

  @Allow(Permission.CATALOG_WRITE)
  @Mutation(() => SpecDefinitionUpdatePayload, {
    description:
      'Changes a property of variants. What is left out stays; what changes nothing leaves the version as it is.',
  })
  async specDefinitionUpdate(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => SpecDefinitionUpdateInput, description: 'What to change.' })
    input: SpecDefinitionUpdateInput,
  ): Promise<SpecDefinitionUpdatePayload> {
    const { value, problems } = await this.update.run(ctx, input);
    return { specDefinition: value, userErrors: specDefinitionUpdateErrors.from(problems) };
  }

  @Allow(Permission.CATALOG_WRITE)
  @Mutation(() => SpecDefinitionDeletePayload, {
    description: 'Takes away a property that no variant has a value of.',
  })
  async specDefinitionDelete(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => SpecDefinitionDeleteInput, description: 'Which property.' })
    input: SpecDefinitionDeleteInput,
  ): Promise<SpecDefinitionDeletePayload> {
    const { value, problems } = await this.remove.run(ctx, input);
    return { specDefinition: value, userErrors: specDefinitionDeleteErrors.from(problems) };
  }
}
