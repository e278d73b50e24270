import { Injectable } from '@nestjs/common';
import { ProblemError } from '../kernel/index.js';
import type { RequestContext, UserCaller } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { requireSignedIn } from './account.js';
import { AccountRepository } from './account.repository.js';
import { checkLocale, checkPersonName } from './account.rules.js';

export interface UpdateAccountInput {
  name?: string | null;
  locale?: string | null;
}

/** What people say of themselves. Neither can be without a value, so null is as if it were left out. */
@Injectable()
export class UpdateAccount {
  constructor(
    private readonly work: UnitOfWork,
    private readonly accounts: AccountRepository,
  ) {}

  /** The person as they are afterwards. */
  async run(ctx: RequestContext, input: UpdateAccountInput): Promise<UserCaller> {
    const user = requireSignedIn(ctx);
    const { name = null, locale = null } = input;
    const problems = [
      ...(name === null ? [] : checkPersonName(name, ['input', 'name'])),
      ...(locale === null ? [] : checkLocale(locale, ['input', 'locale'])),
    ];
    if (problems.length > 0) throw new ProblemError(problems);
    const change = { name: name?.trim() ?? null, locale };
    await this.work.run(ctx, async (tx) => {
      const before = await this.accounts.update(tx, user.userId, change);
      if (before === undefined) return;
      const { oldName, oldLocale, version } = before;
      await recordChange(ctx, tx, {
        entity: 'USER',
        entityId: user.userId,
        operation: 'UPDATE',
        version,
        old: { name: oldName, locale: oldLocale },
        new: { name: change.name ?? oldName, locale: change.locale ?? oldLocale },
        partyIds: user.membership === null ? [] : [user.membership.resellerId],
      });
    });
    return { ...user, name: change.name ?? user.name };
  }
}
