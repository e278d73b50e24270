import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { requireSignedIn } from './account.js';
import { AccountLimitRepository } from './account-limit.repository.js';
import { writeEmailProof } from './account-letters.js';
import { AccountRepository } from './account.repository.js';
import { VERIFICATION_HOURS } from './account.rules.js';
import { makeLetterToken } from './secret.js';

/** For somebody who signs in without having proven the e-mail: who came by another way than the letter. */
@Injectable()
export class SendEmailVerification {
  constructor(
    private readonly work: UnitOfWork,
    private readonly accounts: AccountRepository,
    private readonly limit: AccountLimitRepository,
  ) {}

  /** The address to which the letter goes; null when it is proven already. */
  async run(ctx: RequestContext): Promise<string | null> {
    const user = requireSignedIn(ctx);
    await this.limit.take('email-verification', user.email, ctx.ip);
    const token = makeLetterToken();
    return this.work.run(ctx, async (tx) => {
      const person = await this.accounts.askEmailProof(tx, {
        userId: user.userId,
        tokenHash: token.hash,
        hours: VERIFICATION_HOURS,
      });
      if (person === undefined) return null;
      const { email, locale } = person;
      await writeEmailProof(tx, { to: email, locale, token: token.text });
      return email;
    });
  }
}
