import type { MigrationInterface, QueryRunner } from 'typeorm';

// Each part returns a row per breach. Live: an order whose pieces are somewhere, that is to say placed and not ended.
const STOCK = `
  SELECT 'I1', 'STOCK_LEVEL', l.variant_id || '/' || l.location_id,
    format('on hand %s, allocated %s', l.on_hand, l.allocated)
  FROM inventory.stock_level l WHERE NOT (l.on_hand >= l.allocated AND l.allocated >= 0)
  UNION ALL
  SELECT 'I1', 'STOCK_LEVEL', l.variant_id || '/' || l.location_id,
    format('on hand %s, movements sum to %s', l.on_hand, coalesce(m.quantity, 0))
  FROM inventory.stock_level l
  LEFT JOIN (SELECT variant_id, location_id, sum(quantity) AS quantity FROM inventory.stock_movement
    GROUP BY variant_id, location_id) m ON m.variant_id = l.variant_id AND m.location_id = l.location_id
  WHERE l.on_hand <> coalesce(m.quantity, 0)
  UNION ALL
  SELECT 'I1', 'STOCK_LEVEL', l.variant_id || '/' || l.location_id,
    format('allocated %s, orders hold %s', l.allocated, coalesce(a.quantity, 0))
  FROM inventory.stock_level l
  LEFT JOIN (SELECT variant_id, location_id, sum(quantity) AS quantity FROM orders.allocation
    GROUP BY variant_id, location_id) a ON a.variant_id = l.variant_id AND a.location_id = l.location_id
  WHERE l.allocated <> coalesce(a.quantity, 0)
`;

const LINES = `
  SELECT 'I2', 'ORDER_LINE', l.id::text, format('%s: ordered %s, allocated %s, backordered %s, shipped %s, cancelled %s, delivered %s, returned %s',
    o.state, l.quantity, l.allocated, l.backordered, l.shipped, l.cancelled, l.delivered, l.returned)
  FROM orders.order_line l JOIN orders.sales_order o ON o.id = l.order_id
  WHERE least(l.quantity, l.allocated, l.backordered, l.shipped, l.cancelled, l.delivered, l.returned) < 0
    OR l.returned > l.delivered OR l.delivered > l.shipped
    OR CASE
      WHEN o.state IN ('DRAFT', 'PENDING_APPROVAL', 'REJECTED', 'EXPIRED')
        THEN l.allocated + l.backordered + l.shipped + l.cancelled <> 0
      WHEN o.state = 'CANCELLED'
        THEN l.cancelled <> l.quantity OR l.allocated + l.backordered + l.shipped <> 0
      ELSE l.quantity <> l.allocated + l.backordered + l.shipped + l.cancelled
    END
  UNION ALL
  SELECT 'I2', 'ORDER_LINE', l.id::text, format('allocated %s, its locations hold %s', l.allocated, coalesce(a.quantity, 0))
  FROM orders.order_line l
  LEFT JOIN (SELECT order_line_id, sum(quantity) AS quantity FROM orders.allocation GROUP BY order_line_id) a
    ON a.order_line_id = l.id
  WHERE l.allocated <> coalesce(a.quantity, 0)
`;

const MONEY = `
  SELECT 'I3', 'ORDER', o.id::text, format('net %s, tax %s, total %s; its lines make net %s, tax %s; current net %s, tax %s, total %s; its lines make net %s, tax %s',
    o.net_minor, o.tax_minor, o.total_minor, s.net, s.tax, o.current_net_minor, o.current_tax_minor,
    o.current_total_minor, s.current_net, s.current_tax)
  FROM orders.sales_order o
  JOIN (
    SELECT r.order_id, sum(r.net) AS net, sum(round(r.net * r.tax_rate / 100)) AS tax, sum(r.current_net) AS current_net,
      sum(round(r.current_net * r.tax_rate / 100)) AS current_tax
    FROM (
      SELECT order_id, tax_rate, sum(net_minor) AS net, sum(unit_price_minor * (quantity - cancelled)) AS current_net
      FROM orders.order_line GROUP BY order_id, tax_rate
    ) r GROUP BY r.order_id
  ) s ON s.order_id = o.id
  WHERE o.state <> 'DRAFT'
    AND (o.net_minor, o.tax_minor, o.total_minor, o.current_net_minor, o.current_tax_minor, o.current_total_minor)
      IS DISTINCT FROM (s.net, s.tax, s.net + s.tax, s.current_net, s.current_tax, s.current_net + s.current_tax)
  UNION ALL
  SELECT 'I3', 'ORDER_LINE', l.id::text, format('%s × %s is not %s', l.unit_price_minor, l.quantity, l.net_minor)
  FROM orders.order_line l JOIN orders.sales_order o ON o.id = l.order_id
  WHERE o.state <> 'DRAFT' AND l.net_minor IS DISTINCT FROM l.unit_price_minor * l.quantity
`;

const UNIQUE = `
  SELECT 'I4', 'ORDER', min(id::text), format('%s orders of one key', count(*))
  FROM orders.sales_order WHERE idempotency_key IS NOT NULL
  GROUP BY sold_to_id, idempotency_key HAVING count(*) > 1
  UNION ALL
  SELECT 'I4', 'ORDER', min(id::text), format('%s live orders of purchase order %s', count(*), po_key)
  FROM orders.sales_order WHERE state NOT IN ('DRAFT', 'REJECTED', 'EXPIRED', 'CANCELLED')
  GROUP BY sold_to_id, po_key HAVING count(*) > 1
`;

const CREDIT = `
  SELECT 'I5', 'CREDIT_ACCOUNT', c.id::text, format('exposure %s; orders hold %s, payments are %s', c.exposure_minor,
    coalesce(o.held, 0), coalesce(p.paid, 0))
  FROM reseller.credit_account c
  LEFT JOIN (SELECT bill_to_id, currency_code, sum(exposure_minor) AS held FROM orders.sales_order
    GROUP BY bill_to_id, currency_code) o ON o.bill_to_id = c.reseller_id AND o.currency_code = c.currency_code
  LEFT JOIN (SELECT account_id, sum(amount_minor) AS paid FROM reseller.credit_payment GROUP BY account_id) p
    ON p.account_id = c.id
  WHERE c.exposure_minor <> coalesce(o.held, 0) - coalesce(p.paid, 0)
  UNION ALL
  SELECT 'I5', 'ORDER', o.id::text, format('%s holds %s of credit', o.state, o.exposure_minor)
  FROM orders.sales_order o
  WHERE o.exposure_minor <> CASE WHEN o.confirmed_at IS NULL THEN 0 ELSE o.current_total_minor END
  UNION ALL
  SELECT 'I5', 'ORDER', o.id::text, 'its account does not exist'
  FROM orders.sales_order o
  WHERE o.exposure_minor > 0 AND NOT EXISTS (SELECT 1 FROM reseller.credit_account c
    WHERE c.reseller_id = o.bill_to_id AND c.currency_code = o.currency_code)
`;

const BIDS = `
  SELECT 'I6', 'SPECIAL_BID', b.id::text, format('quantity %s, sold %s, orders hold %s', b.quantity, b.sold, coalesce(l.held, 0))
  FROM pricing.special_bid b
  LEFT JOIN (
    SELECT l.special_bid_id, sum(l.quantity - l.cancelled) AS held
    FROM orders.order_line l JOIN orders.sales_order o ON o.id = l.order_id
    WHERE o.placed_at IS NOT NULL GROUP BY l.special_bid_id
  ) l ON l.special_bid_id = b.id
  WHERE b.sold > b.quantity OR b.sold <> coalesce(l.held, 0)
`;

const TRAIL = `
  SELECT 'I7', 'ORDER', o.id::text, format('version %s, state %s; %s audit records, the last one to %s', o.version, o.state,
    coalesce(a.records, 0), a.last_state)
  FROM orders.sales_order o
  LEFT JOIN (
    SELECT entity_id, count(*) AS records, max(entity_version) AS version,
      (array_agg(to_state ORDER BY entity_version DESC))[1] AS last_state
    FROM platform.audit_record WHERE entity = 'ORDER' GROUP BY entity_id
  ) a ON a.entity_id = o.id
  WHERE a.records IS DISTINCT FROM o.version OR a.version IS DISTINCT FROM o.version OR a.last_state IS DISTINCT FROM o.state
  UNION ALL
  SELECT 'I7', 'AUDIT_RECORD', a.id::text, format('%s to %s has %s events', a.operation, a.to_state, count(b.id))
  FROM platform.audit_record a LEFT JOIN platform.outbox b ON b.audit_id = a.id
  WHERE a.entity = 'ORDER' AND a.to_state <> 'DRAFT' AND a.to_state IS DISTINCT FROM a.from_state
  GROUP BY a.id HAVING count(b.id) <> 1
`;

// Row-level security shows a part of an order to its party_ids: they may be no others than the parties of the order.
const PARTIES = `
  SELECT 'I8', 'ORDER_LINE', l.id::text, 'its readers are not the parties of its order'
  FROM orders.order_line l JOIN orders.sales_order o ON o.id = l.order_id
  WHERE NOT (l.party_ids <@ array_remove(ARRAY[o.sold_to_id, o.bill_to_id, o.partner_of_record_id], NULL)
    AND l.party_ids @> ARRAY[o.sold_to_id])
  UNION ALL
  SELECT 'I8', p.entity, p.entity_id, 'its readers are not parties of its order'
  FROM (
    SELECT 'HOLD' AS entity, h.id::text AS entity_id, h.order_id, h.party_ids FROM orders.hold h
    UNION ALL
    SELECT 'APPROVAL', a.id::text, a.order_id, a.party_ids FROM orders.approval a
    UNION ALL
    SELECT 'ALLOCATION', a.order_line_id || '/' || a.location_id, l.order_id, a.party_ids
    FROM orders.allocation a JOIN orders.order_line l ON l.id = a.order_line_id
  ) p JOIN orders.sales_order o ON o.id = p.order_id
  WHERE NOT p.party_ids <@ array_remove(ARRAY[o.sold_to_id, o.bill_to_id, o.partner_of_record_id], NULL)
`;

const SALES = `
  SELECT 'I9', 'ORDER_LINE', coalesce(b.line_id, e.line_id)::text, format('order lines: %s pieces, net %s; events: %s, net %s',
    coalesce(b.quantity, 0), coalesce(b.net_minor, 0), coalesce(e.quantity, 0), coalesce(e.net_minor, 0))
  FROM orders.booked_line_v b
  FULL JOIN (
    SELECT u.line_id, sum(CASE v.kind WHEN 'BOOKING' THEN u.quantity ELSE -u.quantity END) AS quantity,
      sum(CASE v.kind WHEN 'BOOKING' THEN u.net_minor ELSE -u.net_minor END) AS net_minor
    FROM sales.event v CROSS JOIN LATERAL unnest(v.line_ids, v.quantities, v.net_minor) AS u (line_id, quantity, net_minor)
    WHERE v.kind IN ('BOOKING', 'CANCELLATION')
    GROUP BY u.line_id
  ) e ON e.line_id = b.line_id
  WHERE (coalesce(b.quantity, 0), coalesce(b.net_minor, 0)) IS DISTINCT FROM (coalesce(e.quantity, 0), coalesce(e.net_minor, 0))
  UNION ALL
  SELECT 'I9', 'SALES_EVENT', v.id::text, 'neither in the facts nor waiting for them'
  FROM sales.event v WHERE NOT EXISTS (SELECT 1 FROM sales.pending p WHERE p.event_id = v.id)
`;

/** Everything that must always be so, in one question: each breach is a row, and no row is the only good answer. */
export class Invariants1700000099000 implements MigrationInterface {
  readonly name = 'Invariants1700000099000';

  async up(runner: QueryRunner): Promise<void> {
    const parts = [STOCK, LINES, MONEY, UNIQUE, CREDIT, BIDS, TRAIL, PARTIES, SALES];
    await runner.query(`
      CREATE FUNCTION platform.invariants() RETURNS TABLE (invariant text, entity text, entity_id text, detail text)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = platform, pg_temp AS $$
        ${parts.join(' UNION ALL ')}
      $$;
      COMMENT ON FUNCTION platform.invariants IS 'One row per breach of an invariant of the domain; it sees all rows.';
      REVOKE EXECUTE ON FUNCTION platform.invariants FROM public;
      GRANT EXECUTE ON FUNCTION platform.invariants TO portal_system;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION platform.invariants');
  }
}
