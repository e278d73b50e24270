import { Args, Query, Resolver } from '@nestjs/graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { SalesInput } from './sales.input.js';
import { SalesService } from './sales.service.js';
import { SalesResult } from './sales.type.js';

@Resolver(() => SalesResult)
export class SalesResolver {
  constructor(private readonly sales: SalesService) {}

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
}
