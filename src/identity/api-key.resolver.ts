import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { outcomeOf } from '../platform/database/index.js';
import { userErrorsOf } from '../platform/graphql/index.js';
import { ApiKeyCreateArguments, ApiKeyRevokeArguments } from './api-key.input.js';
import {
  ApiKeyCreateErrorCode,
  ApiKeyCreatePayload,
  ApiKeyRevokeErrorCode,
  ApiKeyRevokePayload,
} from './api-key.payload.js';
import { ApiKeyService } from './api-key.service.js';
import { ApiKey } from './api-key.type.js';
import { CreateApiKey } from './create-api-key.js';
import { RevokeApiKey } from './revoke-api-key.js';

@Resolver(() => ApiKey)
export class ApiKeyResolver {
  constructor(
    private readonly keys: ApiKeyService,
    private readonly createApiKey: CreateApiKey,
    private readonly revokeApiKey: RevokeApiKey,
  ) {}

  @Allow(Permission.PEOPLE_MANAGE)
  @Query(() => [ApiKey], {
    name: 'apiKeys',
    description:
      "The reseller's API keys: those that can be used first, then the newest; at most 200. At most 50 can be used at a time.",
  })
  list(@Ctx() ctx: RequestContext): Promise<ApiKey[]> {
    return this.keys.list(ctx);
  }

  @Allow(Permission.PEOPLE_MANAGE)
  @Mutation(() => ApiKeyCreatePayload, {
    name: 'apiKeyCreate',
    description: 'Makes an API key, which acts with the membership and limits of its maker.',
  })
  async create(
    @Ctx() ctx: RequestContext,
    @Args({ name: 'input', type: () => ApiKeyCreateArguments, description: 'The key to make.' })
    input: ApiKeyCreateArguments,
  ): Promise<ApiKeyCreatePayload> {
    const { value, problems } = await outcomeOf(this.createApiKey.run(ctx, input));
    return {
      apiKey: value?.apiKey ?? null,
      secret: value?.secret ?? null,
      replayed: value?.replayed ?? false,
      userErrors: userErrorsOf(problems, ApiKeyCreateErrorCode),
    };
  }

  @Allow(Permission.PEOPLE_MANAGE)
  @Mutation(() => ApiKeyRevokePayload, {
    name: 'apiKeyRevoke',
    description: 'Ends an API key at once.',
  })
  async revoke(
    @Ctx() ctx: RequestContext,
    @Args({ name: 'input', type: () => ApiKeyRevokeArguments, description: 'The key to end.' })
    input: ApiKeyRevokeArguments,
  ): Promise<ApiKeyRevokePayload> {
    const { value, problems } = await outcomeOf(this.revokeApiKey.run(ctx, input));
    return { apiKey: value, userErrors: userErrorsOf(problems, ApiKeyRevokeErrorCode) };
  }
}
