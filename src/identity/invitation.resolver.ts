import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { outcomeOf } from '../platform/database/index.js';
import { AcceptInvitation } from './accept-invitation.js';
import { CreateInvitation } from './create-invitation.js';
import {
  InvitationAcceptArguments,
  InvitationCreateArguments,
  InvitationWithdrawArguments,
} from './invitation.input.js';
import {
  invitationAcceptErrors,
  InvitationAcceptPayload,
  invitationCreateErrors,
  InvitationCreatePayload,
  invitationWithdrawErrors,
  InvitationWithdrawPayload,
} from './invitation.payload.js';
import { InvitationService } from './invitation.service.js';
import { Invitation } from './invitation.type.js';
import { WithdrawInvitation } from './withdraw-invitation.js';

const INPUT = { name: 'input' } as const;

@Resolver(() => Invitation)
export class InvitationResolver {
  constructor(
    private readonly invitations: InvitationService,
    private readonly createInvitation: CreateInvitation,
    private readonly withdrawInvitation: WithdrawInvitation,
    private readonly acceptInvitation: AcceptInvitation,
  ) {}

  @Allow(Permission.PEOPLE_MANAGE)
  @Query(() => [Invitation], {
    name: 'invitations',
    description:
      "The reseller's invitations: those that wait for an answer first, then the newest; at most 200. At most 100 can wait.",
  })
  list(@Ctx() ctx: RequestContext): Promise<Invitation[]> {
    return this.invitations.list(ctx);
  }

  @Allow(Permission.PEOPLE_MANAGE)
  @Mutation(() => InvitationCreatePayload, {
    name: 'invitationCreate',
    description:
      'Asks somebody by e-mail to work for the reseller. The answer is the same whether or not the address has an account. RATE_LIMITED after 5 letters in an hour to one address from one place, 20 to one address, or 50 from one place.',
  })
  async create(
    @Ctx() ctx: RequestContext,
    @Args({ ...INPUT, type: () => InvitationCreateArguments, description: 'Whom to invite.' })
    input: InvitationCreateArguments,
  ): Promise<InvitationCreatePayload> {
    const { value, problems } = await outcomeOf(this.createInvitation.run(ctx, input));
    return {
      invitation: value?.invitation ?? null,
      replayed: value?.replayed ?? false,
      userErrors: invitationCreateErrors.from(problems),
    };
  }

  @Allow(Permission.PEOPLE_MANAGE)
  @Mutation(() => InvitationWithdrawPayload, {
    name: 'invitationWithdraw',
    description: 'Takes back an invitation that waits for its answer: its link opens nothing then.',
  })
  async withdraw(
    @Ctx() ctx: RequestContext,
    @Args({ ...INPUT, type: () => InvitationWithdrawArguments, description: 'Which one.' })
    input: InvitationWithdrawArguments,
  ): Promise<InvitationWithdrawPayload> {
    const { value, problems } = await outcomeOf(this.withdrawInvitation.run(ctx, input));
    return { invitation: value, userErrors: invitationWithdrawErrors.from(problems) };
  }

  @Allow(Permission.PUBLIC)
  @Mutation(() => InvitationAcceptPayload, {
    name: 'invitationAccept',
    description:
      'Accepts an invitation with the token of its letter: without signing in, or signed in with the invited address. Where the address has no account, one is made of name and password, and its e-mail counts as proven. Each token works once, for 14 days; a refusal does not use it up.',
  })
  async accept(
    @Ctx() ctx: RequestContext,
    @Args({ ...INPUT, type: () => InvitationAcceptArguments, description: 'Token and person.' })
    input: InvitationAcceptArguments,
  ): Promise<InvitationAcceptPayload> {
    const { value, problems } = await outcomeOf(this.acceptInvitation.run(ctx, input));
    return {
      membership: value?.membership ?? null,
      email: value?.email ?? null,
      accountCreated: value?.accountCreated ?? false,
      userErrors: invitationAcceptErrors.from(problems),
    };
  }
}
