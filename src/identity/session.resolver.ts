import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { outcomeOf } from '../platform/database/index.js';
import { userErrorsOf } from '../platform/graphql/index.js';
import { requireSignedIn } from './account.js';
import { ChangePassword } from './change-password.js';
import { RefreshSession } from './refresh-session.js';
import type { IssuedTokens } from './session-opener.js';
import {
  PasswordChangeArguments,
  SignInArguments,
  SwitchResellerArguments,
  TokenRefreshArguments,
} from './sign-in.input.js';
import {
  PasswordChangeErrorCode,
  PasswordChangePayload,
  SignInPayload,
  SignOutPayload,
  SwitchResellerErrorCode,
  SwitchResellerPayload,
  TokenRefreshPayload,
} from './sign-in.payload.js';
import { SignIn } from './sign-in.js';
import { SignOut } from './sign-out.js';
import { SwitchReseller } from './switch-reseller.js';
import { Viewer } from './viewer.type.js';

const INPUT = { name: 'input' } as const;

@Resolver()
export class SessionResolver {
  constructor(
    private readonly signIn: SignIn,
    private readonly refreshSession: RefreshSession,
    private readonly signOut: SignOut,
    private readonly changePassword: ChangePassword,
    private readonly switchReseller: SwitchReseller,
  ) {}

  @Allow(Permission.OWN_ACCOUNT)
  @Query(() => Viewer, {
    name: 'viewer',
    description: 'The signed-in person, and what they may do.',
  })
  viewer(@Ctx() ctx: RequestContext): Viewer {
    return new Viewer(ctx, requireSignedIn(ctx));
  }

  @Allow(Permission.PUBLIC)
  @Mutation(() => SignInPayload, {
    name: 'signIn',
    nullable: true,
    description:
      'Opens a session. Someone with several resellers gets the one they worked for last; switchReseller gives another. UNAUTHENTICATED: the e-mail or the password is wrong. RATE_LIMITED after 5 failures in 15 minutes for an account from one address, or 50 in an hour from one address; every operation counts.',
  })
  async open(
    @Ctx() ctx: RequestContext,
    @Args({ ...INPUT, type: () => SignInArguments, description: 'Who signs in.' })
    input: SignInArguments,
  ): Promise<SignInPayload> {
    return payloadOf(ctx, await this.signIn.run(ctx, input));
  }

  @Allow(Permission.PUBLIC)
  @Mutation(() => TokenRefreshPayload, {
    name: 'tokenRefresh',
    nullable: true,
    description:
      'Gives the next tokens of a session. UNAUTHENTICATED: the refresh token is unknown, expired or used. Using one twice ends the session, since one of the two users must be a thief.',
  })
  async refresh(
    @Ctx() ctx: RequestContext,
    @Args({ ...INPUT, type: () => TokenRefreshArguments, description: 'The refresh token.' })
    input: TokenRefreshArguments,
  ): Promise<TokenRefreshPayload> {
    return payloadOf(ctx, await this.refreshSession.run(ctx, input));
  }

  @Allow(Permission.OWN_ACCOUNT)
  @Mutation(() => SignOutPayload, {
    name: 'signOut',
    description: 'Ends the session of the token: its access and refresh tokens stop at once.',
  })
  async close(@Ctx() ctx: RequestContext): Promise<SignOutPayload> {
    await this.signOut.run(ctx);
    return { signedOut: true };
  }

  @Allow(Permission.OWN_ACCOUNT)
  @Mutation(() => SwitchResellerPayload, {
    name: 'switchReseller',
    description: 'Opens a session for another reseller of which the signed-in person is a member.',
  })
  async switch(
    @Ctx() ctx: RequestContext,
    @Args({ ...INPUT, type: () => SwitchResellerArguments, description: 'The other reseller.' })
    input: SwitchResellerArguments,
  ): Promise<SwitchResellerPayload> {
    const { value, problems } = await outcomeOf(this.switchReseller.run(ctx, input));
    return {
      ...(value && payloadOf(ctx, value)),
      userErrors: userErrorsOf(problems, SwitchResellerErrorCode),
    };
  }

  @Allow(Permission.OWN_ACCOUNT)
  @Mutation(() => PasswordChangePayload, {
    name: 'passwordChange',
    description:
      "Changes the signed-in person's password and ends their other sessions. RATE_LIMITED after 5 wrong current passwords in 15 minutes.",
  })
  async password(
    @Ctx() ctx: RequestContext,
    @Args({ ...INPUT, type: () => PasswordChangeArguments, description: 'Both passwords.' })
    input: PasswordChangeArguments,
  ): Promise<PasswordChangePayload> {
    const { value, problems } = await outcomeOf(this.changePassword.run(ctx, input));
    return { sessionsEnded: value, userErrors: userErrorsOf(problems, PasswordChangeErrorCode) };
  }
}

function payloadOf(ctx: RequestContext, issued: IssuedTokens): SignInPayload {
  const { caller, ...tokens } = issued;
  return { ...tokens, viewer: new Viewer(ctx, caller) };
}
