import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/index.js';
import type { PriceCandidate } from './price.rules.js';

/** For whom prices are asked. */
export interface Buyer {
  resellerId: string;
  tier: string;
}

@Injectable()
export class PriceRepository {
  /** Every break of every list that is valid now in the market and whose audience includes the buyer. */
  candidates(
    tx: Tx,
    marketCode: string,
    buyer: Buyer,
    variantIds: readonly string[],
  ): Promise<PriceCandidate[]> {
    return tx.named<PriceCandidate>('pricing-candidates', CANDIDATES, [
      marketCode,
      buyer.resellerId,
      buyer.tier,
      variantIds,
    ]);
  }
}

const CANDIDATES = `
  SELECT variant_id AS "variantId", price_list_id AS "priceListId", code, name, audience, priority,
         valid_from AS "validFrom", currency_code AS "currencyCode", minimum_quantity AS "minimumQuantity",
         unit_price_minor AS "unitPriceMinor"
  FROM pricing.candidates($1, $2, $3, $4, now())`;
