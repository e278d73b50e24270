import { Injectable } from '@nestjs/common';
import { Money, ProblemError, type Problem } from '../kernel/index.js';
import { membershipOf, type RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { UnitOfWork, type Tx } from '../platform/database/index.js';
import { ApiError } from '../platform/error/index.js';
import { userErrorsOf } from '../platform/graphql/index.js';
import type { CreditLimitChangeInput } from './credit.input.js';
import type { CreditLimitChangePayload } from './credit.payload.js';
import { CreditLimitChangeErrorCode } from './credit.problems.js';
import { CreditRepository } from './credit.repository.js';
import { checkLimit, noAccountIn, noSuchReseller, staleAccount } from './credit.rules.js';
import type { CreditAccountEntity } from './credit.entity.js';
import { ResellerRepository } from './reseller.repository.js';
import { sightOf } from './reseller.sight.js';

@Injectable()
export class ChangeCreditLimit {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly resellers: ResellerRepository,
    private readonly credit: CreditRepository,
  ) {}

  /** A limit below the exposure is allowed: it takes nothing back, and lets nothing more be taken. */
  async run(ctx: RequestContext, input: CreditLimitChangeInput): Promise<CreditLimitChangePayload> {
    if (membershipOf(ctx) !== null) {
      throw new ApiError('FORBIDDEN', 'Nobody changes limits while speaking for a reseller.');
    }
    const { limit, problems } = checkLimit(input);
    if (!limit || problems.length > 0) return refused(problems);
    try {
      const creditAccount = await this.unitOfWork.run(ctx, (tx) =>
        this.change(ctx, tx, limit, input),
      );
      return { creditAccount, userErrors: [] };
    } catch (error) {
      if (error instanceof ProblemError) return refused(error.problems);
      throw error;
    }
  }

  private async change(
    ctx: RequestContext,
    tx: Tx,
    limit: Money,
    { resellerId, expectedVersion }: CreditLimitChangeInput,
  ): Promise<CreditAccountEntity> {
    if (!(await this.resellers.find(tx, sightOf(ctx), resellerId))) {
      throw new ProblemError(noSuchReseller());
    }
    const accounts = await this.credit.accountsOf(tx, [resellerId]);
    const before = accounts.find(({ currencyCode }) => currencyCode === limit.currencyCode);
    if (!before) {
      const currencies = accounts.map(({ currencyCode }) => currencyCode);
      throw new ProblemError(noAccountIn(limit.currencyCode, currencies, ['input', 'limit']));
    }
    const version = await this.credit.changeLimit(tx, before.id, limit, expectedVersion);
    if (version === undefined) throw new ProblemError(staleAccount());
    await recordChange(ctx, tx, {
      entity: 'CREDIT_ACCOUNT',
      entityId: before.id,
      operation: 'CHANGE_LIMIT',
      version,
      old: { limit: before.limit.toJSON() },
      new: { limit: limit.toJSON() },
      partyIds: [before.resellerId],
      emit: 'credit.limit_changed',
      payload: { resellerId: before.resellerId, limit: limit.toJSON() },
    });
    return this.credit.require(tx, before.id);
  }
}

function refused(problems: readonly Problem[]): CreditLimitChangePayload {
  return {
    creditAccount: null,
    userErrors: userErrorsOf(problems, CreditLimitChangeErrorCode),
  };
}
