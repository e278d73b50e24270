import DataLoader from 'dataloader';
import { Injectable } from '@nestjs/common';
import { MarketService, type Market } from '../market/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import type { OrderEvent } from './order-part.type.js';
import { OrderRepository } from './order.repository.js';
import { orderSightOf } from './order.sight.js';
import type { Order } from './order.type.js';
import { historyOf } from './order.view.js';

interface RequestLoaders {
  history: DataLoader<Order, OrderEvent[], string>;
  market: DataLoader<string, Market | null>;
}

/** What hangs on orders, one statement per field and request however long the page is. */
@Injectable()
export class OrderLoader {
  private readonly perRequest = new WeakMap<RequestContext, RequestLoaders>();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly orders: OrderRepository,
    private readonly markets: MarketService,
  ) {}

  of(ctx: RequestContext): RequestLoaders {
    const known = this.perRequest.get(ctx);
    if (known) return known;
    const made = this.make(ctx);
    this.perRequest.set(ctx, made);
    return made;
  }

  private make(ctx: RequestContext): RequestLoaders {
    return {
      // One request may change an order several times: each version has its own history.
      history: new DataLoader((orders) => this.historiesOf(ctx, orders), {
        cacheKeyFn: ({ id, version }) => `${id} ${version}`,
      }),
      market: new DataLoader(async (codes) => {
        const markets = await this.markets.list(ctx);
        return codes.map((code) => markets.find((market) => market.code === code) ?? null);
      }),
    };
  }

  private async historiesOf(
    ctx: RequestContext,
    orders: readonly Order[],
  ): Promise<OrderEvent[][]> {
    const ids = orders.map(({ id }) => id);
    const rows = await this.unitOfWork.read(ctx, (tx) => this.orders.history(tx, ids));
    const sight = orderSightOf(ctx);
    return orders.map((order) =>
      historyOf(
        rows.filter(({ orderId }) => orderId === order.id),
        order,
        sight,
      ),
    );
  }
}
