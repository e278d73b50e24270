import type { MigrationInterface, QueryRunner } from 'typeorm';

// p: { actor, operation, from, expected_version, revision, order: {…}, lines: [{…}], limit: {…} | null, approval: {…} | null },
// names as the columns. TypeScript has judged it by facts that it read a moment ago; what may have changed since is
// judged again here, under locks. 40001 makes the unit of work begin anew, with fresh facts.

const HEADER = `
CREATE FUNCTION orders.next_number() RETURNS text
LANGUAGE sql VOLATILE SET search_path = orders, pg_temp AS $$
  SELECT 'SO-' || to_char(now() AT TIME ZONE 'UTC', 'YYYY') || '-' || lpad(n, greatest(6, length(n)), '0')
  FROM (SELECT nextval('order_number')::text AS n) s
$$;
COMMENT ON FUNCTION orders.next_number IS 'The next order number, such as SO-2026-000123; a refused order leaves a gap.';

CREATE FUNCTION orders.put_header(p jsonb, p_state text) RETURNS integer
LANGUAGE plpgsql SET search_path = orders, pg_temp AS $$
DECLARE
  o sales_order;
  v_version integer;
BEGIN
  o := jsonb_populate_record(NULL::sales_order, p -> 'order');
  IF p ->> 'from' IS NULL THEN
    INSERT INTO sales_order (id, number, market_code, currency_code, state, sold_to_id, bill_to_id, partner_of_record_id,
      tier, ship_to_address_id, ship_to, end_customer, purchase_order_number, idempotency_key, fingerprint,
      accept_backorder, day, net_minor, tax_minor, total_minor, current_net_minor, current_tax_minor,
      current_total_minor, exposure_minor, placed_by_id, placed_by_membership_id, placed_by_key_id,
      submitted_at, placed_at, confirmed_at, expires_at)
    VALUES (o.id, next_number(), o.market_code, o.currency_code, p_state, o.sold_to_id, o.bill_to_id,
      o.partner_of_record_id, o.tier, o.ship_to_address_id, o.ship_to, o.end_customer, o.purchase_order_number,
      o.idempotency_key, o.fingerprint, o.accept_backorder, o.day, o.net_minor, o.tax_minor, o.total_minor,
      o.net_minor, o.tax_minor, o.total_minor, CASE p_state WHEN 'CONFIRMED' THEN o.total_minor ELSE 0 END,
      o.placed_by_id, o.placed_by_membership_id, o.placed_by_key_id, now(),
      CASE p_state WHEN 'CONFIRMED' THEN now() END, CASE p_state WHEN 'CONFIRMED' THEN now() END,
      CASE p_state WHEN 'PENDING_APPROVAL' THEN now() + interval '7 days' END);
    RETURN 1;
  END IF;
  UPDATE sales_order s SET state = p_state, partner_of_record_id = o.partner_of_record_id, tier = o.tier,
    ship_to_address_id = o.ship_to_address_id, ship_to = o.ship_to, end_customer = o.end_customer,
    purchase_order_number = o.purchase_order_number, idempotency_key = coalesce(s.idempotency_key, o.idempotency_key),
    fingerprint = coalesce(s.fingerprint, o.fingerprint), accept_backorder = o.accept_backorder, day = o.day,
    net_minor = o.net_minor, tax_minor = o.tax_minor, total_minor = o.total_minor, current_net_minor = o.net_minor,
    current_tax_minor = o.tax_minor, current_total_minor = o.total_minor,
    exposure_minor = CASE p_state WHEN 'CONFIRMED' THEN o.total_minor ELSE 0 END,
    placed_by_id = o.placed_by_id, placed_by_membership_id = o.placed_by_membership_id,
    placed_by_key_id = o.placed_by_key_id, submitted_at = coalesce(s.submitted_at, now()),
    placed_at = CASE p_state WHEN 'CONFIRMED' THEN now() END, confirmed_at = CASE p_state WHEN 'CONFIRMED' THEN now() END,
    expires_at = CASE p_state WHEN 'PENDING_APPROVAL' THEN now() + interval '7 days' END, version = s.version + 1
  WHERE s.id = o.id AND s.state = p ->> 'from' AND s.version = (p ->> 'expected_version')::integer
  RETURNING s.version INTO v_version;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'PB001', MESSAGE = 'CONFLICT',
      HINT = 'The order was changed in the meantime. Read it again and decide anew.';
  END IF;
  DELETE FROM order_line l WHERE l.order_id = o.id;
  RETURN v_version;
END $$;
COMMENT ON FUNCTION orders.put_header IS 'Writes the header of an order that leaves nothing, DRAFT or PENDING_APPROVAL, and returns its version.';
`;

const LINES = `
CREATE FUNCTION orders.put_lines(p jsonb, p_parties uuid[], p_pieces jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = orders, pg_temp AS $$
BEGIN
  INSERT INTO order_line (id, order_id, position, variant_id, sku, name, quantity, allocated, backordered,
    unit_price_minor, net_minor, tax_rate, expected_unit_price_minor, special_bid_id, special_bid_number,
    price_explanation, promised_on, party_ids)
  SELECT l.id, (p #>> '{order,id}')::uuid, l.position, l.variant_id, l.sku, l.name, l.quantity,
    coalesce(g.quantity, 0), CASE WHEN p_pieces IS NULL THEN 0 ELSE l.quantity - coalesce(g.quantity, 0) END,
    l.unit_price_minor, l.net_minor, l.tax_rate, l.expected_unit_price_minor, l.special_bid_id, l.special_bid_number,
    l.price_explanation,
    CASE
      WHEN p_pieces IS NULL THEN NULL
      WHEN g.quantity = l.quantity THEN (p #>> '{order,day}')::date + g.lead_days
      WHEN l.backorder_promised_on IS NOT NULL
        THEN greatest(l.backorder_promised_on, (p #>> '{order,day}')::date + coalesce(g.lead_days, 0))
    END,
    p_parties
  FROM jsonb_to_recordset(p -> 'lines') AS l (id uuid, position integer, variant_id uuid, sku text, name text,
    quantity integer, unit_price_minor bigint, net_minor bigint, tax_rate numeric, expected_unit_price_minor bigint,
    special_bid_id uuid, special_bid_number text, price_explanation jsonb, backorder_promised_on date)
  LEFT JOIN (
    SELECT c.line_id, sum(c.quantity)::integer AS quantity, max(c.lead_days) AS lead_days
    FROM jsonb_to_recordset(coalesce(p_pieces, '[]')) AS c (line_id uuid, quantity integer, lead_days integer)
    GROUP BY c.line_id
  ) g ON g.line_id = l.id;
  IF p_pieces IS NOT NULL THEN
    INSERT INTO allocation (order_line_id, variant_id, location_id, quantity, party_ids)
    SELECT c.line_id, c.variant_id, c.location_id, c.quantity, p_parties
    FROM jsonb_to_recordset(p_pieces) AS c (line_id uuid, variant_id uuid, location_id uuid, quantity integer);
  END IF;
END $$;
COMMENT ON FUNCTION orders.put_lines IS 'Writes the lines, with p_pieces of stock (null: none is asked for yet); what is not covered waits as backorder.';

-- Lines of one SKU follow each other on one axis of quantities, and so do the locations that gave stock: where a line
-- and a location overlap, the line stands there. PL/pgSQL, since an SQL function with a search_path is planned anew at
-- each call.
CREATE FUNCTION orders.take_stock(p jsonb) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SET search_path = orders, pg_temp AS $$
DECLARE
  v_pieces jsonb;
BEGIN
  WITH line AS (
    SELECT l.id, l.variant_id, l.quantity,
      sum(l.quantity) OVER (PARTITION BY l.variant_id ORDER BY l.position) - l.quantity AS start
    FROM jsonb_to_recordset(p -> 'lines')
      AS l (id uuid, position integer, variant_id uuid, quantity integer, as_backorder boolean)
    WHERE l.as_backorder IS NOT TRUE
  ), wanted AS (
    SELECT array_agg(w.variant_id) AS variants, array_agg(w.quantity) AS quantities
    FROM (SELECT variant_id, sum(quantity)::integer AS quantity FROM line GROUP BY variant_id) w
  ), given AS MATERIALIZED (
    SELECT a.variant_id, a.location_id, a.quantity
    FROM wanted w, inventory.allocate(p #>> '{order,market_code}', w.variants, w.quantities,
      (p #>> '{order,accept_backorder}')::boolean) a
    WHERE w.variants IS NOT NULL
  ), supply AS (
    SELECT g.variant_id, g.location_id, g.quantity, v.lead_days,
      sum(g.quantity) OVER (PARTITION BY g.variant_id ORDER BY v.preference, g.location_id) - g.quantity AS start
    FROM given g
    JOIN inventory.serving_v v ON v.market_code = p #>> '{order,market_code}' AND v.location_id = g.location_id
  )
  SELECT coalesce(jsonb_agg(jsonb_build_object('line_id', l.id, 'variant_id', s.variant_id, 'location_id', s.location_id,
    'lead_days', s.lead_days,
    'quantity', least(l.start + l.quantity, s.start + s.quantity) - greatest(l.start, s.start))), '[]')
  INTO v_pieces
  FROM line l JOIN supply s ON s.variant_id = l.variant_id
    AND l.start < s.start + s.quantity AND s.start < l.start + l.quantity;
  RETURN v_pieces;
END $$;
COMMENT ON FUNCTION orders.take_stock IS 'Allocates what the lines need and says which piece of which line stands where.';
`;

// Who moves stock between orders has its variants to itself. An order that may have to wait for stock only shares them
// with others like it: a receipt that did not see it would leave it waiting beside the stock.
const TURNS = `
CREATE FUNCTION orders.take_turn(p_variants uuid[], p_shared boolean) RETURNS void
LANGUAGE plpgsql SET search_path = orders, pg_temp AS $$
DECLARE
  v_key bigint;
BEGIN
  FOR v_key IN SELECT DISTINCT hashtextextended(v::text, 720114002) FROM unnest(p_variants) AS v ORDER BY 1 LOOP
    IF p_shared THEN
      PERFORM pg_advisory_xact_lock_shared(v_key);
    ELSE
      PERFORM pg_advisory_xact_lock(v_key);
    END IF;
  END LOOP;
END $$;
COMMENT ON FUNCTION orders.take_turn IS 'Waits until nobody moves pieces of these variants between orders; shared: until no one who moves them is in between.';
`;

const PLACE = `
CREATE FUNCTION orders.parties_of(p jsonb) RETURNS uuid[]
LANGUAGE sql IMMUTABLE SET search_path = orders, pg_temp AS $$
  SELECT array_agg(DISTINCT id) FROM (VALUES ((p #>> '{order,sold_to_id}')::uuid), ((p #>> '{order,bill_to_id}')::uuid),
    ((p #>> '{order,partner_of_record_id}')::uuid)) AS party (id) WHERE id IS NOT NULL
$$;

CREATE FUNCTION orders.check_revision(p jsonb) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = orders, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM market.market_v m WHERE m.code = p #>> '{order,market_code}'
    AND m.catalog_revision = (p ->> 'revision')::bigint) THEN
    RAISE EXCEPTION 'the catalog has changed since the facts were read' USING ERRCODE = 'serialization_failure';
  END IF;
END $$;

CREATE FUNCTION orders.place(p jsonb) RETURNS text
LANGUAGE plpgsql SET search_path = orders, pg_temp AS $$
DECLARE
  v_id uuid := (p #>> '{order,id}')::uuid;
  v_sold_to uuid := (p #>> '{order,sold_to_id}')::uuid;
  v_total bigint := (p #>> '{order,total_minor}')::bigint;
  v_currency text := p #>> '{order,currency_code}';
  v_parties uuid[] := parties_of(p);
  v_state text := 'CONFIRMED';
  v_version integer;
  v_bid record;
  v_taken boolean;
BEGIN
  PERFORM check_revision(p);
  PERFORM take_turn(array_agg(l.variant_id), true)
  FROM jsonb_to_recordset(p -> 'lines') AS l (variant_id uuid, as_backorder boolean)
  WHERE l.as_backorder OR (p #>> '{order,accept_backorder}')::boolean;
  v_version := put_header(p, 'CONFIRMED');
  IF p -> 'limit' <> 'null' THEN
    IF NOT identity.raise_month((p #>> '{limit,membership_id}')::uuid, v_currency, v_total,
      (p #>> '{limit,conditional}')::boolean) THEN
      RAISE EXCEPTION 'the month has filled up since the facts were read' USING ERRCODE = 'serialization_failure';
    END IF;
    UPDATE sales_order SET limit_month = identity.this_month(), limit_raised_minor = v_total WHERE id = v_id;
  END IF;
  FOR v_bid IN
    SELECT l.special_bid_id AS id, sum(l.quantity)::integer AS quantity
    FROM jsonb_to_recordset(p -> 'lines') AS l (special_bid_id uuid, quantity integer)
    WHERE l.special_bid_id IS NOT NULL GROUP BY l.special_bid_id ORDER BY l.special_bid_id
  LOOP
    IF NOT pricing.take_bid(v_bid.id, v_bid.quantity) THEN
      RAISE EXCEPTION 'the bid was used since the facts were read' USING ERRCODE = 'serialization_failure';
    END IF;
  END LOOP;
  PERFORM put_lines(p, v_parties, take_stock(p));
  SELECT c.taken INTO v_taken
  FROM reseller.take_credit((p #>> '{order,bill_to_id}')::uuid, v_currency, v_total) c;
  IF v_taken THEN
    PERFORM sales.record('BOOKING', v_id, p #>> '{order,market_code}', v_currency, v_sold_to, p #>> '{order,tier}',
      (p #>> '{order,partner_of_record_id}')::uuid, array_agg(l.id), array_agg(l.variant_id), array_agg(l.quantity),
      array_agg(l.net_minor))
    FROM jsonb_to_recordset(p -> 'lines') AS l (id uuid, variant_id uuid, quantity integer, net_minor bigint);
  ELSE
    v_state := 'ON_HOLD';
    UPDATE sales_order SET state = v_state, exposure_minor = 0, confirmed_at = NULL,
      expires_at = now() + interval '5 days' WHERE id = v_id;
    INSERT INTO hold (order_id, reason, note, party_ids)
    VALUES (v_id, 'CREDIT', 'The order does not fit the credit limit.', ARRAY[v_sold_to]);
  END IF;
  PERFORM platform.audit(p -> 'actor', 'ORDER', v_id, p ->> 'operation', p ->> 'from', v_state, v_version, NULL,
    jsonb_build_object('totalMinor', v_total::text, 'currencyCode', v_currency), v_parties,
    CASE v_state WHEN 'CONFIRMED' THEN 'order.confirmed' ELSE 'order.held' END, jsonb_build_object('orderId', v_id));
  RETURN v_state;
END $$;
COMMENT ON FUNCTION orders.place IS 'Places an order: month, bids, stock, credit, lines, sales event, audit and outbox, or nothing. Returns CONFIRMED, or ON_HOLD where the credit is short.';

CREATE FUNCTION orders.request_approval(p jsonb) RETURNS text
LANGUAGE plpgsql SET search_path = orders, pg_temp AS $$
DECLARE
  v_id uuid := (p #>> '{order,id}')::uuid;
  v_version integer;
BEGIN
  PERFORM check_revision(p);
  v_version := put_header(p, 'PENDING_APPROVAL');
  PERFORM put_lines(p, parties_of(p), NULL);
  INSERT INTO approval (order_id, requested_by_id, over_limit, limit_minor, party_ids)
  VALUES (v_id, (p #>> '{order,placed_by_id}')::uuid, p #>> '{approval,over_limit}',
    (p #>> '{approval,limit_minor}')::bigint, ARRAY[(p #>> '{order,sold_to_id}')::uuid]);
  PERFORM platform.audit(p -> 'actor', 'ORDER', v_id, p ->> 'operation', p ->> 'from', 'PENDING_APPROVAL', v_version,
    NULL, p -> 'approval', parties_of(p), 'order.approval_requested', jsonb_build_object('orderId', v_id));
  RETURN 'PENDING_APPROVAL';
END $$;
COMMENT ON FUNCTION orders.request_approval IS 'Keeps an order that passed its buyer''s limit until somebody decides: no stock, no credit, no sale.';
`;

const GRANTS = `
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA orders FROM public;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA orders TO portal_app, portal_system;
`;

export class OrdersIntake1700000090001 implements MigrationInterface {
  readonly name = 'OrdersIntake1700000090001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(HEADER);
    await runner.query(LINES);
    await runner.query(TURNS);
    await runner.query(PLACE);
    await runner.query(GRANTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION orders.request_approval, orders.place, orders.check_revision, orders.parties_of,
        orders.take_turn, orders.take_stock, orders.put_lines, orders.put_header, orders.next_number;
    `);
  }
}
