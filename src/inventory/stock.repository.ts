import { Injectable } from '@nestjs/common';
import type { PagePlan } from '../kernel/index.js';
import type { Tx } from '../platform/database/index.js';
import type { StockLevel } from './stock.type.js';
import type { StockPlace } from './backorder-filler.port.js';
import type { RegionIds } from './stock.sight.js';
import { InboundStockEntity } from './inbound-stock.entity.js';
import {
  LEVEL_COUNT,
  LEVEL_OF_PLACE,
  LEVELS_BACKWARD,
  LEVELS_FORWARD,
  PLACE,
} from './stock.sql.js';

export interface LevelSelection {
  sku?: string | null;
  locationCode?: string | null;
  skuPrefix?: string | null;
  marketCode?: string | null;
  availableAtMost?: number | null;
}

export type MovementKind = 'OPENING' | 'RECEIPT' | 'ADJUSTMENT' | 'SHIPMENT' | 'RETURN';

export interface Movement extends StockPlace {
  kind: MovementKind;
  /** Signed change of what is on hand. */
  quantity: number;
  reason: string | null;
  reference: string | null;
  actorUserId: string | null;
}

export interface LevelCounts {
  onHand: number;
  allocated: number;
}

@Injectable()
export class StockRepository {
  /** Levels by SKU and location code, one more than the page holds where there is one. */
  levels(
    tx: Tx,
    regionIds: RegionIds,
    { selection, plan }: { selection: LevelSelection; plan: PagePlan },
  ): Promise<StockLevel[]> {
    const [sku = null, locationCode = null] = plan.cursor ?? [];
    return tx.query<StockLevel>(plan.direction === 'forward' ? LEVELS_FORWARD : LEVELS_BACKWARD, [
      ...valuesOf(regionIds, selection),
      sku,
      locationCode,
      plan.fetch,
    ]);
  }

  async countLevels(tx: Tx, regionIds: RegionIds, selection: LevelSelection): Promise<number> {
    const values = valuesOf(regionIds, selection);
    const [row] = await tx.query<{ count: number }>(LEVEL_COUNT, values);
    return row?.count ?? 0;
  }

  async level(tx: Tx, regionIds: RegionIds, place: StockPlace): Promise<StockLevel | null> {
    const [row] = await tx.query<StockLevel>(LEVEL_OF_PLACE, [
      regionIds,
      place.variantId,
      place.locationId,
    ]);
    return row ?? null;
  }

  /** Where a SKU and a location code lead; each is null when it leads nowhere, or outside the regions. */
  async place(
    tx: Tx,
    regionIds: RegionIds,
    { sku, locationCode }: { sku: string; locationCode: string },
  ): Promise<{ variantId: string | null; locationId: string | null }> {
    const [row] = await tx.query<{ variantId: string | null; locationId: string | null }>(PLACE, [
      regionIds,
      sku,
      locationCode,
    ]);
    return row ?? { variantId: null, locationId: null };
  }

  inbound(tx: Tx, id: string, place: StockPlace): Promise<InboundStockEntity | null> {
    return tx.manager.findOneBy(InboundStockEntity, { id, ...place });
  }

  /** Locks the level and answers its counts. One that is new is made first: a row that is not there cannot be locked. */
  async lockLevel(tx: Tx, place: StockPlace): Promise<LevelCounts> {
    await tx.query(
      `INSERT INTO inventory.stock_level (variant_id, location_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`,
      [place.variantId, place.locationId],
    );
    await tx.query('SELECT inventory.lock_levels(ARRAY[$1::uuid], ARRAY[$2::uuid])', [
      place.variantId,
      place.locationId,
    ]);
    const [row] = await tx.query<LevelCounts>(
      `SELECT on_hand AS "onHand", allocated FROM inventory.stock_level
       WHERE variant_id = $1 AND location_id = $2`,
      [place.variantId, place.locationId],
    );
    return row ?? { onHand: 0, allocated: 0 };
  }

  async move(tx: Tx, movement: Movement): Promise<void> {
    await tx.query(
      `SELECT inventory.move($1, ARRAY[$2::uuid], ARRAY[$3::uuid], ARRAY[$4::integer], $5, $6, $7)`,
      [
        movement.kind,
        movement.variantId,
        movement.locationId,
        movement.quantity,
        movement.reason,
        movement.reference,
        movement.actorUserId,
      ],
    );
  }

  async receiveInbound(tx: Tx, inboundId: string, quantity: number): Promise<void> {
    await tx.query('SELECT inventory.receive_inbound($1, $2)', [inboundId, quantity]);
  }
}

function valuesOf(regionIds: RegionIds, selection: LevelSelection): unknown[] {
  const { sku, locationCode, skuPrefix, marketCode, availableAtMost } = selection;
  return [regionIds, sku, locationCode, skuPrefix, marketCode, availableAtMost].map(
    (value) => value ?? null,
  );
}
