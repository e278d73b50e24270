import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/index.js';

export interface ListingCounts {
  /** Not past their end of sale. */
  current: number;
  /** Those among them that can be ordered as soon as the market is open, but for their certificates. */
  sellable: number;
  uncertified: number;
  /** SKUs of the first few of those. */
  uncertifiedSkus: string[];
}

@Injectable()
export class ListingReadinessRepository {
  async counts(tx: Tx, marketCode: string): Promise<ListingCounts> {
    const [row] = await tx.query<ListingCounts>(
      `SELECT count(*)::int AS current, count(*) FILTER (WHERE o.sellable)::int AS sellable,
         count(*) FILTER (WHERE o.uncertified)::int AS uncertified,
         coalesce((array_agg(o.sku ORDER BY o.sku) FILTER (WHERE o.uncertified))[1:3], '{}') AS "uncertifiedSkus"
       FROM (
         SELECT sku, sellable, sellable AND certificate_state <> 'VALID' AS uncertified
         FROM catalog.offer_v
         CROSS JOIN LATERAL (SELECT stage <> 'PLANNED' AND paused_reason IS NULL AS sellable) s
         WHERE market_code = $1 AND stage IN ('PLANNED', 'PREORDER', 'ON_SALE', 'LAST_TIME_BUY')
       ) o`,
      [marketCode],
    );
    return row ?? { current: 0, sellable: 0, uncertified: 0, uncertifiedSkus: [] };
  }
}
