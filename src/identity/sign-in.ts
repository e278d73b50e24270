import { Injectable } from '@nestjs/common';
import { isStorableText } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { ApiError } from '../platform/error/index.js';
import { PasswordHasher } from './password-hasher.js';
import { SessionOpener, type IssuedTokens } from './session-opener.js';
import { SessionRepository, type SignInRow } from './session.repository.js';
import { SignInLimitRepository, type Attempt } from './sign-in-limit.repository.js';

const EMAIL_LENGTH_MAX = 254;
/** Longer than any password that could have been set; such a text is compared like any other, but cut. */
const PASSWORD_READ_MAX = 1024;

export interface SignInInput {
  email: string;
  password: string;
}

/** One answer, and the same work, for an unknown e-mail, a wrong password and a disabled user. */
@Injectable()
export class SignIn {
  constructor(
    private readonly work: UnitOfWork,
    private readonly sessions: SessionRepository,
    private readonly limit: SignInLimitRepository,
    private readonly hasher: PasswordHasher,
    private readonly opener: SessionOpener,
  ) {}

  async run(ctx: RequestContext, input: SignInInput): Promise<IssuedTokens> {
    const attempt: Attempt = { account: input.email, ip: ctx.ip };
    const user = await this.hasher.inTurn(() => this.check(ctx, input, attempt));
    if (user?.passwordHash == null) throw wrongCredentials();
    await this.limit.giveBack(attempt);
    const issued = await this.opener.open(
      ctx,
      {
        userId: user.userId,
        resellerId: user.resellerId,
        proof: { passwordHash: user.passwordHash },
      },
      'SIGN_IN',
    );
    if (issued === undefined) throw wrongCredentials();
    return issued;
  }

  private async check(
    ctx: RequestContext,
    input: SignInInput,
    attempt: Attempt,
  ): Promise<SignInRow | undefined> {
    await this.limit.take(attempt);
    const email = storable(input.email);
    const user = await this.work.read(ctx, (tx) => this.sessions.lookUpSignIn(tx, email));
    const password = input.password.slice(0, PASSWORD_READ_MAX);
    const right = await this.hasher.verify(user?.passwordHash, password);
    return right && user?.active ? user : undefined;
  }
}

/**
 * In the form in which attempts are counted: were the database to fold more than we do, such as İ to i, each spelling of
 * one address would have attempts of its own. A text that cannot be stored is nobody's e-mail, nor is the empty one.
 */
function storable(email: string): string {
  const key = email.trim().toLowerCase();
  return isStorableText(key) && key.length <= EMAIL_LENGTH_MAX ? key : '';
}

function wrongCredentials(): ApiError {
  return new ApiError(
    'UNAUTHENTICATED',
    'The e-mail or the password is wrong, or the account is closed.',
  );
}
