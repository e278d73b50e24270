import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/index.js';

export interface PriceCounts {
  /** Not past their end of sale. */
  listings: number;
  unpriced: number;
  /** SKUs of the first few of those. */
  unpricedSkus: string[];
}

@Injectable()
export class PriceReadinessRepository {
  /** A break above the most pieces that an order may take is no price. */
  async counts(tx: Tx, marketCode: string): Promise<PriceCounts> {
    const [row] = await tx.query<PriceCounts>(
      `SELECT count(*)::int AS listings, count(*) FILTER (WHERE NOT p.priced)::int AS unpriced,
         coalesce((array_agg(o.sku ORDER BY o.sku) FILTER (WHERE NOT p.priced))[1:3], '{}') AS "unpricedSkus"
       FROM catalog.offer_v o
       CROSS JOIN LATERAL (
         SELECT EXISTS (
           SELECT FROM pricing.entry_v e
           WHERE e.market_code = o.market_code AND e.variant_id = o.variant_id AND e.audience IN ('EVERYONE', 'TIER')
             AND e.valid_from <= now() AND (e.valid_until IS NULL OR now() < e.valid_until)
             AND (o.maximum_quantity IS NULL OR e.minimum_quantity <= o.maximum_quantity)
         ) AS priced
       ) p
       WHERE o.market_code = $1 AND o.stage IN ('PLANNED', 'PREORDER', 'ON_SALE', 'LAST_TIME_BUY')`,
      [marketCode],
    );
    return row ?? { listings: 0, unpriced: 0, unpricedSkus: [] };
  }
}
