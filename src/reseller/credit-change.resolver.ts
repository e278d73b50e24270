import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { userErrorsOf } from '../platform/graphql/index.js';
import {
  CreditAccountOpened,
  CreditTermsChanged,
  type CreditAccountPayload,
} from './credit-account.payload.js';
import {
  CreditAccountOpenInput,
  CreditLimitChangeInput,
  CreditPaymentRecordInput,
  CreditTermsChangeInput,
} from './credit.input.js';
import { CreditLimitChangeErrorCode } from './credit.problems.js';
import { CreditLimitChangePayload, CreditPaymentRecordPayload } from './credit.payload.js';
import { EditCreditAccount } from './edit-credit-account.js';
import { OpenCreditAccount } from './open-credit-account.js';
import { RecordCreditPayment } from './record-credit-payment.js';

@Resolver()
export class CreditChangeResolver {
  constructor(
    private readonly recordPayment: RecordCreditPayment,
    private readonly openAccount: OpenCreditAccount,
    private readonly accounts: EditCreditAccount,
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
  async changeCreditLimit(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => CreditLimitChangeInput, description: 'The new limit.' })
    input: CreditLimitChangeInput,
  ): Promise<CreditLimitChangePayload> {
    const { value, problems } = await this.accounts.changeLimit(ctx, input);
    return {
      creditAccount: value,
      userErrors: userErrorsOf(problems, CreditLimitChangeErrorCode),
    };
  }

  @Allow(Permission.CREDIT_WRITE)
  @Mutation(() => CreditAccountOpened.type, {
    name: 'creditAccountOpen',
    description: 'Gives a reseller credit in a currency in which it had none.',
  })
  async openCreditAccount(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => CreditAccountOpenInput, description: 'The new account.' })
    input: CreditAccountOpenInput,
  ): Promise<CreditAccountPayload> {
    return CreditAccountOpened.of(await this.openAccount.run(ctx, input));
  }

  @Allow(Permission.CREDIT_WRITE)
  @Mutation(() => CreditTermsChanged.type, {
    name: 'creditTermsChange',
    description: 'Changes when the invoices of a credit account are due.',
  })
  async changeCreditTerms(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => CreditTermsChangeInput, description: 'The new terms.' })
    input: CreditTermsChangeInput,
  ): Promise<CreditAccountPayload> {
    return CreditTermsChanged.of(await this.accounts.changeTerms(ctx, input));
  }
}
