import { Injectable } from '@nestjs/common';
import { ProblemError, type Problem } from '../kernel/index.js';
import { ANONYMOUS, type RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { AccountLimitRepository } from './account-limit.repository.js';
import { writeRegistration } from './account-letters.js';
import { AccountRepository } from './account.repository.js';
import {
  checkEmail,
  checkLocale,
  checkPersonName,
  RESET_HOURS,
  VERIFICATION_HOURS,
} from './account.rules.js';
import { PasswordHasher } from './password-hasher.js';
import { checkNewPassword } from './password.rules.js';
import { makeLetterToken } from './secret.js';

export interface CreateAccountInput {
  email: string;
  name: string;
  password: string;
  locale: string;
}

/**
 * Keeps what somebody wants their account to be until they answer the letter that goes to the address. Whoever has an
 * account there gets another letter; the one who asked sees the same answer, made by the same work.
 */
@Injectable()
export class CreateAccount {
  constructor(
    private readonly work: UnitOfWork,
    private readonly accounts: AccountRepository,
    private readonly limit: AccountLimitRepository,
    private readonly hasher: PasswordHasher,
  ) {}

  /** The address to which a letter goes. */
  async run(ctx: RequestContext, input: CreateAccountInput): Promise<string> {
    const problems = checkAccount(input);
    if (problems.length > 0) throw new ProblemError(problems);
    const email = input.email.trim();
    await this.limit.take('account-create', email, ctx.ip);
    const passwordHash = await this.hasher.inTurn(() => this.hasher.hash(input.password));
    const token = makeLetterToken();
    // Whoever is signed in makes an account for somebody else: that one lies in no scope of theirs.
    await this.work.run({ ...ctx, caller: ANONYMOUS }, async (tx) => {
      const found = await this.accounts.askAccount(tx, {
        email,
        name: input.name.trim(),
        locale: input.locale,
        passwordHash,
        tokenHash: token.hash,
        hours: VERIFICATION_HOURS,
        resetHours: RESET_HOURS,
      });
      const locale = found.locale ?? input.locale;
      await writeRegistration(tx, found.known, { to: email, locale, token: token.text });
    });
    return email;
  }
}

function checkAccount({ email, name, password, locale }: CreateAccountInput): Problem[] {
  return [
    ...checkEmail(email, ['input', 'email']),
    ...checkPersonName(name, ['input', 'name']),
    ...checkNewPassword(password, { email }, ['input', 'password']),
    ...checkLocale(locale, ['input', 'locale']),
  ];
}
