import { Args, Query, Resolver } from '@nestjs/graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { ReconcileSales } from './reconcile-sales.js';
import { SalesReconcileInput, SalesReconciliation } from './sales-reconcile.type.js';
import { SalesInput } from './sales.input.js';
import { SalesService } from './sales.service.js';
import { SalesResult } from './sales.type.js';

@Resolver(() => SalesResult)
export class SalesResolver {
  constructor(
    private readonly sales: SalesService,
    private readonly reconciling: ReconcileSales,
  ) {}

  @Allow(Permission.SALES_READ)
  @Query(() => SalesResult, {
    name: 'sales',
    description:
      'What was sold: of your reseller; for staff of their regions, by region as membership says. Exact in every answer, also for sales of a moment ago. RATE_MISSING when there is no exchange rate by the day of a sale.',
  })
  ask(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => SalesInput, description: 'What to know.' }) input: SalesInput,
  ): Promise<SalesResult> {
    return this.sales.answer(ctx, input);
  }

  @Allow(Permission.SALES_READ)
  @Query(() => SalesReconciliation, {
    name: 'salesReconcile',
    description:
      'Compares a slice of sales in every table that knows it, and with the lines of the orders. For staff; FORBIDDEN for whoever speaks for a reseller.',
  })
  reconcile(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => SalesReconcileInput, description: 'Which slice.' })
    input: SalesReconcileInput,
  ): Promise<SalesReconciliation> {
    return this.reconciling.run(ctx, input);
  }
}
