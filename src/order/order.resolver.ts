import { Args, ID, Info, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { Market } from '../market/index.js';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { selects, wantsTotalCount } from '../platform/graphql/index.js';
import { OrdersArgs } from './order.list.js';
import { OrderLoader } from './order.loader.js';
import { OrderEvent } from './order-part.type.js';
import { OrderService } from './order.service.js';
import { Order, OrderConnection } from './order.type.js';

@Resolver(() => Order)
export class OrderResolver {
  constructor(
    private readonly orders: OrderService,
    private readonly loader: OrderLoader,
  ) {}

  @Allow(Permission.ORDER_READ)
  @Query(() => Order, {
    name: 'order',
    nullable: true,
    description:
      'One order, by id or by number: one of the caller’s reseller, or for staff of a market of their regions. NOT_FOUND when there is none within reach, BAD_USER_INPUT when both or neither is given.',
  })
  one(
    @Ctx() ctx: RequestContext,
    @Args('id', {
      type: () => ID,
      nullable: true,
      description: 'Id of the order; or give its number.',
    })
    id: string | null | undefined,
    @Args('number', {
      type: () => String,
      nullable: true,
      description: 'Number of the order, such as SO-2026-000123; or give its id.',
    })
    number: string | null | undefined,
  ): Promise<Order> {
    return this.orders.require(ctx, { id: id ?? null, number: number ?? null });
  }

  @Allow(Permission.ORDER_READ)
  @Query(() => OrderConnection, {
    name: 'orders',
    description:
      'The orders in which the caller’s reseller buys, pays or is the partner of record; for staff those of the markets of their regions.',
  })
  list(
    @Ctx() ctx: RequestContext,
    @Args() args: OrdersArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<OrderConnection> {
    return this.orders.page(ctx, {
      filter: args.filter ?? {},
      sort: args.orderBy,
      args,
      counted: wantsTotalCount(info),
      lines: selects(info, 'nodes', 'lines') || selects(info, 'edges', 'node', 'lines'),
    });
  }

  @ResolveField(() => Market, {
    nullable: true,
    description: 'Its market; null when the caller can no longer see the market.',
  })
  market(@Ctx() ctx: RequestContext, @Parent() order: Order): Promise<Market | null> {
    return this.loader.of(ctx).market.load(order.marketCode);
  }

  @ResolveField(() => [OrderEvent], {
    description: 'What was done with it, from the first step on.',
  })
  history(@Ctx() ctx: RequestContext, @Parent() order: Order): Promise<OrderEvent[]> {
    return this.loader.of(ctx).history.load(order);
  }
}
