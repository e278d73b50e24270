import { Injectable } from '@nestjs/common';
import {
  checkText,
  isId,
  ProblemError,
  requirePage,
  toPage,
  type PageArgs,
  type Problem,
} from '../kernel/index.js';
import { may, Permission, type RequestContext } from '../platform/access/index.js';
import { UnitOfWork, type Tx } from '../platform/database/index.js';
import { ApiError } from '../platform/error/index.js';
import { PAGE_SIZES } from '../platform/graphql/index.js';
import type { OrderSort } from './order.enum.js';
import type { OrderFilter } from './order.list.js';
import {
  cursorOf,
  OrderRepository,
  type OrderCriteria,
  type OrderList,
} from './order.repository.js';
import type { OrderRow } from './order.row.js';
import { orderSightOf } from './order.sight.js';
import type { Order, OrderConnection } from './order.type.js';
import { orderOf, type OrderReader } from './order.view.js';

const CREATED_PAGE = { ...PAGE_SIZES, keys: ['time', 'id'] } as const;
const HELD_PAGE = { ...PAGE_SIZES, keys: ['id', 'time'] } as const;
const NUMBER = /^SO-\d{4}-\d{6,12}$/;
const TEXT_LENGTH_MAX = 200;

export interface OrderAddress {
  id: string | null;
  number: string | null;
}

export interface OrdersRequest {
  filter: OrderFilter;
  sort: OrderSort;
  args: PageArgs;
  /** Whether the length of the whole list was asked for. */
  counted: boolean;
  /** Whether the lines of the orders were asked for. */
  lines: boolean;
}

@Injectable()
export class OrderService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly orders: OrderRepository,
  ) {}

  /** Null for one that the caller does not reach, just as for one that does not exist. */
  find(ctx: RequestContext, id: string): Promise<Order | null> {
    return this.unitOfWork.read(ctx, (tx) => this.findIn(ctx, tx, id));
  }

  /** A row that is known without reading it. */
  shown(ctx: RequestContext, row: OrderRow): Order {
    return orderOf(row, readerOf(ctx));
  }

  /** The same inside a unit of work: with what it has changed. */
  async findIn(ctx: RequestContext, tx: Tx, id: string): Promise<Order | null> {
    if (!isId(id)) return null;
    const row = await this.orders.find(tx, orderSightOf(ctx), { id });
    return row && orderOf(row, readerOf(ctx));
  }

  async require(ctx: RequestContext, { id, number }: OrderAddress): Promise<Order> {
    if ((id === null) === (number === null)) {
      throw new ProblemError({
        code: 'INVALID_VALUE',
        message: 'Give either the id or the number of the order.',
        path: ['id'],
      });
    }
    const order = id === null ? await this.byNumber(ctx, number ?? '') : await this.find(ctx, id);
    if (order) return order;
    throw new ApiError('NOT_FOUND', 'There is no such order. The query "orders" lists yours.');
  }

  async page(ctx: RequestContext, request: OrdersRequest): Promise<OrderConnection> {
    const { filter, sort, args, counted, lines } = request;
    const plan = requirePage(args, sort === 'OLDEST_HOLD' ? HELD_PAGE : CREATED_PAGE);
    const criteria = criteriaOf(filter);
    const reader = readerOf(ctx);
    const list: OrderList = { sight: reader.sight, criteria, sort };
    return this.unitOfWork.read(ctx, async (tx) => {
      const rows = await this.orders.page(tx, list, plan, { lines });
      const orders = rows.map((row) => orderOf(row, reader));
      return {
        ...toPage(orders, plan, (order) => cursorOf(sort, order)),
        ...(counted && { totalCount: await this.orders.count(tx, list) }),
      };
    });
  }

  private async byNumber(ctx: RequestContext, number: string): Promise<Order | null> {
    const wanted = number.trim().toUpperCase();
    if (!NUMBER.test(wanted)) return null;
    const reader = readerOf(ctx);
    const row = await this.unitOfWork.read(ctx, (tx) =>
      this.orders.find(tx, reader.sight, { number: wanted }),
    );
    return row && orderOf(row, reader);
  }
}

function readerOf(ctx: RequestContext): OrderReader {
  return { sight: orderSightOf(ctx), readsCredit: may(ctx.caller, Permission.CREDIT_READ) };
}

function criteriaOf(filter: OrderFilter): OrderCriteria {
  const text = filter.text?.trim() ?? '';
  const marketCode = filter.marketCode?.trim().toUpperCase() ?? '';
  const problems = [
    ...checkText(text, { path: ['filter', 'text'], max: TEXT_LENGTH_MAX }),
    ...checkText(marketCode, { path: ['filter', 'marketCode'], max: 2 }),
    ...checkSoldTo(filter.soldToId),
    ...checkPeriod(filter),
  ];
  if (problems.length > 0) throw new ProblemError(problems);
  return { ...filter, states: filter.state ?? null, marketCode, text };
}

function checkSoldTo(id: string | null | undefined): Problem[] {
  if (id == null || isId(id)) return [];
  return [
    {
      code: 'INVALID_VALUE',
      message: 'This is not the id of a reseller.',
      path: ['filter', 'soldToId'],
    },
  ];
}

function checkPeriod({ createdFrom, createdUntil }: OrderFilter): Problem[] {
  if (createdFrom == null || createdUntil == null || createdFrom < createdUntil) return [];
  return [
    {
      code: 'INVALID_VALUE',
      message: 'createdUntil must be after createdFrom: it is the first day that no longer counts.',
      path: ['filter', 'createdUntil'],
    },
  ];
}
