import { Injectable } from '@nestjs/common';
import { assert } from '../kernel/index.js';
import type { Actor } from '../platform/access/index.js';
import { registerConstraint, type Statements } from '../platform/database/index.js';
import type { OrderState } from './order.machine.js';

/** What orders.place and orders.request_approval take; names are those of the columns, minor units are texts. */
export interface OrderDocument {
  actor: Actor;
  operation: 'SUBMIT' | 'APPROVE';
  from: 'DRAFT' | 'PENDING_APPROVAL' | null;
  expected_version: number | null;
  revision: string;
  reseller_version: number;
  order: Readonly<Record<string, unknown>>;
  lines: Readonly<Record<string, unknown>>[];
  /** What is taken of which level, each named once, in (SKU, location) order; null where pieces have to wait. */
  levels: StockLevels | null;
  has_bids: boolean;
  limit: { membership_id: string; conditional: boolean } | null;
  approval: { over_limit: 'PER_ORDER' | 'PER_MONTH'; limit_minor: string } | null;
}

/** What the database has given the order. */
export interface PlacedOrder {
  number: string;
  state: 'CONFIRMED' | 'ON_HOLD';
  version: number;
  /** When, to the microsecond. */
  at: string;
}

export interface StockLevels {
  variants: string[];
  locations: string[];
  quantities: number[];
}

registerConstraint('sales_order_idempotency_key', {
  code: 'IDEMPOTENCY_KEY_REUSED',
  message: 'An order with this key is being placed at this moment. Send the request again.',
  path: ['input', 'idempotencyKey'],
});
registerConstraint('sales_order_purchase_order_key', {
  code: 'DUPLICATE_PURCHASE_ORDER',
  message: 'A live order has this purchase order number already. Give another one.',
  path: ['input', 'purchaseOrderNumber'],
});
registerConstraint('order_line_variant_sku_fkey', {
  code: 'UNKNOWN_SKU',
  message: 'An SKU was renamed or taken away at this moment. Look for it and send the order again.',
  path: ['input', 'lines'],
});

@Injectable()
export class OrderWriteRepository {
  async place(one: Statements, document: OrderDocument): Promise<PlacedOrder> {
    const text = 'SELECT orders.place($1::jsonb) AS placed';
    const values = [JSON.stringify(document)];
    const [row] = await one.named<{ placed: PlacedOrder }>('order_place', text, values);
    assert(row, 'a write answers what it has made');
    return row.placed;
  }

  async requestApproval(one: Statements, document: OrderDocument): Promise<OrderState> {
    const text = 'SELECT orders.request_approval($1::jsonb) AS state';
    const values = [JSON.stringify(document)];
    const [row] = await one.named<{ state: OrderState }>('order_request_approval', text, values);
    assert(row, 'a write answers the state');
    return row.state;
  }
}
