/** The statements of the order repository. The columns of each are the fields of the row that it answers. */

const LINES = `coalesce((
    SELECT jsonb_agg(jsonb_build_object('id', l.id, 'position', l.position, 'sku', l.sku, 'name', l.name,
        'quantity', l.quantity, 'allocated', l.allocated, 'backordered', l.backordered, 'shipped', l.shipped,
        'delivered', l.delivered, 'returned', l.returned, 'cancelled', l.cancelled,
        'unitPriceMinor', l.unit_price_minor::text, 'netMinor', l.net_minor::text,
        'taxRate', trim_scale(l.tax_rate)::text, 'specialBidNumber', l.special_bid_number,
        'priceExplanation', l.price_explanation, 'promisedOn', l.promised_on,
        'allocations', coalesce(a.pieces, '[]')) ORDER BY l.position)
    FROM orders.order_line l
    LEFT JOIN LATERAL (
      SELECT jsonb_agg(jsonb_build_object('locationCode', v.location_code, 'quantity', p.quantity)
        ORDER BY v.preference, v.location_code) AS pieces
      FROM orders.allocation p
      LEFT JOIN inventory.location_available_v v ON v.market_code = o.market_code
        AND v.variant_id = p.variant_id AND v.location_id = p.location_id
      WHERE p.order_line_id = l.id) a ON true
    WHERE l.order_id = o.id), '[]')`;

const HOLDS = `coalesce((
    SELECT jsonb_agg(jsonb_build_object('id', h.id, 'reason', h.reason, 'note', h.note, 'placedAt', h.placed_at,
        'releasedAt', h.released_at,
        'ageHours', floor(extract(epoch FROM coalesce(h.released_at, now()) - h.placed_at) / 3600))
      ORDER BY h.placed_at, h.id)
    FROM orders.hold h WHERE h.order_id = o.id), '[]')`;

const APPROVAL = `(
    SELECT jsonb_build_object('overLimit', a.over_limit, 'limitMinor', a.limit_minor::text,
      'requestedBy', asked.name, 'requestedAt', a.requested_at, 'decision', a.decision,
      'decidedBy', decided.name, 'decidedAt', a.decided_at, 'note', a.note)
    FROM orders.approval a
    LEFT JOIN identity.person_v asked ON asked.user_id = a.requested_by_id
    LEFT JOIN identity.person_v decided ON decided.user_id = a.decided_by_id
    WHERE a.order_id = o.id
    ORDER BY a.requested_at DESC, a.id LIMIT 1)`;

const CREDIT = `(
    SELECT jsonb_build_object('exposureMinor', coalesce(c.exposure_minor, 0)::text,
      'availableMinor', coalesce(c.available_minor, 0)::text)
    FROM orders.hold h
    LEFT JOIN reseller.credit_v c ON c.reseller_id = o.bill_to_id AND c.currency_code = o.currency_code
    WHERE h.order_id = o.id AND h.reason = 'CREDIT' AND h.released_at IS NULL)`;

const HEADER = `
  o.id, o.number, o.state, o.market_code AS "marketCode", o.currency_code AS "currencyCode",
  o.purchase_order_number AS "purchaseOrderNumber", o.sold_to_id AS "soldToId", s.legal_name AS "soldToName",
  o.bill_to_id AS "billToId", b.legal_name AS "billToName", o.partner_of_record_id AS "partnerId",
  p.legal_name AS "partnerName", o.ship_to_address_id AS "shipToAddressId", o.ship_to AS "shipTo",
  o.end_customer AS "endCustomer", o.accept_backorder AS "acceptBackorder", o.net_minor AS "netMinor",
  o.tax_minor AS "taxMinor", o.total_minor AS "totalMinor", o.current_net_minor AS "currentNetMinor",
  o.current_tax_minor AS "currentTaxMinor", o.current_total_minor AS "currentTotalMinor",
  to_char(o.day, 'YYYY-MM-DD') AS day, person.name AS "placedBy", o.created_at AS "createdAt",
  o.submitted_at AS "submittedAt", o.placed_at AS "placedAt", o.confirmed_at AS "confirmedAt",
  o.expires_at AS "expiresAt", o.version,
  to_char(o.list_time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "listTime"`;

/**
 * Whole orders in one statement, and so in one snapshot. `page` selects rows of sales_order as they are, with list_time
 * beside; without the lines, for lists that do not show them, the rest is much less to read.
 */
export function ordersOf(page: string, order: string, parts: { lines: boolean }): string {
  return `
WITH page AS MATERIALIZED (${page}),
party AS MATERIALIZED (SELECT * FROM orders.party_names(ARRAY(SELECT id FROM page)))
SELECT ${HEADER},
  ${parts.lines ? LINES : `'[]'::jsonb`} AS lines, ${HOLDS} AS holds, ${APPROVAL} AS approval, ${CREDIT} AS credit
FROM page o
JOIN party s ON s.reseller_id = o.sold_to_id
JOIN party b ON b.reseller_id = o.bill_to_id
LEFT JOIN party p ON p.reseller_id = o.partner_of_record_id
LEFT JOIN identity.person_v person ON person.user_id = o.placed_by_id
ORDER BY ${order}`;
}

/** Where lists come from, with the time that sorts them. */
export const LIST_SOURCE = {
  CREATED: `orders.sales_order o CROSS JOIN LATERAL (SELECT o.created_at AS list_time) t`,
  HELD: `orders.sales_order o JOIN (
    SELECT order_id, min(placed_at) AS list_time FROM orders.hold WHERE released_at IS NULL GROUP BY order_id
  ) t ON t.order_id = o.id`,
} as const;

export const HISTORY = `
SELECT r.entity_id AS "orderId", r.operation, r.from_state AS "from", r.to_state AS "to", r.at,
  r.entity_version AS version, r.actor_kind AS "actorKind", person.name AS "actorName",
  person.name IS NULL AND r.actor_user_id IS NOT NULL
    AND identity.works_for(r.actor_user_id, o.sold_to_id) AS "actorIsBuyer"
FROM platform.audit_record r
JOIN orders.sales_order o ON o.id = r.entity_id
LEFT JOIN identity.person_v person ON person.user_id = r.actor_user_id
WHERE r.entity = 'ORDER' AND r.entity_id = ANY ($1::uuid[])
ORDER BY r.entity_id, r.entity_version, r.seq`;
