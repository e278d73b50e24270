import { Injectable } from '@nestjs/common';
import type { LevelCount, PlannedLevel, StockPlace } from '../inventory/index.js';
import type { Tx } from '../platform/database/index.js';
import type { MarketArrival, NewPromise, WaitingLine } from './plan-promises.js';

@Injectable()
export class BackorderRepository {
  lockOrders(tx: Tx, levels: readonly PlannedLevel[]): Promise<StockPlace[]> {
    return tx.named<StockPlace>(
      'order_lock_at_levels',
      `SELECT variant_id AS "variantId", location_id AS "locationId"
       FROM orders.lock_at_levels($1::uuid[], $2::uuid[], $3::integer[])`,
      [...placesOf(levels), levels.map(({ onHand }) => onHand)],
    );
  }

  async fill(tx: Tx, places: readonly StockPlace[], requestId: string): Promise<void> {
    await tx.named(
      'order_fill_backorders',
      'SELECT orders.fill_backorders($1::uuid[], $2::uuid[], $3)',
      [...placesOf(places), requestId],
    );
  }

  async reclaim(
    tx: Tx,
    { variantId, locationId }: StockPlace,
    { quantity, requestId }: { quantity: number; requestId: string },
  ): Promise<void> {
    await tx.named('order_reclaim', 'SELECT orders.reclaim($1, $2, $3, $4)', [
      variantId,
      locationId,
      quantity,
      requestId,
    ]);
  }

  lower(
    tx: Tx,
    counts: readonly LevelCount[],
    { userId, requestId }: { userId: string | null; requestId: string },
  ): Promise<StockPlace[]> {
    return tx.named<StockPlace>(
      'order_lower_levels',
      `SELECT variant_id AS "variantId", location_id AS "locationId"
       FROM orders.lower_levels($1::uuid[], $2::uuid[], $3::integer[], $4::text[], $5, $6)`,
      [
        ...placesOf(counts),
        counts.map(({ onHand }) => onHand),
        counts.map(({ reason }) => reason),
        userId,
        requestId,
      ],
    );
  }

  /** The lines that wait for the variants, in the order in which they are served. */
  waiting(tx: Tx, variantIds: readonly string[]): Promise<WaitingLine[]> {
    return tx.named<WaitingLine>(
      'order_waiting_lines',
      `SELECT l.id, l.variant_id AS "variantId", o.market_code AS "marketCode", l.backordered,
         to_char(l.promised_on, 'YYYY-MM-DD') AS "promisedOn", to_char(m.today, 'YYYY-MM-DD') AS today,
         ARRAY(SELECT v.lead_days FROM orders.allocation a
           JOIN inventory.serving_v v ON v.location_id = a.location_id AND v.market_code = o.market_code
           WHERE a.order_line_id = l.id) AS "allocatedLeadDays"
       FROM unnest($1::uuid[]) AS w (variant_id)
       CROSS JOIN LATERAL (
         SELECT * FROM orders.order_line n WHERE n.variant_id = w.variant_id AND n.backordered > 0 OFFSET 0
       ) l
       JOIN orders.sales_order o ON o.id = l.order_id
       JOIN (SELECT k.code, market.day_in(k.code, now()) AS today FROM market.market_v k) m ON m.code = o.market_code
       ORDER BY o.placed_at, o.id, l.position`,
      [variantIds],
    );
  }

  arrivals(tx: Tx, variantIds: readonly string[]): Promise<MarketArrival[]> {
    return tx.named<MarketArrival>(
      'order_arrivals',
      `SELECT i.market_code AS "marketCode", i.variant_id AS "variantId", i.quantity, i.lead_days AS "leadDays",
         to_char(i.expected_on, 'YYYY-MM-DD') AS "expectedOn"
       FROM inventory.inbound_v i WHERE i.variant_id = ANY ($1::uuid[])`,
      [variantIds],
    );
  }

  /** Pairs of markets, also of one with itself, that some location serves both. */
  sharing(tx: Tx): Promise<{ marketCode: string; otherCode: string }[]> {
    return tx.named(
      'order_sharing_markets',
      `SELECT DISTINCT mine.market_code AS "marketCode", other.market_code AS "otherCode"
       FROM inventory.serving_v mine JOIN inventory.serving_v other ON other.location_id = mine.location_id`,
      [],
    );
  }

  async setPromises(tx: Tx, promises: readonly NewPromise[], requestId: string): Promise<void> {
    await tx.named('order_set_promises', 'SELECT orders.set_promises($1::uuid[], $2::date[], $3)', [
      promises.map(({ lineId }) => lineId),
      promises.map(({ promisedOn }) => promisedOn),
      requestId,
    ]);
  }
}

function placesOf(places: readonly StockPlace[]): [string[], string[]] {
  return [places.map(({ variantId }) => variantId), places.map(({ locationId }) => locationId)];
}
