import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { MemberLimitsSetInput, MemberRevokeInput, MemberUpdateInput } from './member.input.js';
import {
  limitsErrors,
  MemberLimitsSetPayload,
  MemberRevokePayload,
  MemberUpdatePayload,
  revokeErrors,
  updateErrors,
} from './member.payload.js';
import { MemberService } from './member.service.js';
import { Member } from './member.type.js';
import { RevokeMember } from './revoke-member.js';
import { SetMemberLimits } from './set-member-limits.js';
import { UpdateMember } from './update-member.js';

@Resolver(() => Member)
export class MemberResolver {
  constructor(
    private readonly members: MemberService,
    private readonly updateMember: UpdateMember,
    private readonly setLimits: SetMemberLimits,
    private readonly revokeMember: RevokeMember,
  ) {}

  @Allow(Permission.PEOPLE_MANAGE)
  @Query(() => [Member], {
    name: 'members',
    description:
      "The reseller's people: those who work there now first, then those who did, by name; at most 500.",
  })
  list(@Ctx() ctx: RequestContext): Promise<Member[]> {
    return this.members.list(ctx);
  }

  @Allow(Permission.PEOPLE_MANAGE)
  @Mutation(() => MemberUpdatePayload, {
    description: "Gives one of the reseller's people another role, which counts at once.",
  })
  async memberUpdate(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => MemberUpdateInput, description: 'Whom, and which role.' })
    input: MemberUpdateInput,
  ): Promise<MemberUpdatePayload> {
    const { value, problems } = await this.updateMember.run(ctx, input);
    return { member: value, userErrors: updateErrors.from(problems) };
  }

  @Allow(Permission.PEOPLE_MANAGE)
  @Mutation(() => MemberLimitsSetPayload, {
    description:
      "Says what one of the reseller's people may order without an approval. An order above it waits for an approval by somebody else.",
  })
  async memberLimitsSet(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => MemberLimitsSetInput, description: 'Whose, and which limits.' })
    input: MemberLimitsSetInput,
  ): Promise<MemberLimitsSetPayload> {
    const { value, problems } = await this.setLimits.run(ctx, input);
    return { member: value, userErrors: limitsErrors.from(problems) };
  }

  @Allow(Permission.PEOPLE_MANAGE)
  @Mutation(() => MemberRevokePayload, {
    description:
      "Ends that a person works for the reseller: their sessions for it and their API keys stop at once. The person's orders stay.",
  })
  async memberRevoke(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => MemberRevokeInput, description: 'Whom.' })
    input: MemberRevokeInput,
  ): Promise<MemberRevokePayload> {
    const { value, problems } = await this.revokeMember.run(ctx, input);
    return { member: value, userErrors: revokeErrors.from(problems) };
  }
}
