import { Injectable } from '@nestjs/common';
import { Money, type PagePlan } from '../kernel/index.js';
import type { Tx } from '../platform/database/index.js';
import type { Bid } from './bid.rules.js';
import type { SpecialBid, SpecialBidState } from './special-bid.type.js';

export interface BidSelection {
  /** Null for those who see the bids of all resellers. */
  resellerId: string | null;
  marketCode?: string | null;
  sku?: string | null;
  state?: SpecialBidState | null;
}

type BidRow = Omit<SpecialBid, 'unitPrice'> & { currencyCode: string; unitPriceMinor: string };

@Injectable()
export class SpecialBidRepository {
  /** The reseller's bids with these numbers, as the rules want them; those of others do not exist for it. */
  byNumber(tx: Tx, resellerId: string, numbers: readonly string[]): Promise<Bid[]> {
    return tx.named<Bid>('pricing-bids-by-number', BY_NUMBER, [resellerId, numbers]);
  }

  /** One more than the page holds, where there is one. */
  async page(tx: Tx, selection: BidSelection, plan: PagePlan): Promise<SpecialBid[]> {
    const [validFrom = null, id = null] = plan.cursor ?? [];
    const rows = await tx.query<BidRow>(
      plan.direction === 'forward' ? PAGE_FORWARD : PAGE_BACKWARD,
      [...valuesOf(selection), validFrom, id, plan.fetch],
    );
    return rows.map(({ currencyCode, unitPriceMinor, ...bid }) => ({
      ...bid,
      unitPrice: Money.ofMinor(unitPriceMinor, currencyCode),
    }));
  }

  async count(tx: Tx, selection: BidSelection): Promise<number> {
    const [row] = await tx.query<{ count: number }>(COUNT, valuesOf(selection));
    return row?.count ?? 0;
  }
}

function valuesOf({ resellerId, marketCode, sku, state }: BidSelection): unknown[] {
  return [resellerId, marketCode ?? null, sku ?? null, state ?? null];
}

const BY_NUMBER = `
  SELECT bid_id AS "bidId", number, reseller_id AS "resellerId", market_code AS "marketCode",
         variant_id AS "variantId", currency_code AS "currencyCode", unit_price_minor AS "unitPriceMinor",
         remaining, valid_from AS "validFrom", valid_until AS "validUntil"
  FROM pricing.bid_v
  WHERE reseller_id = $1 AND number = ANY ($2)`;

const SELECTED = `
  FROM pricing.bid_v b
  JOIN catalog.variant_v v ON v.variant_id = b.variant_id
  CROSS JOIN LATERAL (SELECT CASE
    WHEN now() < b.valid_from THEN 'UPCOMING'
    WHEN NOT b.valid_now THEN 'EXPIRED'
    WHEN b.remaining = 0 THEN 'EXHAUSTED'
    ELSE 'ACTIVE' END AS state) s
  WHERE ($1::uuid IS NULL OR b.reseller_id = $1) AND ($2::text IS NULL OR b.market_code = $2)
    AND ($3::text IS NULL OR v.sku = $3) AND ($4::text IS NULL OR s.state = $4)`;

const COLUMNS = `
  SELECT b.bid_id AS id, b.number, b.reseller_id AS "resellerId", b.market_code AS "marketCode", v.sku,
         b.currency_code AS "currencyCode", b.unit_price_minor AS "unitPriceMinor", b.quantity, b.remaining,
         b.valid_from AS "validFrom", b.valid_until AS "validUntil", s.state`;

/** A cursor holds milliseconds, so that is what rows are sorted by. */
const START = `date_trunc('milliseconds', b.valid_from)`;

const PAGE_FORWARD = `${COLUMNS}${SELECTED}
    AND ($5::timestamptz IS NULL OR (${START}, b.bid_id) < ($5, $6::uuid))
  ORDER BY ${START} DESC, b.bid_id DESC LIMIT $7`;

const PAGE_BACKWARD = `${COLUMNS}${SELECTED}
    AND ($5::timestamptz IS NULL OR (${START}, b.bid_id) > ($5, $6::uuid))
  ORDER BY ${START}, b.bid_id LIMIT $7`;

const COUNT = `SELECT count(*)::integer AS count${SELECTED}`;
