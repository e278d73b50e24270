import { Injectable } from '@nestjs/common';
import { assert } from '../kernel/index.js';
import type { Actor } from '../platform/access/index.js';
import type { Tx } from '../platform/database/index.js';
import type { LockedOrder, Piece } from './order-command.rules.js';
import type { OrderState } from './order.machine.js';
import type { OrderReach } from './order.reach.js';

export interface Cancellation {
  actor: Actor;
  orderId: string;
  pieces: readonly Piece[];
  operation: 'CANCEL' | 'EXPIRE';
  reason: string;
}

export interface EndedRequest {
  actor: Actor;
  orderId: string;
  to: 'REJECTED' | 'CANCELLED' | 'EXPIRED';
  operation: 'REJECT' | 'WITHDRAW' | 'EXPIRE';
  note: string | null;
}

export interface HoldToPlace {
  orderId: string;
  reason: string;
  note: string;
  placedById: string | null;
  soldToId: string;
}

const REACHED = `
SELECT o.id FROM orders.sales_order o
WHERE o.id = $1 AND ($2::uuid IS NULL OR o.sold_to_id = $2)
  AND ($3::uuid[] IS NULL OR EXISTS (SELECT 1 FROM market.market_v m WHERE m.code = o.market_code AND m.region_id = ANY ($3)))`;

const LOCKED = `${REACHED} FOR UPDATE OF o`;

const READ = `
SELECT o.id, o.state, o.version, o.sold_to_id AS "soldToId", o.partner_of_record_id AS "partnerOfRecordId",
  o.market_code AS "marketCode", o.placed_by_id AS "placedById", coalesce(o.expires_at <= now(), false) AS overdue,
  coalesce((SELECT jsonb_agg(jsonb_build_object('id', l.id, 'open', l.allocated + l.backordered) ORDER BY l.position)
    FROM orders.order_line l WHERE l.order_id = o.id), '[]') AS lines,
  ARRAY(SELECT h.reason FROM orders.hold h WHERE h.order_id = o.id AND h.released_at IS NULL ORDER BY h.reason)
    AS "openHolds"
FROM orders.sales_order o WHERE o.id = $1`;

const OVERDUE = `
SELECT o.id FROM orders.sales_order o
WHERE o.expires_at <= now() AND o.id <> ALL ($2::uuid[])
ORDER BY o.expires_at, o.id LIMIT $1 FOR UPDATE OF o SKIP LOCKED`;

@Injectable()
export class OrderCommandRepository {
  /**
   * Locks an order within reach and reads it. A statement that has to wait for a lock goes on to read other tables as
   * they were before it, hence the second one.
   */
  async lock(tx: Tx, orderId: string, reach: OrderReach): Promise<LockedOrder | null> {
    const { soldToId, regionIds } = reach;
    const values = [orderId, soldToId, regionIds];
    const found = await tx.named<{ id: string }>('order_lock', LOCKED, values);
    return found.length === 0 ? null : this.read(tx, orderId);
  }

  /** For a command that gives stock back: locks the orders that wait for it as well, all of them in one order. */
  async lockWithWaiting(tx: Tx, orderId: string, reach: OrderReach): Promise<LockedOrder | null> {
    const { soldToId, regionIds } = reach;
    const values = [orderId, soldToId, regionIds];
    const found = await tx.named<{ id: string }>('order_reach', REACHED, values);
    if (found.length === 0) return null;
    await tx.named('order_lock_waiting', 'SELECT orders.lock_with_waiting($1)', [orderId]);
    return this.read(tx, orderId);
  }

  async cancel(tx: Tx, cancellation: Cancellation): Promise<OrderState> {
    const { actor, orderId, pieces, operation, reason } = cancellation;
    const [row] = await tx.named<{ state: OrderState }>(
      'order_cancel',
      'SELECT orders.cancel_lines($1::jsonb, $2, $3::uuid[], $4::integer[], $5, $6) AS state',
      [
        JSON.stringify(actor),
        orderId,
        pieces.map(({ lineId }) => lineId),
        pieces.map(({ quantity }) => quantity),
        operation,
        reason,
      ],
    );
    assert(row, 'a cancellation answers the state');
    return row.state;
  }

  /** Rejects, withdraws or lets expire what waits for approval. */
  async endRequest(tx: Tx, { actor, orderId, to, operation, note }: EndedRequest): Promise<void> {
    await tx.named('order_end_request', 'SELECT orders.end_request($1::jsonb, $2, $3, $4, $5)', [
      JSON.stringify(actor),
      orderId,
      to,
      operation,
      note,
    ]);
  }

  async approve(
    tx: Tx,
    { orderId, userId, note }: { orderId: string; userId: string | null; note: string | null },
  ): Promise<void> {
    await tx.query(
      `UPDATE orders.approval SET decision = 'APPROVED', decided_by_id = $2, decided_at = now(), note = $3
       WHERE order_id = $1 AND decided_at IS NULL`,
      [orderId, userId, note],
    );
  }

  async placeHold(tx: Tx, hold: HoldToPlace): Promise<void> {
    await tx.query(
      `INSERT INTO orders.hold (order_id, reason, note, placed_by_id, party_ids)
       VALUES ($1, $2, $3, $4, ARRAY[$5::uuid])`,
      [hold.orderId, hold.reason, hold.note, hold.placedById, hold.soldToId],
    );
  }

  async releaseHold(
    tx: Tx,
    { orderId, reason, userId }: { orderId: string; reason: string; userId: string | null },
  ): Promise<void> {
    await tx.query(
      `UPDATE orders.hold SET released_at = now(), released_by_id = $3
       WHERE order_id = $1 AND reason = $2 AND released_at IS NULL`,
      [orderId, reason, userId],
    );
  }

  /** Takes the credit of an order whose holds are all released, and gives its version. */
  async confirm(tx: Tx, orderId: string): Promise<number> {
    return versionOf(
      await tx.query<Versioned>('SELECT orders.confirm_held($1) AS version', [orderId]),
    );
  }

  /** For a change that leaves the state as it is. */
  async raiseVersion(tx: Tx, orderId: string): Promise<number> {
    return versionOf(
      await tx.query<Versioned>(
        'UPDATE orders.sales_order SET version = version + 1 WHERE id = $1 RETURNING version',
        [orderId],
      ),
    );
  }

  /** Orders whose time is over; those that somebody works on at the moment are left for the next time. */
  overdue(tx: Tx, tried: readonly string[], limit: number): Promise<{ id: string }[]> {
    return tx.query<{ id: string }>(OVERDUE, [limit, tried]);
  }

  private async read(tx: Tx, orderId: string): Promise<LockedOrder | null> {
    const [order] = await tx.named<LockedOrder>('order_locked', READ, [orderId]);
    return order ?? null;
  }
}

interface Versioned {
  version: number;
}

function versionOf(rows: readonly Versioned[]): number {
  const [row] = rows;
  assert(row, 'a change of an order answers its version');
  return row.version;
}
