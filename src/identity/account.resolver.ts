import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { outcomeOf } from '../platform/database/index.js';
import {
  AccountCreateArguments,
  AccountUpdateArguments,
  EmailVerificationSendArguments,
  EmailVerifyArguments,
  PasswordResetArguments,
  PasswordResetRequestArguments,
} from './account.input.js';
import {
  accountCreateErrors,
  AccountCreatePayload,
  accountUpdateErrors,
  AccountUpdatePayload,
  emailVerificationSendErrors,
  EmailVerificationSendPayload,
  emailVerifyErrors,
  EmailVerifyPayload,
  passwordResetErrors,
  PasswordResetPayload,
  passwordResetRequestErrors,
  PasswordResetRequestPayload,
} from './account.payload.js';
import { CreateAccount } from './create-account.js';
import { RequestPasswordReset } from './request-password-reset.js';
import { ResetPassword } from './reset-password.js';
import { SendEmailVerification } from './send-email-verification.js';
import { UpdateAccount } from './update-account.js';
import { VerifyEmail } from './verify-email.js';
import { Viewer } from './viewer.type.js';

const INPUT = { name: 'input' } as const;
const LIMITS =
  'RATE_LIMITED after 5 letters in an hour to one address from one place, 20 to one address, or 50 from one place.';

@Resolver()
export class AccountResolver {
  constructor(
    private readonly createAccount: CreateAccount,
    private readonly verifyEmail: VerifyEmail,
    private readonly sendEmailVerification: SendEmailVerification,
    private readonly requestPasswordReset: RequestPasswordReset,
    private readonly resetPassword: ResetPassword,
    private readonly updateAccount: UpdateAccount,
  ) {}

  @Allow(Permission.PUBLIC)
  @Mutation(() => AccountCreatePayload, {
    name: 'accountCreate',
    description: `Asks for an account: a letter goes to the address, and emailVerify with its token makes the account; then signIn works. Without that nothing comes of it, and the address stays free; to get the letter again, ask again. Whoever has an account already gets a letter that says so. ${LIMITS}`,
  })
  async create(
    @Ctx() ctx: RequestContext,
    @Args({ ...INPUT, type: () => AccountCreateArguments, description: 'Who wants an account.' })
    input: AccountCreateArguments,
  ): Promise<AccountCreatePayload> {
    const { value, problems } = await outcomeOf(this.createAccount.run(ctx, input));
    return { sentTo: value, userErrors: accountCreateErrors.from(problems) };
  }

  @Allow(Permission.PUBLIC)
  @Mutation(() => EmailVerifyPayload, {
    name: 'emailVerify',
    description:
      'Takes the token of a letter as the proof that its address is the person’s own. It makes the account that accountCreate asked for, with the password given there. Each token works once, for 72 hours.',
  })
  async verify(
    @Ctx() ctx: RequestContext,
    @Args({ ...INPUT, type: () => EmailVerifyArguments, description: 'The token of the letter.' })
    input: EmailVerifyArguments,
  ): Promise<EmailVerifyPayload> {
    const { value, problems } = await outcomeOf(this.verifyEmail.run(ctx, input));
    return { email: value, userErrors: emailVerifyErrors.from(problems) };
  }

  @Allow(Permission.OWN_ACCOUNT)
  @Mutation(() => EmailVerificationSendPayload, {
    name: 'emailVerificationSend',
    description: `Sends a letter with which the signed-in person proves an e-mail address, unless they have proven one: who came by another way than accountCreate has not. Whoever has the address already gets a letter that says so. ${LIMITS}`,
  })
  async sendVerification(
    @Ctx() ctx: RequestContext,
    @Args({
      ...INPUT,
      type: () => EmailVerificationSendArguments,
      nullable: true,
      description: 'Which address; without it the one that the account has.',
    })
    input?: EmailVerificationSendArguments | null,
  ): Promise<EmailVerificationSendPayload> {
    const email = input?.email ?? null;
    const { value, problems } = await outcomeOf(this.sendEmailVerification.run(ctx, email));
    return { sentTo: value, userErrors: emailVerificationSendErrors.from(problems) };
  }

  @Allow(Permission.PUBLIC)
  @Mutation(() => PasswordResetRequestPayload, {
    name: 'passwordResetRequest',
    description: `Sends a letter with which to choose a new password. An address without an account gets a letter that says so. ${LIMITS}`,
  })
  async requestReset(
    @Ctx() ctx: RequestContext,
    @Args({ ...INPUT, type: () => PasswordResetRequestArguments, description: 'Whose password.' })
    input: PasswordResetRequestArguments,
  ): Promise<PasswordResetRequestPayload> {
    const { value, problems } = await outcomeOf(this.requestPasswordReset.run(ctx, input));
    return { sentTo: value, userErrors: passwordResetRequestErrors.from(problems) };
  }

  @Allow(Permission.PUBLIC)
  @Mutation(() => PasswordResetPayload, {
    name: 'passwordReset',
    description:
      'Sets a new password with the token of a letter, ends every session of the person and takes a linked Microsoft account away; API keys stay. It also proves the e-mail address. Each token works once, for 2 hours; a refused password does not use it up.',
  })
  async reset(
    @Ctx() ctx: RequestContext,
    @Args({ ...INPUT, type: () => PasswordResetArguments, description: 'Token and new password.' })
    input: PasswordResetArguments,
  ): Promise<PasswordResetPayload> {
    const { value, problems } = await outcomeOf(this.resetPassword.run(ctx, input));
    return {
      email: value?.email ?? null,
      sessionsEnded: value?.sessionsEnded ?? null,
      userErrors: passwordResetErrors.from(problems),
    };
  }

  @Allow(Permission.OWN_ACCOUNT)
  @Mutation(() => AccountUpdatePayload, {
    name: 'accountUpdate',
    description: "Changes the signed-in person's name or the language of their letters.",
  })
  async update(
    @Ctx() ctx: RequestContext,
    @Args({ ...INPUT, type: () => AccountUpdateArguments, description: 'What changes.' })
    input: AccountUpdateArguments,
  ): Promise<AccountUpdatePayload> {
    const { value, problems } = await outcomeOf(this.updateAccount.run(ctx, input));
    return {
      viewer: value && new Viewer(ctx, value),
      userErrors: accountUpdateErrors.from(problems),
    };
  }
}
