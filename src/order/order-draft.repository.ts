import { Injectable } from '@nestjs/common';
import { assert, newId } from '../kernel/index.js';
import type { Tx } from '../platform/database/index.js';

/** Names as the columns. */
export interface DraftHeader {
  id: string;
  market_code: string;
  currency_code: string;
  sold_to_id: string;
  partner_of_record_id: string | null;
  tier: string;
  ship_to_address_id: string | null;
  ship_to: object | null;
  end_customer: object | null;
  purchase_order_number: string | null;
  accept_backorder: boolean;
  day: string;
  placed_by_id: string | null;
  placed_by_membership_id: string | null;
  placed_by_key_id: string | null;
}

export interface DraftLine {
  variant_id: string;
  sku: string;
  name: string;
  quantity: number;
  expected_unit_price_minor: string | null;
  special_bid_number: string | null;
}

const INSERT = `
INSERT INTO orders.sales_order (id, number, state, market_code, currency_code, sold_to_id, bill_to_id,
  partner_of_record_id, tier, ship_to_address_id, ship_to, end_customer, purchase_order_number, accept_backorder, day,
  placed_by_id, placed_by_membership_id, placed_by_key_id)
SELECT o.id, orders.next_number(), 'DRAFT', o.market_code, o.currency_code, o.sold_to_id, o.sold_to_id,
  o.partner_of_record_id, o.tier, o.ship_to_address_id, o.ship_to, o.end_customer, o.purchase_order_number,
  o.accept_backorder, o.day, o.placed_by_id, o.placed_by_membership_id, o.placed_by_key_id
FROM jsonb_populate_record(NULL::orders.sales_order, $1::jsonb) o
RETURNING version`;

const UPDATE = `
UPDATE orders.sales_order s SET partner_of_record_id = o.partner_of_record_id, tier = o.tier,
  ship_to_address_id = o.ship_to_address_id, ship_to = o.ship_to, end_customer = o.end_customer,
  purchase_order_number = o.purchase_order_number, accept_backorder = o.accept_backorder, day = o.day,
  version = s.version + 1
FROM jsonb_populate_record(NULL::orders.sales_order, $1::jsonb) o
WHERE s.id = o.id AND s.state = 'DRAFT'
RETURNING s.version`;

const LINES = `
INSERT INTO orders.order_line (id, order_id, position, variant_id, sku, name, quantity, expected_unit_price_minor,
  special_bid_number, party_ids)
SELECT l.id, $1, l.position, l.variant_id, l.sku, l.name, l.quantity, l.expected_unit_price_minor,
  l.special_bid_number, ARRAY[$3::uuid]
FROM jsonb_to_recordset($2::jsonb) AS l (id uuid, position integer, variant_id uuid, sku text, name text,
  quantity integer, expected_unit_price_minor bigint, special_bid_number text)`;

@Injectable()
export class OrderDraftRepository {
  insert(tx: Tx, header: DraftHeader, lines: readonly DraftLine[]): Promise<number> {
    return this.write(tx, INSERT, header, lines);
  }

  async update(tx: Tx, header: DraftHeader, lines: readonly DraftLine[]): Promise<number> {
    await tx.query('DELETE FROM orders.order_line WHERE order_id = $1', [header.id]);
    return this.write(tx, UPDATE, header, lines);
  }

  async delete(tx: Tx, orderId: string): Promise<void> {
    await tx.query(`DELETE FROM orders.sales_order WHERE id = $1 AND state = 'DRAFT'`, [orderId]);
  }

  private async write(
    tx: Tx,
    headerSql: string,
    header: DraftHeader,
    lines: readonly DraftLine[],
  ): Promise<number> {
    const [row] = await tx.query<{ version: number }>(headerSql, [JSON.stringify(header)]);
    assert(row, 'a draft that is written has a version');
    const rows = lines.map((line, index) => ({ id: newId(), position: index + 1, ...line }));
    await tx.query(LINES, [header.id, JSON.stringify(rows), header.sold_to_id]);
    return row.version;
  }
}
