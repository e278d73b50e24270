import { Args, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { outcomeOf } from '../platform/database/index.js';
import { FinishMicrosoftSignIn } from './finish-microsoft-sign-in.js';
import { LinkMicrosoft } from './link-microsoft.js';
import { MicrosoftLinkArguments, MicrosoftSignInFinishArguments } from './microsoft.input.js';
import {
  MicrosoftAccount,
  microsoftLinkErrors,
  MicrosoftLinkPayload,
  MicrosoftSignInFinishPayload,
  microsoftUnlinkErrors,
  MicrosoftUnlinkPayload,
} from './microsoft.payload.js';
import { MicrosoftService } from './microsoft.service.js';
import { UnlinkMicrosoft } from './unlink-microsoft.js';
import { Viewer } from './viewer.type.js';

const INPUT = { name: 'input' } as const;

@Resolver(() => Viewer)
export class MicrosoftResolver {
  constructor(
    private readonly accounts: MicrosoftService,
    private readonly finishSignIn: FinishMicrosoftSignIn,
    private readonly linkMicrosoft: LinkMicrosoft,
    private readonly unlinkMicrosoft: UnlinkMicrosoft,
  ) {}

  @ResolveField(() => MicrosoftAccount, {
    nullable: true,
    description: 'The Microsoft account with which the person signs in; null: none.',
  })
  microsoftAccount(@Parent() viewer: Viewer): Promise<MicrosoftAccount | null> {
    return this.accounts.accountOf(viewer.ctx);
  }

  @Allow(Permission.PUBLIC)
  @Mutation(() => MicrosoftSignInFinishPayload, {
    name: 'microsoftSignInFinish',
    nullable: true,
    description:
      'Opens a session with the code of a sign-in with Microsoft that began at GET /auth/microsoft/start. Who comes for the first time gets an account of their own, with an e-mail yet to be confirmed. UNAUTHENTICATED: the code is used, expired or of another page, or the account is closed. NOT_FOUND: Microsoft is not set up here.',
  })
  async finish(
    @Ctx() ctx: RequestContext,
    @Args({ ...INPUT, type: () => MicrosoftSignInFinishArguments, description: 'The code.' })
    input: MicrosoftSignInFinishArguments,
  ): Promise<MicrosoftSignInFinishPayload> {
    const { caller, ...tokens } = await this.finishSignIn.run(ctx, input);
    return { ...tokens, viewer: new Viewer(ctx, caller) };
  }

  @Allow(Permission.OWN_ACCOUNT)
  @Mutation(() => MicrosoftLinkPayload, {
    name: 'microsoftLink',
    nullable: true,
    description:
      'Links a Microsoft account to yours, so that it signs you in too. An account that it opened until now is closed, provided that it holds nothing yet. RATE_LIMITED after 5 wrong passwords in 15 minutes. NOT_FOUND: Microsoft is not set up here.',
  })
  async link(
    @Ctx() ctx: RequestContext,
    @Args({ ...INPUT, type: () => MicrosoftLinkArguments, description: 'The code and a password.' })
    input: MicrosoftLinkArguments,
  ): Promise<MicrosoftLinkPayload> {
    const { value, problems } = await outcomeOf(this.linkMicrosoft.run(ctx, input));
    return { microsoftAccount: value, userErrors: microsoftLinkErrors.from(problems) };
  }

  @Allow(Permission.OWN_ACCOUNT)
  @Mutation(() => MicrosoftUnlinkPayload, {
    name: 'microsoftUnlink',
    description:
      'Takes the Microsoft account away from yours and ends your other sessions. It is refused while you have no password.',
  })
  async unlink(@Ctx() ctx: RequestContext): Promise<MicrosoftUnlinkPayload> {
    const { value, problems } = await outcomeOf(this.unlinkMicrosoft.run(ctx));
    return { sessionsEnded: value, userErrors: microsoftUnlinkErrors.from(problems) };
  }
}
