import { Args, Info, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { ProblemError, requirePage } from '../kernel/index.js';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { PAGE_SIZES, PageArgs, wantsTotalCount } from '../platform/graphql/index.js';
import { checkLevelFilter } from './adjustment.rules.js';
import { InventoryService } from './inventory.service.js';
import { StockLevelFilter } from './stock.input.js';
import { StockLevel, StockLevelConnection } from './stock.type.js';

@Resolver(() => StockLevel)
export class StockLevelResolver {
  constructor(private readonly inventory: InventoryService) {}

  @Allow(Permission.STOCK_READ)
  @Query(() => StockLevelConnection, {
    description:
      'What is there of which SKU at which location, by SKU and location code. Staff of some regions see the locations of stockLocations.',
  })
  stockLevels(
    @Ctx() ctx: RequestContext,
    @Args() args: PageArgs,
    @Args('filter', {
      type: () => StockLevelFilter,
      nullable: true,
      description: 'Which levels to list; all when absent.',
    })
    filter: StockLevelFilter | null | undefined,
    @Info() info: GraphQLResolveInfo,
  ): Promise<StockLevelConnection> {
    const problems = checkLevelFilter(filter ?? {});
    if (problems.length > 0) throw new ProblemError(problems);
    const plan = requirePage(args, { ...PAGE_SIZES, keys: ['text', 'text'] });
    return this.inventory.levels(ctx, filter ?? {}, { plan, count: wantsTotalCount(info) });
  }
}
