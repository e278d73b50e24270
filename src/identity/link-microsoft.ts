import { Inject, Injectable } from '@nestjs/common';
import { ProblemError, type Problem } from '../kernel/index.js';
import type { RequestContext, UserCaller } from '../platform/access/index.js';
import { recordChanges, type AuditedChange } from '../platform/audit/index.js';
import { CONFIG, type Config } from '../platform/config/index.js';
import { UnitOfWork, type Tx } from '../platform/database/index.js';
import { queueLetter } from '../platform/letter/index.js';
import { requireSession } from './account.js';
import { AccountRepository } from './account.repository.js';
import { MICROSOFT_LINKED } from './microsoft-linked.letter.js';
import { requireMicrosoft, useCode, type MicrosoftCodeInput } from './microsoft-code.js';
import {
  MicrosoftRepository,
  type LinkRow,
  type MicrosoftAccountRow,
} from './microsoft.repository.js';
import type { MicrosoftPerson } from './microsoft.rules.js';
import { OwnPassword } from './own-password.js';

export interface LinkMicrosoftInput extends MicrosoftCodeInput {
  currentPassword: string;
}

/**
 * Adds a way to sign in, so a stolen token must not be enough: the password is asked for. The code is used here, by the
 * signed-in person whose page began: nobody can be led into linking their Microsoft account to the account of another.
 */
@Injectable()
export class LinkMicrosoft {
  constructor(
    private readonly work: UnitOfWork,
    private readonly accounts: MicrosoftRepository,
    private readonly people: AccountRepository,
    private readonly password: OwnPassword,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async run(ctx: RequestContext, input: LinkMicrosoftInput): Promise<MicrosoftAccountRow> {
    const user = requireSession(ctx);
    requireMicrosoft(this.config);
    const passwordHash = await this.password.confirm(ctx, user.userId, input.currentPassword);
    if (passwordHash === undefined) throw new ProblemError(wrongPassword());
    return this.work.run(ctx, async (tx) => {
      const person = await useCode(this.accounts, tx, input);
      if (person === undefined) throw new ProblemError(badCode());
      return this.link(ctx, tx, { user, passwordHash }, person);
    });
  }

  private async link(
    ctx: RequestContext,
    tx: Tx,
    { user, passwordHash }: { user: UserCaller; passwordHash: string },
    person: MicrosoftPerson,
  ): Promise<MicrosoftAccountRow> {
    const owner = { userId: user.userId, passwordHash };
    const linked = await this.accounts.link(tx, owner, person);
    const { outcome } = linked;
    // The password was another by now.
    if (outcome === 'REFUSED') throw new ProblemError(wrongPassword());
    if (outcome === 'TAKEN' || outcome === 'HAS_ANOTHER') throw new ProblemError(taken(outcome));
    if (outcome === 'LINKED') {
      await recordChanges(ctx, tx, changesOf(linked, user, person));
      await this.tell(tx, user.userId, person);
    }
    const account = await this.accounts.accountOf(tx, user.userId);
    if (account === undefined) throw new Error('The Microsoft account that was linked is gone');
    return account;
  }

  private async tell(tx: Tx, userId: string, person: MicrosoftPerson): Promise<void> {
    const owner = await this.people.contactOf(tx, userId);
    if (owner === undefined) return;
    const { email, name, locale } = owner;
    const microsoft = person.email ?? person.name;
    await queueLetter(tx, MICROSOFT_LINKED, {
      to: email,
      locale,
      params: { name, email, microsoft },
    });
  }
}

function changesOf(
  { closedUserId, closedVersion }: LinkRow,
  { userId, membership }: UserCaller,
  { tenantId, objectId }: MicrosoftPerson,
): AuditedChange[] {
  const change: AuditedChange = {
    entity: 'USER',
    entityId: userId,
    operation: 'LINK_MICROSOFT',
    new: { tenantId, objectId },
    partyIds: membership === null ? [] : [membership.resellerId],
  };
  if (closedUserId === null || closedVersion === null) return [change];
  const close: AuditedChange = {
    entity: 'USER',
    entityId: closedUserId,
    operation: 'CLOSE_UNUSED',
    from: 'ACTIVE',
    to: 'DISABLED',
    version: closedVersion,
    old: { microsoftTenantId: tenantId, microsoftObjectId: objectId },
    new: { microsoftMovedTo: userId },
  };
  return [close, change];
}

function wrongPassword(): Problem {
  return {
    code: 'INVALID_VALUE',
    message: 'This is not the current password.',
    path: ['input', 'currentPassword'],
    facts: { rule: 'CURRENT_PASSWORD' },
  };
}

function badCode(): Problem {
  return {
    code: 'INVALID_VALUE',
    message: 'The code has been used, has expired or is not of this page. Begin again.',
    path: ['input', 'code'],
    facts: { rule: 'CODE' },
  };
}

function taken(outcome: 'TAKEN' | 'HAS_ANOTHER'): Problem {
  return {
    code: 'ALREADY_EXISTS',
    message:
      outcome === 'TAKEN'
        ? 'This Microsoft account signs in to another account of this portal, which is in use.'
        : 'Your account has another Microsoft account: unlink that first.',
    path: ['input', 'code'],
  };
}
