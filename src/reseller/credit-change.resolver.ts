import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { ChangeCreditLimit } from './change-credit-limit.js';
import { CreditLimitChangeInput, CreditPaymentRecordInput } from './credit.input.js';
import { CreditLimitChangePayload, CreditPaymentRecordPayload } from './credit.payload.js';
import { RecordCreditPayment } from './record-credit-payment.js';

@Resolver()
export class CreditChangeResolver {
  constructor(
    private readonly recordPayment: RecordCreditPayment,
    private readonly changeLimit: ChangeCreditLimit,
  ) {}

  @Allow(Permission.PAYMENT_RECORD)
  @Mutation(() => CreditPaymentRecordPayload, {
    name: 'creditPaymentRecord',
    description:
      'Records money received from a reseller and lowers the exposure of its account by it, below zero when it paid ahead.',
  })
  recordCreditPayment(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => CreditPaymentRecordInput, description: 'The payment.' })
    input: CreditPaymentRecordInput,
  ): Promise<CreditPaymentRecordPayload> {
    return this.recordPayment.run(ctx, input);
  }

  @Allow(Permission.CREDIT_WRITE)
  @Mutation(() => CreditLimitChangePayload, {
    name: 'creditLimitChange',
    description:
      'Changes the limit of a credit account. A limit below the exposure is allowed: new orders then go on hold.',
  })
  changeCreditLimit(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => CreditLimitChangeInput, description: 'The new limit.' })
    input: CreditLimitChangeInput,
  ): Promise<CreditLimitChangePayload> {
    return this.changeLimit.run(ctx, input);
  }
}
