import { Args, Info, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { PageArgs, wantsTotalCount } from '../platform/graphql/index.js';
import { ChangeRelationship } from './change-relationship.js';
import {
  RelationshipAcceptInput,
  RelationshipDeclineInput,
  RelationshipEndInput,
  RelationshipFilter,
  RelationshipRequestInput,
} from './relationship.input.js';
import {
  acceptErrors,
  declineErrors,
  endErrors,
  RelationshipAcceptPayload,
  RelationshipDeclinePayload,
  RelationshipEndPayload,
  RelationshipRequestPayload,
  requestErrors,
} from './relationship.payload.js';
import { RelationshipService } from './relationship.service.js';
import { PartnerRelationship, RelationshipConnection } from './relationship.type.js';
import { RequestRelationship } from './request-relationship.js';

@Resolver(() => PartnerRelationship)
export class RelationshipResolver {
  constructor(
    private readonly relationships: RelationshipService,
    private readonly requests: RequestRelationship,
    private readonly changes: ChangeRelationship,
  ) {}

  @Allow(Permission.OWN_RESELLER_READ, Permission.RESELLER_READ)
  @Query(() => RelationshipConnection, {
    name: 'relationships',
    description:
      "The relationships of the own reseller, or for staff of the resellers of their regions; the newest request first. Requests that wait for the own reseller's answer are among them.",
  })
  list(
    @Ctx() ctx: RequestContext,
    @Args() args: PageArgs,
    @Args('filter', {
      type: () => RelationshipFilter,
      nullable: true,
      description: 'Which of them; all when absent.',
    })
    filter: RelationshipFilter | null | undefined,
    @Info() info: GraphQLResolveInfo,
  ): Promise<RelationshipConnection> {
    return this.relationships.page(ctx, filter ?? {}, { args, counted: wantsTotalCount(info) });
  }

  @Allow(Permission.RELATIONSHIP_MANAGE)
  @Mutation(() => RelationshipRequestPayload, {
    name: 'relationshipRequest',
    description:
      'Asks a partner, named by its Microsoft partner location id and country, for a relationship: a distributor asks an indirect reseller, or the other way round. The answer is the same whether there is such a partner here or not; who it is shows when it has accepted.',
  })
  async request(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => RelationshipRequestInput, description: 'Whom to ask.' })
    input: RelationshipRequestInput,
  ): Promise<RelationshipRequestPayload> {
    const { value, problems } = await this.requests.run(ctx, input);
    return { relationship: value, userErrors: requestErrors.from(problems) };
  }

  @Allow(Permission.RELATIONSHIP_MANAGE)
  @Mutation(() => RelationshipAcceptPayload, {
    name: 'relationshipAccept',
    description:
      'Accepts what the other side asked for: the distributor may then name the indirect reseller as partner of record.',
  })
  async accept(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => RelationshipAcceptInput, description: 'What to accept.' })
    input: RelationshipAcceptInput,
  ): Promise<RelationshipAcceptPayload> {
    const { value, problems } = await this.changes.run(ctx, 'ACCEPT', input);
    return { relationship: value, userErrors: acceptErrors.from(problems) };
  }

  @Allow(Permission.RELATIONSHIP_MANAGE)
  @Mutation(() => RelationshipDeclinePayload, {
    name: 'relationshipDecline',
    description:
      "Declines what the other side asked for, or takes the own reseller's request back. A new request may follow.",
  })
  async decline(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => RelationshipDeclineInput, description: 'What to decline.' })
    input: RelationshipDeclineInput,
  ): Promise<RelationshipDeclinePayload> {
    const { value, problems } = await this.changes.run(ctx, 'DECLINE', input);
    return { relationship: value, userErrors: declineErrors.from(problems) };
  }

  @Allow(Permission.RELATIONSHIP_MANAGE, Permission.RESELLER_WRITE)
  @Mutation(() => RelationshipEndPayload, {
    name: 'relationshipEnd',
    description:
      'Ends an active relationship: either side does, or staff of a region in which one of them sells. Orders that were placed go on; new ones with this partner of record are refused.',
  })
  async end(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => RelationshipEndInput, description: 'What to end.' })
    input: RelationshipEndInput,
  ): Promise<RelationshipEndPayload> {
    const { value, problems } = await this.changes.run(ctx, 'END', input);
    return { relationship: value, userErrors: endErrors.from(problems) };
  }
}
