import { Injectable } from '@nestjs/common';
import { ProblemError } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { requireSignedIn } from './account.js';
import { AccountLimitRepository } from './account-limit.repository.js';
import { writeRegistration } from './account-letters.js';
import { AccountRepository } from './account.repository.js';
import { checkEmail, isPlaceholder, RESET_HOURS, VERIFICATION_HOURS } from './account.rules.js';
import { makeLetterToken } from './secret.js';

/**
 * For somebody who signs in without having proven an e-mail address: who came by another way than the letter, such as
 * with Microsoft. Whoever has the address already gets another letter; the one who asked sees the same answer.
 */
@Injectable()
export class SendEmailVerification {
  constructor(
    private readonly work: UnitOfWork,
    private readonly accounts: AccountRepository,
    private readonly limit: AccountLimitRepository,
  ) {}

  /** The address to which the letter goes; null when one is proven already. */
  async run(ctx: RequestContext, wished: string | null): Promise<string | null> {
    const user = requireSignedIn(ctx);
    const email = (wished ?? (isPlaceholder(user.email) ? '' : user.email)).trim();
    const problems = checkEmail(email, ['input', 'email']);
    if (problems.length > 0) throw new ProblemError(problems);
    await this.limit.take('email-verification', email, ctx.ip);
    const token = makeLetterToken();
    return this.work.run(ctx, async (tx) => {
      const found = await this.accounts.askEmailProof(tx, {
        userId: user.userId,
        email,
        tokenHash: token.hash,
        hours: VERIFICATION_HOURS,
        resetHours: RESET_HOURS,
      });
      if (found === undefined) return null;
      const { known, locale } = found;
      await writeRegistration(tx, known, { to: email, locale, token: token.text });
      return email;
    });
  }
}
