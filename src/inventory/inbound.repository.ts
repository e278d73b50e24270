import { Injectable } from '@nestjs/common';
import { newId } from '../kernel/index.js';
import type { Tx } from '../platform/database/index.js';
import type { StockPlace } from './backorder-filler.port.js';
import type { RegionIds } from './stock.sight.js';
import { INBOUND } from './stock.sql.js';

export interface InboundRow extends StockPlace {
  id: string;
  sku: string;
  locationCode: string;
  quantity: number;
  expectedOn: string;
  version: number;
}

@Injectable()
export class InboundRepository {
  /** Something on its way to a location of the regions. */
  async find(tx: Tx, regionIds: RegionIds, id: string): Promise<InboundRow | null> {
    const [row] = await tx.query<InboundRow>(INBOUND, [regionIds, id]);
    return row ?? null;
  }

  /** The level must be there. */
  async announce(
    tx: Tx,
    { variantId, locationId }: StockPlace,
    { quantity, expectedOn }: { quantity: number; expectedOn: string },
  ): Promise<string> {
    const id = newId();
    await tx.query(
      `INSERT INTO inventory.inbound_stock (id, variant_id, location_id, quantity, expected_on)
       VALUES ($1, $2, $3, $4, $5)`,
      [id, variantId, locationId, quantity, expectedOn],
    );
    return id;
  }

  /** False when it has another version, or is gone. */
  async update(
    tx: Tx,
    {
      id,
      quantity,
      expectedOn,
      version,
    }: Omit<InboundRow, 'sku' | 'locationCode' | keyof StockPlace>,
  ): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE inventory.inbound_stock SET quantity = $3, expected_on = $4, version = version + 1
       WHERE id = $1 AND version = $2 RETURNING id`,
      [id, version, quantity, expectedOn],
    );
    return rows.length > 0;
  }

  async cancel(tx: Tx, { id, version }: { id: string; version: number }): Promise<boolean> {
    const rows = await tx.query(
      'DELETE FROM inventory.inbound_stock WHERE id = $1 AND version = $2 RETURNING id',
      [id, version],
    );
    return rows.length > 0;
  }
}
