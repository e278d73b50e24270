import { Injectable } from '@nestjs/common';
import { ProblemError } from '../kernel/index.js';
import { ANONYMOUS, type RequestContext } from '../platform/access/index.js';
import { recordChanges } from '../platform/audit/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { queueLetter } from '../platform/letter/index.js';
import { AccountRepository, type ResetRow } from './account.repository.js';
import { tokenRefused } from './account.rules.js';
import { PASSWORD_CHANGED } from './password-changed.letter.js';
import { PasswordHasher } from './password-hasher.js';
import { checkNewPassword } from './password.rules.js';
import { hashOfLetterToken } from './secret.js';

/**
 * Sets a new password for who got the letter, and ends every sign-in: one of them may have been a thief's. So may a
 * Microsoft account that was linked; whoever has the new password can link theirs again.
 */
@Injectable()
export class ResetPassword {
  constructor(
    private readonly work: UnitOfWork,
    private readonly accounts: AccountRepository,
    private readonly hasher: PasswordHasher,
  ) {}

  async run(ctx: RequestContext, input: { token: string; newPassword: string }): Promise<ResetRow> {
    const nobody = { ...ctx, caller: ANONYMOUS };
    const tokenHash = hashOfLetterToken(input.token);
    const owner =
      tokenHash &&
      (await this.work.read(nobody, (tx) => this.accounts.resetSubject(tx, tokenHash)));
    if (tokenHash === undefined || owner === undefined) throw new ProblemError(tokenRefused());
    const problems = checkNewPassword(input.newPassword, owner, ['input', 'newPassword']);
    if (problems.length > 0) throw new ProblemError(problems);
    const passwordHash = await this.hasher.inTurn(() => this.hasher.hash(input.newPassword));
    return this.work.run(nobody, async (tx) => {
      const reset = await this.accounts.resetPassword(tx, tokenHash, passwordHash);
      if (reset === undefined) throw new ProblemError(tokenRefused());
      const { userId, email, name, locale, sessionsEnded, version, tenantId, objectId } = reset;
      const user = { entity: 'USER', entityId: userId } as const;
      await recordChanges(ctx, tx, [
        { ...user, operation: 'RESET_PASSWORD', version, new: { sessionsEnded } },
        ...(tenantId === null
          ? []
          : [{ ...user, operation: 'UNLINK_MICROSOFT', old: { tenantId, objectId } }]),
      ]);
      await queueLetter(tx, PASSWORD_CHANGED, { to: email, locale, params: { name, email } });
      return reset;
    });
  }
}
