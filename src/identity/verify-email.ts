import { Injectable } from '@nestjs/common';
import { newId, ProblemError } from '../kernel/index.js';
import { ANONYMOUS, type RequestContext } from '../platform/access/index.js';
import { recordChanges, type AuditedChange } from '../platform/audit/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { AccountRepository, type UsedEmailToken } from './account.repository.js';
import { tokenRefused } from './account.rules.js';
import { hashOfLetterToken } from './secret.js';

/** Takes the token of a letter as the proof that the address is the person's own: a registration becomes an account. */
@Injectable()
export class VerifyEmail {
  constructor(
    private readonly work: UnitOfWork,
    private readonly accounts: AccountRepository,
  ) {}

  /** The proven address. */
  async run(ctx: RequestContext, input: { token: string }): Promise<string> {
    const hash = hashOfLetterToken(input.token);
    if (hash === undefined) throw new ProblemError(tokenRefused());
    return this.work.run({ ...ctx, caller: ANONYMOUS }, async (tx) => {
      const used = await this.accounts.useEmailToken(tx, hash, newId());
      if (used.outcome === 'TAKEN') throw new ProblemError(addressTaken());
      if (used.outcome === 'REFUSED' || used.userId === null || used.email === null) {
        throw new ProblemError(tokenRefused());
      }
      await recordChanges(ctx, tx, changesOf(used, used.userId));
      return used.email;
    });
  }
}

function changesOf(used: UsedEmailToken, userId: string): AuditedChange[] {
  const { outcome, email, name, freedUserId, oldEmail } = used;
  const user = { entity: 'USER', entityId: userId } as const;
  const changes: AuditedChange[] = [
    outcome === 'CREATED'
      ? { ...user, operation: 'CREATE', to: 'ACTIVE', version: 1, new: { email, name } }
      : { ...user, operation: 'VERIFY_EMAIL', old: { email: oldEmail }, new: { email } },
  ];
  if (freedUserId !== null) {
    changes.push({
      entity: 'USER',
      entityId: freedUserId,
      operation: 'LOSE_UNPROVEN_EMAIL',
      old: { email },
    });
  }
  return changes;
}

/** Only who got the letter learns this, and it is their own address. */
function addressTaken() {
  return {
    code: 'ALREADY_EXISTS',
    message:
      'This address has an account by now. Sign in, or ask for a new password if you do not know it.',
    path: ['input', 'token'],
  };
}
