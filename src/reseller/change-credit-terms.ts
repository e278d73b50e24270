import { Injectable } from '@nestjs/common';
import { checkId, ProblemError } from '../kernel/index.js';
import { requireNoMembership, type RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import type { CreditAccountEntity } from './credit.entity.js';
import type { CreditTermsChangeInput } from './credit.input.js';
import { CreditRepository } from './credit.repository.js';
import { noAccountIn, noSuchReseller, staleAccount } from './credit.rules.js';
import { ResellerRepository } from './reseller.repository.js';
import { sightOf } from './reseller.sight.js';

@Injectable()
export class ChangeCreditTerms {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly resellers: ResellerRepository,
    private readonly credit: CreditRepository,
  ) {}

  async run(
    ctx: RequestContext,
    input: CreditTermsChangeInput,
  ): Promise<Outcome<CreditAccountEntity>> {
    requireNoMembership(ctx);
    const problems = checkId(input.resellerId, ['input', 'resellerId']);
    if (problems.length > 0) return { value: null, problems };
    return outcomeOf(this.unitOfWork.run(ctx, (tx) => this.change(ctx, tx, input)));
  }

  private async change(
    ctx: RequestContext,
    tx: Tx,
    { resellerId, currencyCode, terms, expectedVersion }: CreditTermsChangeInput,
  ): Promise<CreditAccountEntity> {
    const reseller = await this.resellers.find(tx, sightOf(ctx), resellerId);
    if (!reseller) throw new ProblemError(noSuchReseller());
    const accounts = await this.credit.accountsOf(tx, [reseller.id]);
    const before = accounts.find((account) => account.currencyCode === currencyCode);
    if (!before) {
      const currencies = accounts.map((account) => account.currencyCode);
      throw new ProblemError(noAccountIn(currencyCode, currencies, ['input']));
    }
    if (before.version !== expectedVersion) throw new ProblemError(staleAccount(before.version));
    if (before.terms === terms) return before;
    const version = await this.credit.changeTerms(tx, before.id, terms, expectedVersion);
    if (version === undefined) throw new ProblemError(staleAccount());
    await recordChange(ctx, tx, {
      entity: 'CREDIT_ACCOUNT',
      entityId: before.id,
      operation: 'CHANGE_TERMS',
      version,
      old: { terms: before.terms },
      new: { terms },
      partyIds: [reseller.id],
      parentId: reseller.id,
      emit: 'credit.terms_changed',
      payload: { resellerId: reseller.id, currencyCode, terms },
    });
    return this.credit.require(tx, before.id);
  }
}
