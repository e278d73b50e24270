import { Injectable } from '@nestjs/common';
import { ProblemError, type Problem } from '../kernel/index.js';
import { requireNoMembership, userIdOf, type RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { UnitOfWork, type Tx } from '../platform/database/index.js';
import { userErrorsOf } from '../platform/graphql/index.js';
import { onceByKey } from '../platform/idempotency/index.js';
import type { CreditPaymentRecordInput } from './credit.input.js';
import type { CreditPaymentRecordPayload } from './credit.payload.js';
import { CreditPaymentRecordErrorCode } from './credit.problems.js';
import { CreditRepository, type PaymentToRecord } from './credit.repository.js';
import { checkPayment, checkReceivedOn, noAccountIn, noSuchReseller } from './credit.rules.js';
import { ResellerRepository } from './reseller.repository.js';
import { sightOf } from './reseller.sight.js';

@Injectable()
export class RecordCreditPayment {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly resellers: ResellerRepository,
    private readonly credit: CreditRepository,
  ) {}

  /** A second call with the same key and input records nothing and answers with the account as it is by then. */
  async run(
    ctx: RequestContext,
    input: CreditPaymentRecordInput,
  ): Promise<CreditPaymentRecordPayload> {
    requireNoMembership(ctx);
    const { amount, problems } = checkPayment(input);
    if (!amount || problems.length > 0) return refused(problems);
    const payment: PaymentToRecord = {
      resellerId: input.resellerId.toLowerCase(),
      amount,
      reference: input.reference.trim(),
      receivedOn: input.receivedOn,
      recordedBy: userIdOf(ctx),
    };
    const key = input.idempotencyKey.trim();
    try {
      return await this.unitOfWork.run(ctx, (tx) => this.recordOnce(ctx, tx, key, payment), {
        keyed: true,
      });
    } catch (error) {
      if (error instanceof ProblemError) return refused(error.problems);
      throw error;
    }
  }

  private async recordOnce(
    ctx: RequestContext,
    tx: Tx,
    key: string,
    payment: PaymentToRecord,
  ): Promise<CreditPaymentRecordPayload> {
    if (!(await this.resellers.find(tx, sightOf(ctx), payment.resellerId))) {
      throw new ProblemError(noSuchReseller());
    }
    const { resellerId, amount, reference, receivedOn } = payment;
    const claim = {
      owner: `user:${payment.recordedBy ?? 'SYSTEM'}`,
      operation: 'creditPaymentRecord',
      key,
      input: { resellerId, amount: amount.toJSON(), reference, receivedOn },
    };
    const { result, replayed } = await onceByKey(tx, claim, async () => ({
      accountId: await this.record(ctx, tx, payment),
    }));
    const creditAccount = await this.credit.require(tx, result.accountId);
    return { creditAccount, replayed, userErrors: [] };
  }

  private async record(ctx: RequestContext, tx: Tx, payment: PaymentToRecord): Promise<string> {
    const { resellerId, amount, reference, receivedOn } = payment;
    const late = checkReceivedOn(receivedOn, await this.credit.latestDay(tx));
    if (late.length > 0) throw new ProblemError(late);
    const recorded = await this.credit.recordPayment(tx, payment);
    if (!recorded) {
      const accounts = await this.credit.accountsOf(tx, [resellerId]);
      const currencies = accounts.map(({ currencyCode }) => currencyCode);
      throw new ProblemError(noAccountIn(amount.currencyCode, currencies));
    }
    const { paymentId, accountId } = recorded;
    await recordChange(ctx, tx, {
      entity: 'CREDIT_ACCOUNT',
      entityId: accountId,
      operation: 'RECORD_PAYMENT',
      old: { exposure: recorded.exposureBefore.toJSON() },
      new: {
        exposure: recorded.exposure.toJSON(),
        payment: { id: paymentId, amount: amount.toJSON(), reference, receivedOn },
      },
      partyIds: [resellerId],
      parentId: resellerId,
      emit: 'credit.payment_recorded',
      payload: {
        paymentId,
        resellerId,
        amount: amount.toJSON(),
        exposure: recorded.exposure.toJSON(),
      },
    });
    return accountId;
  }
}

function refused(problems: readonly Problem[]): CreditPaymentRecordPayload {
  return {
    creditAccount: null,
    replayed: false,
    userErrors: userErrorsOf(problems, CreditPaymentRecordErrorCode),
  };
}
