import { Injectable } from '@nestjs/common';
import { assert } from '../kernel/index.js';
import type { Actor } from '../platform/access/index.js';
import { registerConstraint, type Tx } from '../platform/database/index.js';
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
  limit: { membership_id: string; conditional: boolean } | null;
  approval: { over_limit: 'PER_ORDER' | 'PER_MONTH'; limit_minor: string } | null;
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
  place(tx: Tx, document: OrderDocument): Promise<OrderState> {
    return this.write(tx, 'order_place', 'SELECT orders.place($1::jsonb) AS state', document);
  }

  requestApproval(tx: Tx, document: OrderDocument): Promise<OrderState> {
    const text = 'SELECT orders.request_approval($1::jsonb) AS state';
    return this.write(tx, 'order_request_approval', text, document);
  }

  private async write(
    tx: Tx,
    name: string,
    text: string,
    document: OrderDocument,
  ): Promise<OrderState> {
    const [row] = await tx.named<{ state: OrderState }>(name, text, [JSON.stringify(document)]);
    assert(row, 'a write answers the state');
    return row.state;
  }
}
