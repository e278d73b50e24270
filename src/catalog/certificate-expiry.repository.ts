import { Injectable } from '@nestjs/common';
import type { PagePlan } from '../kernel/index.js';
import type { Tx } from '../platform/database/index.js';
import type { ExpiringCertificate } from './certificate.type.js';
import { PLAN_FOR_VALUES } from './listing.sql.js';

export interface ExpirySelection {
  /** The markets that the caller looks after. */
  scope: string[];
  marketCode: string | null;
  withinDays: number;
}

@Injectable()
export class CertificateExpiryRepository {
  /** One row more than the page holds, when there is one. */
  async page(tx: Tx, selection: ExpirySelection, plan: PagePlan): Promise<ExpiringCertificate[]> {
    const [day = null, id = null] = plan.cursor ?? [];
    const values = [...valuesOf(selection), day, id, plan.fetch];
    await tx.query(PLAN_FOR_VALUES);
    return tx.query<ExpiringCertificate>(plan.direction === 'forward' ? FORWARD : BACKWARD, values);
  }

  async count(tx: Tx, selection: ExpirySelection): Promise<number> {
    const [row] = await tx.query<{ count: number }>(COUNT, valuesOf(selection));
    return row?.count ?? 0;
  }
}

function valuesOf({ scope, marketCode, withinDays }: ExpirySelection): unknown[] {
  return [scope, marketCode, withinDays];
}

/**
 * Of two of one scheme that end on the same day, one is enough to tell. A renewal that begins only some days after the
 * end leaves a gap, in which nothing can be sold.
 */
const SELECTED = `
  FROM catalog.certificate c
  JOIN catalog.product p ON p.id = c.product_id
  JOIN market.market_v d ON d.code = c.market_code
  WHERE c.market_code = ANY ($1) AND ($2::text IS NULL OR c.market_code = $2) AND c.valid_until <= d.today + $3::int
    AND NOT EXISTS (
      SELECT FROM catalog.certificate o
      WHERE o.product_id = c.product_id AND o.market_code = c.market_code AND o.scheme = c.scheme
        AND (o.valid_until IS NULL OR (o.valid_until, o.id) > (c.valid_until, c.id))
        AND o.valid_from <= greatest(c.valid_until, d.today))`;

const COUNT = `SELECT count(*)::integer AS count ${SELECTED}`;

const ROWS = `
  SELECT json_build_object('id', c.id, 'productId', c.product_id, 'marketCode', c.market_code, 'scheme', c.scheme,
      'number', c.number, 'validFrom', c.valid_from, 'validUntil', c.valid_until, 'version', c.version) AS certificate,
    p.handle AS "productHandle", to_char(c.valid_until, 'YYYY-MM-DD') AS "endsOn", c.valid_until - d.today AS "daysLeft",
    EXISTS (SELECT FROM catalog.required_certificate r
      WHERE r.market_code = c.market_code AND r.category = p.category AND r.scheme = c.scheme) AS required,
    (SELECT count(*)::integer FROM catalog.variant v JOIN catalog.listing l ON l.variant_id = v.id
      WHERE v.product_id = p.id AND l.market_code = c.market_code) AS listings
  ${SELECTED}`;

const FORWARD = `${ROWS} AND ($4::date IS NULL OR (c.valid_until, c.id) > ($4, $5::uuid))
  ORDER BY c.valid_until, c.id LIMIT $6`;
const BACKWARD = `${ROWS} AND ($4::date IS NULL OR (c.valid_until, c.id) < ($4, $5::uuid))
  ORDER BY c.valid_until DESC, c.id DESC LIMIT $6`;
