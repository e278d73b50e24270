import { Injectable } from '@nestjs/common';
import { ProblemError, type Problem } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { queueLetter } from '../platform/letter/index.js';
import { requireSignedIn } from './account.js';
import { AccountRepository } from './account.repository.js';
import { PASSWORD_CHANGED } from './password-changed.letter.js';
import { OwnPassword } from './own-password.js';
import { PasswordHasher } from './password-hasher.js';
import { checkNewPassword } from './password.rules.js';
import { SessionRepository } from './session.repository.js';

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
    private readonly password: OwnPassword,
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
    const oldHash = await this.password.confirm(ctx, user.userId, input.currentPassword);
    if (oldHash === undefined) throw wrongPassword();
    const newHash = await this.hasher.inTurn(() => this.hasher.hash(input.newPassword));
    const ended = await this.work.run(ctx, async (tx) => {
      const count = await this.sessions.changePassword(tx, {
        userId: user.userId,
        oldHash,
        newHash,
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
}

function wrongPassword(): ProblemError {
  return new ProblemError({
    code: 'INVALID_VALUE',
    message: 'This is not the current password.',
    path: ['input', 'currentPassword'],
    facts: { rule: 'CURRENT_PASSWORD' },
  });
}
