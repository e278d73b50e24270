import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { PasswordHasher } from './password-hasher.js';
import { SessionRepository } from './session.repository.js';
import { SignInLimitRepository, type Attempt } from './sign-in-limit.repository.js';

/** Longer than any password that could have been set. */
const PASSWORD_READ_MAX = 1024;

/** Asks who is signed in for their password before what a stolen token must not do; guesses are counted. */
@Injectable()
export class OwnPassword {
  constructor(
    private readonly work: UnitOfWork,
    private readonly sessions: SessionRepository,
    private readonly limit: SignInLimitRepository,
    private readonly hasher: PasswordHasher,
  ) {}

  /** The hash that it fits; undefined when it is wrong, or there is none. */
  confirm(ctx: RequestContext, userId: string, password: string): Promise<string | undefined> {
    return this.hasher.inTurn(async () => {
      const attempt: Attempt = { account: userId, ip: ctx.ip };
      await this.limit.take(attempt);
      const hash = await this.work.read(ctx, (tx) => this.sessions.passwordHashOf(tx, userId));
      const right = await this.hasher.verify(hash, password.slice(0, PASSWORD_READ_MAX));
      if (!right || hash === null) return undefined;
      await this.limit.giveBack(attempt);
      return hash;
    });
  }
}
