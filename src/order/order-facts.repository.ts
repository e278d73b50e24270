import { Injectable } from '@nestjs/common';
import { assert } from '../kernel/index.js';
import type { Tx } from '../platform/database/index.js';
import type { OrderFacts } from './order-facts.js';

export interface FactsQuestion {
  marketCode: string;
  resellerId: string;
  skus: string[];
  bidNumbers: string[];
  partnerId: string | null;
  addressId: string | null;
  purchaseOrderNumber: string | null;
  idempotencyKey: string | null;
  /** The order that is being submitted or approved: its own purchase order number does not stand in its way. */
  orderId: string | null;
  /** Whose limits count; null where none do. */
  membershipId: string | null;
}

const HEADER = `
  'now', now(),
  'market', (SELECT jsonb_build_object('code', m.code, 'name', m.name, 'currencyCode', m.currency_code,
    'state', m.state, 'today', m.today, 'taxRate', m.tax_rate::text, 'revision', m.catalog_revision::text) FROM m),
  'standing', (SELECT jsonb_build_object('state', s.state, 'type', s.type, 'tier', s.tier, 'mayOrder', s.may_order,
    'marketAuthorized', s.market_authorized, 'agreementAccepted', s.agreement_accepted, 'agreementId', s.agreement_id,
    'taxExempt', s.tax_exempt,
    'version', (SELECT v.version FROM reseller.version_v v WHERE v.reseller_id = $2)) FROM s),
  'partner', (SELECT jsonb_build_object('relationshipActive', p.relationship_active, 'isIndirect', p.is_indirect,
    'mayOrder', p.may_order, 'marketAuthorized', p.market_authorized)
    FROM m CROSS JOIN LATERAL reseller.partner_standing($2, $5, m.code, m.today) p WHERE $5::uuid IS NOT NULL),
  'address', (SELECT jsonb_build_object('addressId', a.address_id, 'recipient', a.recipient, 'line1', a.line1,
    'line2', a.line2, 'city', a.city, 'region', a.region, 'postalCode', a.postal_code, 'countryCode', a.country_code,
    'phone', a.phone, 'state', a.state)
    FROM reseller.address_v a WHERE a.address_id = $6 AND a.reseller_id = $2),
  'purchaseOrderTakenBy', (SELECT o.number FROM orders.sales_order o
    WHERE o.sold_to_id = $2 AND o.po_key = lower(btrim(normalize($7, NFC)))
      AND o.state NOT IN ('DRAFT', 'REJECTED', 'EXPIRED', 'CANCELLED') AND o.id IS DISTINCT FROM $9::uuid),
  'replay', (SELECT jsonb_build_object('orderId', o.id, 'fingerprint', o.fingerprint) FROM orders.sales_order o
    WHERE o.sold_to_id = $2 AND o.idempotency_key = $8),
  'bids', coalesce((SELECT jsonb_agg(jsonb_build_object('bidId', b.bid_id, 'number', b.number,
    'resellerId', b.reseller_id, 'marketCode', b.market_code, 'variantId', b.variant_id,
    'currencyCode', b.currency_code, 'unitPriceMinor', b.unit_price_minor::text, 'remaining', b.remaining,
    'validFrom', b.valid_from, 'validUntil', b.valid_until))
    FROM pricing.bid_v b WHERE b.number = ANY ($4) AND b.reseller_id = $2), '[]'),
  'limit', (SELECT jsonb_build_object('perOrderMinor', l.per_order_minor::text,
    'perMonthMinor', l.per_month_minor::text, 'spentMinor', l.spent_minor::text)
    FROM m JOIN identity.limit_v l ON l.membership_id = $10 AND l.currency_code = m.currency_code)
`;

const VARIANT = `
  'variantId', v.variant_id, 'sku', v.sku,
  'name', (SELECT n.name FROM catalog.product_name_v n WHERE n.product_id = v.product_id
    ORDER BY n.locale = m.default_locale DESC, n.locale = split_part(m.default_locale, '-', 1) DESC,
      n.locale = 'en' DESC, n.locale LIMIT 1),
  'offer', (SELECT jsonb_build_object('stage', o.stage, 'orderableFrom', o.orderable_from,
    'pausedReason', o.paused_reason, 'minimumQuantity', o.minimum_quantity, 'maximumQuantity', o.maximum_quantity,
    'quantityIncrement', o.quantity_increment, 'certificateState', o.certificate_state,
    'certifiedUntil', o.certified_until)
    FROM catalog.offer_v o WHERE o.market_code = m.code AND o.variant_id = v.variant_id),
  'places', coalesce((SELECT jsonb_agg(jsonb_build_object('leadDays', l.lead_days, 'available', l.available)
    ORDER BY l.preference, l.location_id)
    FROM inventory.location_available_v l WHERE l.market_code = m.code AND l.variant_id = v.variant_id), '[]'),
  'arrivals', coalesce((SELECT jsonb_agg(jsonb_build_object('expectedOn', i.expected_on, 'quantity', i.quantity,
    'leadDays', i.lead_days))
    FROM inventory.inbound_v i WHERE i.market_code = m.code AND i.variant_id = v.variant_id), '[]'),
  'backordered', coalesce(w.quantity, 0),
  'candidates', coalesce(c.candidates, '[]')
`;

const FACTS = `
WITH m AS MATERIALIZED (SELECT * FROM market.market_v WHERE code = $1),
s AS MATERIALIZED (SELECT s.* FROM m CROSS JOIN LATERAL reseller.standing($2, m.code, m.region_id, m.today, now()) s),
v AS MATERIALIZED (SELECT variant_id, sku, product_id FROM catalog.variant_v WHERE sku = ANY ($3)),
w AS MATERIALIZED (SELECT * FROM orders.backordered($1, ARRAY(SELECT variant_id FROM v))),
c AS MATERIALIZED (
  SELECT k.variant_id, jsonb_agg(jsonb_build_object('variantId', k.variant_id, 'priceListId', k.price_list_id,
    'code', k.code, 'name', k.name, 'audience', k.audience, 'priority', k.priority, 'validFrom', k.valid_from,
    'currencyCode', k.currency_code, 'minimumQuantity', k.minimum_quantity,
    'unitPriceMinor', k.unit_price_minor::text)) AS candidates
  FROM s CROSS JOIN LATERAL pricing.candidates($1, $2, s.tier, ARRAY(SELECT variant_id FROM v), now()) k
  GROUP BY k.variant_id
)
SELECT jsonb_build_object(${HEADER},
  'variants', coalesce((SELECT jsonb_agg(jsonb_build_object(${VARIANT}))
    FROM m CROSS JOIN v LEFT JOIN w ON w.variant_id = v.variant_id LEFT JOIN c ON c.variant_id = v.variant_id), '[]')
) AS facts`;

/** Reads what every gate asks, in one statement and so in one snapshot. */
@Injectable()
export class OrderFactsRepository {
  async read(tx: Tx, question: FactsQuestion): Promise<OrderFacts> {
    const [row] = await tx.named<{ facts: OrderFacts }>('order_facts', FACTS, [
      question.marketCode,
      question.resellerId,
      question.skus,
      question.bidNumbers,
      question.partnerId,
      question.addressId,
      question.purchaseOrderNumber,
      question.idempotencyKey,
      question.orderId,
      question.membershipId,
    ]);
    assert(row, 'the facts statement answers one row');
    return row.facts;
  }
}
