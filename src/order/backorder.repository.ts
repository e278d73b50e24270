import { Injectable } from '@nestjs/common';
import type { StockPlace } from '../inventory/index.js';
import type { Tx } from '../platform/database/index.js';

@Injectable()
export class BackorderRepository {
  async lockOrders(tx: Tx, { variantId, locationId }: StockPlace): Promise<void> {
    await tx.named('order_lock_at_level', 'SELECT orders.lock_at_level($1, $2)', [
      variantId,
      locationId,
    ]);
  }

  async fill(tx: Tx, { variantId, locationId }: StockPlace, requestId: string): Promise<void> {
    await tx.named(
      'order_fill_backorders',
      'SELECT orders.fill_backorders(ARRAY[$1::uuid], ARRAY[$2::uuid], $3)',
      [variantId, locationId, requestId],
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
}
