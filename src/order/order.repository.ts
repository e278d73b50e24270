import { Injectable } from '@nestjs/common';
import type { PagePlan } from '../kernel/index.js';
import type { Tx } from '../platform/database/index.js';
import type { HoldReason, OrderSort } from './order.enum.js';
import type { OrderState } from './order.machine.js';
import type { EventRow, OrderRow } from './order.row.js';
import type { OrderSight } from './order.sight.js';
import { HISTORY, LIST_SOURCE, ordersOf } from './order.sql.js';

/** Which orders a list holds; null or absent leaves a condition out. */
export interface OrderCriteria {
  states?: readonly OrderState[] | null;
  onHold?: boolean | null;
  hold?: HoldReason | null;
  marketCode?: string | null;
  soldToId?: string | null;
  /** Days 'YYYY-MM-DD' of the market's calendar, the second one exclusive. */
  createdFrom?: string | null;
  createdUntil?: string | null;
  text?: string | null;
}

export interface OrderList {
  sight: OrderSight;
  criteria: OrderCriteria;
  sort: OrderSort;
}

type Bind = (value: unknown) => string;

@Injectable()
export class OrderRepository {
  async find(
    tx: Tx,
    sight: OrderSight,
    key: { id: string } | { number: string },
  ): Promise<OrderRow | null> {
    const byId = 'id' in key;
    const values: unknown[] = [byId ? key.id : key.number];
    const keySql = byId ? 'o.id = $1' : 'o.number = $1';
    const seenSql = seenBy(sight, binderOf(values));
    const pageSql = `SELECT o.*, o.created_at AS list_time FROM orders.sales_order o WHERE ${keySql} AND ${seenSql}`;
    const name = `order_find_by_${byId ? 'id' : 'number'}_${sight.kind.toLowerCase()}`;
    const findSql = ordersOf(pageSql, 'o.id', { lines: true });
    const [row] = await tx.named<OrderRow>(name, findSql, values);
    return row ?? null;
  }

  /** One row more than the page has, which tells whether there is another. */
  page(tx: Tx, list: OrderList, plan: PagePlan, parts: { lines: boolean }): Promise<OrderRow[]> {
    const values: unknown[] = [];
    const bind = binderOf(values);
    const conditions = conditionsOf(list, bind);
    const rising = (list.sort !== 'NEWEST') === (plan.direction === 'forward');
    if (plan.cursor) {
      const [time, id] = placeOf(list.sort, plan.cursor);
      const place = `(${bind(time)}::timestamptz, ${bind(id)}::uuid)`;
      conditions.push(`(t.list_time, o.id) ${rising ? '>' : '<'} ${place}`);
    }
    const direction = rising ? 'ASC' : 'DESC';
    const page = `SELECT o.*, t.list_time FROM ${sourceOf(list.sort)} WHERE ${conditions.join(' AND ')}
      ORDER BY t.list_time ${direction}, o.id ${direction} LIMIT ${bind(plan.fetch)}`;
    const order = `o.list_time ${direction}, o.id ${direction}`;
    return tx.query<OrderRow>(ordersOf(page, order, parts), values);
  }

  async count(tx: Tx, list: OrderList): Promise<number> {
    const values: unknown[] = [];
    const whereSql = conditionsOf(list, binderOf(values)).join(' AND ');
    const sourceSql = sourceOf(list.sort);
    const [row] = await tx.query<{ count: number }>(
      `SELECT count(*)::integer AS count FROM ${sourceSql} WHERE ${whereSql}`,
      values,
    );
    return row?.count ?? 0;
  }

  history(tx: Tx, orderIds: readonly string[]): Promise<EventRow[]> {
    return tx.named<EventRow>('order_history', HISTORY, [orderIds]);
  }
}

/** The values of a place in a list, in the order in which its cursors hold them: a cursor fits its own kind of list only. */
export function cursorOf(sort: OrderSort, order: { id: string; listTime: string }): string[] {
  return sort === 'OLDEST_HOLD' ? [order.id, order.listTime] : [order.listTime, order.id];
}

function placeOf(sort: OrderSort, [one, other]: readonly unknown[]): [unknown, unknown] {
  return sort === 'OLDEST_HOLD' ? [other, one] : [one, other];
}

function sourceOf(sort: OrderSort): string {
  return sort === 'OLDEST_HOLD' ? LIST_SOURCE.HELD : LIST_SOURCE.CREATED;
}

function binderOf(values: unknown[]): Bind {
  return (value) => `$${values.push(value)}`;
}

/** Row-level security stands behind it. The partner of record sees nothing of an order before it is submitted. */
function seenBy(sight: OrderSight, bind: Bind): string {
  switch (sight.kind) {
    case 'PARTY': {
      const own = `${bind(sight.resellerId)}::uuid`;
      return `(o.sold_to_id = ${own} OR o.bill_to_id = ${own}
        OR (o.partner_of_record_id = ${own} AND o.state <> 'DRAFT'))`;
    }
    case 'REGIONS':
      return `o.market_code IN (SELECT m.code FROM market.market_v m
        WHERE m.region_id = ANY (${bind(sight.regionIds)}::uuid[]))`;
    case 'ALL':
      return 'true';
    case 'NONE':
      return 'false';
  }
}

function conditionsOf({ sight, criteria }: OrderList, bind: Bind): string[] {
  const conditions = [seenBy(sight, bind)];
  const { states, onHold, hold, marketCode, soldToId, createdFrom, createdUntil, text } = criteria;
  const open = 'SELECT FROM orders.hold h WHERE h.order_id = o.id AND h.released_at IS NULL';
  if (states) conditions.push(`o.state = ANY (${bind(states)}::text[])`);
  if (onHold != null) conditions.push(`${onHold ? '' : 'NOT '}EXISTS (${open})`);
  if (hold) conditions.push(`EXISTS (${open} AND h.reason = ${bind(hold)})`);
  if (marketCode) conditions.push(`o.market_code = ${bind(marketCode)}`);
  if (soldToId) conditions.push(`o.sold_to_id = ${bind(soldToId)}::uuid`);
  // A day begins at most 14 hours before and ends at most 12 hours after the same day in UTC: the first half of each
  // condition lets an index help.
  if (createdFrom) {
    const day = bind(createdFrom);
    conditions.push(
      `o.created_at >= ${day}::date - 1 AND market.day_in(o.market_code, o.created_at) >= ${day}::date`,
    );
  }
  if (createdUntil) {
    const day = bind(createdUntil);
    conditions.push(
      `o.created_at < ${day}::date + 1 AND market.day_in(o.market_code, o.created_at) < ${day}::date`,
    );
  }
  if (text) conditions.push(mentions(sight, text, bind));
  return conditions;
}

/** The purchase order number is the buyer's: its partner of record cannot find an order by it. */
function mentions(sight: OrderSight, text: string, bind: Bind): string {
  const part = `lower(${bind(text)})`;
  const buyer =
    sight.kind === 'PARTY'
      ? `${bind(sight.resellerId)}::uuid IN (o.sold_to_id, o.bill_to_id)`
      : 'true';
  return `(position(${part} IN lower(o.number)) > 0
    OR (position(${part} IN lower(o.purchase_order_number)) > 0 AND ${buyer})
    OR position(${part} IN lower(o.end_customer ->> 'name')) > 0
    OR EXISTS (SELECT FROM orders.order_line l WHERE l.order_id = o.id AND position(${part} IN lower(l.sku)) > 0))`;
}
