import { Injectable } from '@nestjs/common';
import { ProblemError, type Problem } from '../kernel/index.js';
import type { RequestContext, UserCaller } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { queueLetter } from '../platform/letter/index.js';
import { requireSignedIn } from './account.js';
import { AccountRepository } from './account.repository.js';
import { PASSWORD_CHANGED } from './password-changed.letter.js';
import { PasswordHasher } from './password-hasher.js';
import { checkNewPassword } from './password.rules.js';
import { SessionRepository } from './session.repository.js';
import { SignInLimitRepository, type Attempt } from './sign-in-limit.repository.js';

const PASSWORD_READ_MAX = 1024;

export interface ChangePasswordInput {
  currentPassword: string;
  newPassword: string;
}

/** A stolen token must not be enough to change a password, so the current one is asked for, and guesses are counted. */
@Injectable()
export class ChangePassword {
  constructor(
    private readonly work: UnitOfWork,
    private readonly sessions: SessionRepository,
    private readonly limit: SignInLimitRepository,
    private readonly hasher: PasswordHasher,
    private readonly accounts: AccountRepository,
  ) {}

  /** How many other sessions ended. */
  async run(ctx: RequestContext, input: ChangePasswordInput): Promise<number> {
    const user = requireSignedIn(ctx);
    const problems: Problem[] = checkNewPassword(
      input.newPassword,
      { email: user.email, current: input.currentPassword },
      ['input', 'newPassword'],
    );
    if (problems.length > 0) throw new ProblemError(problems);
    const hashes = await this.hasher.inTurn(() => this.check(ctx, user, input));
    if (hashes === undefined) throw wrongPassword();
    const ended = await this.work.run(ctx, async (tx) => {
      const count = await this.sessions.changePassword(tx, {
        userId: user.userId,
        ...hashes,
        keepSessionId: user.sessionId,
      });
      if (count === null) throw wrongPassword();
      await recordChange(ctx, tx, {
        entity: 'USER',
        entityId: user.userId,
        operation: 'CHANGE_PASSWORD',
        new: { sessionsEnded: count },
        partyIds: user.membership === null ? [] : [user.membership.resellerId],
      });
      const { email, name } = user;
      const contact = await this.accounts.contactOf(tx, user.userId);
      const locale = contact?.locale ?? 'en';
      await queueLetter(tx, PASSWORD_CHANGED, { to: email, locale, params: { name, email } });
      return count;
    });
    return ended;
  }

  private async check(
    ctx: RequestContext,
    user: UserCaller,
    input: ChangePasswordInput,
  ): Promise<{ oldHash: string; newHash: string } | undefined> {
    const attempt: Attempt = { account: user.userId, ip: ctx.ip };
    await this.limit.take(attempt);
    const oldHash = await this.work.read(ctx, (tx) =>
      this.sessions.passwordHashOf(tx, user.userId),
    );
    const current = input.currentPassword.slice(0, PASSWORD_READ_MAX);
    if (!(await this.hasher.verify(oldHash, current)) || oldHash === null) return undefined;
    await this.limit.giveBack(attempt);
    return { oldHash, newHash: await this.hasher.hash(input.newPassword) };
  }
}

function wrongPassword(): ProblemError {
  return new ProblemError({
    code: 'INVALID_VALUE',
    message: 'This is not the current password.',
    path: ['input', 'currentPassword'],
    facts: { rule: 'CURRENT_PASSWORD' },
  });
}
