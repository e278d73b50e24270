import { Injectable } from '@nestjs/common';
import { checkId, ProblemError, type Facts, type Problem } from '../kernel/index.js';
import { requireNoMembership, type RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import type { CreditAccountEntity } from './credit.entity.js';
import type { CreditLimitChangeInput, CreditTermsChangeInput } from './credit.input.js';
import { CreditRepository, type AccountEdit } from './credit.repository.js';
import { checkLimit, noAccountIn, noSuchReseller, staleAccount } from './credit.rules.js';
import { ResellerRepository } from './reseller.repository.js';
import { sightOf } from './reseller.sight.js';

interface AccountTarget {
  resellerId: string;
  currencyCode: string;
  expectedVersion: number;
  /** Where the input names the currency. */
  currencyPath: string[];
}

/** What one of the two operations writes, and how it is told. */
interface Change {
  operation: 'CHANGE_LIMIT' | 'CHANGE_TERMS';
  event: string;
  edit: AccountEdit;
  told: (account: AccountEdit) => Facts;
}

/** Changes the limit or the terms of a credit account. Orders and payments change its exposure, and nobody else does. */
@Injectable()
export class EditCreditAccount {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly resellers: ResellerRepository,
    private readonly credit: CreditRepository,
  ) {}

  /** A limit below the exposure is allowed: it takes nothing back, and lets nothing more be taken. */
  async changeLimit(
    ctx: RequestContext,
    input: CreditLimitChangeInput,
  ): Promise<Outcome<CreditAccountEntity>> {
    const { limit, problems } = checkLimit(input);
    const { resellerId, expectedVersion } = input;
    const { currencyCode } = input.limit;
    const target = { resellerId, currencyCode, expectedVersion, currencyPath: ['input', 'limit'] };
    return this.run(ctx, target, problems, (before) => ({
      operation: 'CHANGE_LIMIT',
      event: 'credit.limit_changed',
      edit: { terms: before.terms, limit: limit ?? before.limit },
      told: (account) => ({ limit: account.limit.toJSON() }),
    }));
  }

  async changeTerms(
    ctx: RequestContext,
    input: CreditTermsChangeInput,
  ): Promise<Outcome<CreditAccountEntity>> {
    const problems = checkId(input.resellerId, ['input', 'resellerId']);
    return this.run(ctx, { ...input, currencyPath: ['input'] }, problems, (before) => ({
      operation: 'CHANGE_TERMS',
      event: 'credit.terms_changed',
      edit: { limit: before.limit, terms: input.terms },
      told: ({ terms }) => ({ terms }),
    }));
  }

  private async run(
    ctx: RequestContext,
    target: AccountTarget,
    problems: Problem[],
    changeOf: (before: CreditAccountEntity) => Change,
  ): Promise<Outcome<CreditAccountEntity>> {
    requireNoMembership(ctx);
    if (problems.length > 0) return { value: null, problems };
    return outcomeOf(
      this.unitOfWork.run(ctx, async (tx) => {
        const before = await this.require(ctx, tx, target);
        await this.write(ctx, tx, before, changeOf(before));
        return this.credit.require(tx, before.id);
      }),
    );
  }

  private async require(
    ctx: RequestContext,
    tx: Tx,
    { resellerId, currencyCode, expectedVersion, currencyPath }: AccountTarget,
  ): Promise<CreditAccountEntity> {
    const reseller = await this.resellers.find(tx, sightOf(ctx), resellerId);
    if (!reseller) throw new ProblemError(noSuchReseller());
    const accounts = await this.credit.accountsOf(tx, [reseller.id]);
    const account = accounts.find((each) => each.currencyCode === currencyCode);
    if (!account) {
      const currencies = accounts.map((each) => each.currencyCode);
      throw new ProblemError(noAccountIn(currencyCode, currencies, currencyPath));
    }
    if (account.version !== expectedVersion) throw new ProblemError(staleAccount(account.version));
    return account;
  }

  private async write(
    ctx: RequestContext,
    tx: Tx,
    before: CreditAccountEntity,
    { operation, event, edit, told }: Change,
  ): Promise<void> {
    if (edit.terms === before.terms && edit.limit.equals(before.limit)) return;
    const version = await this.credit.edit(tx, before, edit);
    // Somebody was faster since the account was read.
    if (version === undefined) {
      throw new ProblemError(staleAccount((await this.credit.require(tx, before.id)).version));
    }
    const { resellerId, currencyCode } = before;
    await recordChange(ctx, tx, {
      entity: 'CREDIT_ACCOUNT',
      entityId: before.id,
      operation,
      version,
      old: told(before),
      new: told(edit),
      partyIds: [resellerId],
      parentId: resellerId,
      emit: event,
      payload: { resellerId, currencyCode, ...told(edit) },
    });
  }
}
