import { Injectable } from '@nestjs/common';
import { ProblemError } from '../kernel/index.js';
import { ANONYMOUS, type RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { AccountLimitRepository } from './account-limit.repository.js';
import { writeReset } from './account-letters.js';
import { AccountRepository } from './account.repository.js';
import { checkEmail, checkLocale, RESET_HOURS } from './account.rules.js';
import { makeLetterToken } from './secret.js';

/** A letter goes out whether or not there is an account; what it says, only the owner of the address reads. */
@Injectable()
export class RequestPasswordReset {
  constructor(
    private readonly work: UnitOfWork,
    private readonly accounts: AccountRepository,
    private readonly limit: AccountLimitRepository,
  ) {}

  /** The address to which a letter goes. */
  async run(ctx: RequestContext, input: { email: string; locale: string }): Promise<string> {
    const problems = [
      ...checkEmail(input.email, ['input', 'email']),
      ...checkLocale(input.locale, ['input', 'locale']),
    ];
    if (problems.length > 0) throw new ProblemError(problems);
    const email = input.email.trim();
    await this.limit.take('password-reset', email, ctx.ip);
    const token = makeLetterToken();
    await this.work.run({ ...ctx, caller: ANONYMOUS }, async (tx) => {
      const found = await this.accounts.askReset(tx, {
        email,
        tokenHash: token.hash,
        hours: RESET_HOURS,
      });
      await writeReset(tx, found, { to: email, token: token.text, locale: input.locale });
    });
    return email;
  }
}
