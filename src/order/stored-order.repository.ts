import { Injectable } from '@nestjs/common';
import { Money, type CurrencyCode } from '../kernel/index.js';
import type { Tx } from '../platform/database/index.js';
import type { EndCustomerIntent, OrderIntent } from './order-intent.rules.js';
import type { OrderState } from './order.machine.js';

/** An order that is judged again: a draft that is submitted, a request that is approved. */
export interface StoredOrder {
  id: string;
  state: OrderState;
  version: number;
  soldToId: string;
  placedById: string | null;
  placedByMembershipId: string | null;
  placedByKeyId: string | null;
  expired: boolean;
  intent: OrderIntent;
}

interface StoredRow extends Omit<StoredOrder, 'intent'> {
  currencyCode: CurrencyCode;
  marketCode: string;
  purchaseOrderNumber: string | null;
  shipToAddressId: string | null;
  partnerOfRecordId: string | null;
  endCustomer: EndCustomerIntent | null;
  acceptBackorder: boolean;
  lines: StoredLine[];
}

interface StoredLine {
  sku: string;
  quantity: number;
  expectedMinor: string | null;
  specialBidNumber: string | null;
}

const LOCK = `
SELECT o.id FROM orders.sales_order o WHERE o.id = $1 AND o.sold_to_id = $2 FOR UPDATE OF o`;

const READ = `
SELECT o.id, o.state, o.version, o.sold_to_id AS "soldToId", o.placed_by_id AS "placedById",
  o.placed_by_membership_id AS "placedByMembershipId", o.placed_by_key_id AS "placedByKeyId",
  coalesce(o.expires_at <= now(), false) AS expired, o.currency_code AS "currencyCode", o.market_code AS "marketCode",
  o.purchase_order_number AS "purchaseOrderNumber", o.ship_to_address_id AS "shipToAddressId",
  o.partner_of_record_id AS "partnerOfRecordId", o.end_customer AS "endCustomer",
  o.accept_backorder AS "acceptBackorder",
  coalesce((SELECT jsonb_agg(jsonb_build_object('sku', l.sku, 'quantity', l.quantity,
      'expectedMinor', coalesce(l.unit_price_minor, l.expected_unit_price_minor)::text,
      'specialBidNumber', l.special_bid_number) ORDER BY l.position)
    FROM orders.order_line l WHERE l.order_id = o.id), '[]') AS lines
FROM orders.sales_order o WHERE o.id = $1`;

@Injectable()
export class StoredOrderRepository {
  /** Locks the order. A price that was shown once, or that the buyer stated, is the price that is expected again. */
  async lock(tx: Tx, orderId: string, soldToId: string): Promise<StoredOrder | null> {
    const locked = await tx.named<{ id: string }>('order_lock_stored', LOCK, [orderId, soldToId]);
    if (locked.length === 0) return null;
    // A statement that waits for a lock goes on to read the lines as they were before it: hence a second one.
    const [row] = await tx.named<StoredRow>('order_read_stored', READ, [orderId]);
    return row ? stored(row) : null;
  }

  /** The key that an order was submitted with. */
  async keyOf(
    tx: Tx,
    orderId: string,
  ): Promise<{ idempotencyKey: string | null; fingerprint: string } | null> {
    const [row] = await tx.query<{ idempotencyKey: string | null; fingerprint: string }>(
      `SELECT idempotency_key AS "idempotencyKey", fingerprint FROM orders.sales_order WHERE id = $1`,
      [orderId],
    );
    return row ?? null;
  }
}

function stored(row: StoredRow): StoredOrder {
  const { currencyCode, lines, marketCode, purchaseOrderNumber, shipToAddressId } = row;
  const { partnerOfRecordId, endCustomer, acceptBackorder } = row;
  return {
    id: row.id,
    state: row.state,
    version: row.version,
    soldToId: row.soldToId,
    placedById: row.placedById,
    placedByMembershipId: row.placedByMembershipId,
    placedByKeyId: row.placedByKeyId,
    expired: row.expired,
    intent: {
      marketCode,
      purchaseOrderNumber,
      shipToAddressId,
      partnerOfRecordId,
      endCustomer,
      acceptBackorder,
      lines: lines.map((line) => ({
        sku: line.sku,
        quantity: line.quantity,
        expectedUnitPrice:
          line.expectedMinor === null ? null : amountOf(line.expectedMinor, currencyCode),
        specialBidNumber: line.specialBidNumber,
      })),
    },
  };
}

function amountOf(
  minor: string,
  code: CurrencyCode,
): { amount: string; currencyCode: CurrencyCode } {
  const { amount, currencyCode } = Money.ofMinor(minor, code);
  return { amount, currencyCode };
}
