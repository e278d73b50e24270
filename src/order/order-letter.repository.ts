import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/index.js';
import type { ConfirmedOrder } from './order-confirmed.letter.js';

/** So many lines does a letter tell of. */
const LINES_MAX = 50;

const TAKE = `
  DELETE FROM orders.confirmation_due WHERE order_id IN (
    SELECT order_id FROM orders.confirmation_due ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED)
  RETURNING order_id AS id`;

// Who has left the buyer meanwhile is told nothing more; an order that was cancelled at once is none to confirm.
const READ = `
  SELECT o.placed_by_id AS "userId", jsonb_build_object(
    'number', o.number, 'purchaseOrderNumber', o.purchase_order_number, 'day', o.day,
    'currencyCode', o.currency_code, 'netMinor', o.current_net_minor::text, 'taxMinor', o.current_tax_minor::text,
    'totalMinor', o.current_total_minor::text, 'shipTo', o.ship_to,
    'lines', l.lines, 'moreLines', l.number - jsonb_array_length(l.lines)) AS "order"
  FROM orders.sales_order o
  CROSS JOIN LATERAL (
    SELECT count(*) AS number, coalesce(jsonb_agg(jsonb_build_object('sku', s.sku, 'name', s.name, 'quantity', s.quantity,
      'netMinor', s.net, 'backordered', s.backordered, 'promisedOn', s.promised_on) ORDER BY s.position)
      FILTER (WHERE s.place <= $2), '[]') AS lines
    FROM (
      SELECT p.sku, p.name, p.position, p.quantity - p.cancelled AS quantity, p.backordered, p.promised_on,
        (p.unit_price_minor * (p.quantity - p.cancelled))::text AS net, row_number() OVER (ORDER BY p.position) AS place
      FROM orders.order_line p WHERE p.order_id = o.id AND p.quantity > p.cancelled) s) l
  WHERE o.id = ANY ($1::uuid[]) AND o.confirmed_at IS NOT NULL AND l.number > 0
    AND EXISTS (SELECT FROM identity.memberships_of(o.placed_by_id) m WHERE m.reseller_id = o.sold_to_id)
  ORDER BY o.confirmed_at, o.id`;

export interface OrderToTell {
  userId: string;
  order: ConfirmedOrder;
}

/** Orders that were confirmed, for the letters that tell of it. */
@Injectable()
export class OrderLetterRepository {
  /** Takes orders off the list: what is not told of in this transaction is on it again when that rolls back. */
  async take(tx: Tx, limit: number): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(TAKE, [limit]);
    return rows.map(({ id }) => id);
  }

  read(tx: Tx, ids: readonly string[]): Promise<OrderToTell[]> {
    return tx.query<OrderToTell>(READ, [ids, LINES_MAX]);
  }
}
