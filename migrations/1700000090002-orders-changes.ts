import type { MigrationInterface, QueryRunner } from 'typeorm';

const CONFIRM = `
CREATE FUNCTION orders.confirm_held(p_order uuid) RETURNS integer
LANGUAGE plpgsql SET search_path = orders, pg_temp AS $$
DECLARE
  o sales_order;
  v_taken boolean;
  v_short bigint;
  v_version integer;
BEGIN
  SELECT * INTO STRICT o FROM sales_order WHERE id = p_order AND state = 'ON_HOLD' FOR UPDATE;
  SELECT c.taken, c.short_by_minor INTO v_taken, v_short
  FROM reseller.take_credit(o.bill_to_id, o.currency_code, o.current_total_minor) c;
  IF NOT v_taken THEN
    RAISE EXCEPTION USING ERRCODE = 'PB001', MESSAGE = 'CREDIT_EXCEEDED',
      DETAIL = jsonb_build_object('shortByMinor', v_short::text, 'currencyCode', o.currency_code,
        'path', jsonb_build_array('input', 'orderId'))::text,
      HINT = 'The order does not fit the credit limit. Record a payment or raise the limit, then release it again.';
  END IF;
  UPDATE sales_order SET state = 'CONFIRMED', exposure_minor = current_total_minor, confirmed_at = now(),
    expires_at = NULL, version = version + 1
  WHERE id = p_order RETURNING version INTO v_version;
  PERFORM sales.record('BOOKING', o.id, o.market_code, o.currency_code, o.sold_to_id, o.tier, o.partner_of_record_id,
    array_agg(l.id ORDER BY l.position), array_agg(l.variant_id ORDER BY l.position),
    array_agg(l.quantity - l.cancelled ORDER BY l.position),
    array_agg(l.unit_price_minor * (l.quantity - l.cancelled) ORDER BY l.position))
  FROM order_line l WHERE l.order_id = p_order AND l.quantity > l.cancelled;
  RETURN v_version;
END $$;
COMMENT ON FUNCTION orders.confirm_held IS 'Takes the credit of an order whose last hold is released, books it and returns its version; PB001 CREDIT_EXCEEDED when it is short.';
`;

const CANCEL = `
-- Pieces that wait go first, then pieces from the least preferred location. The caller holds the order's row.
CREATE FUNCTION orders.release_pieces(p_market text, p_lines uuid[], p_quantities integer[])
RETURNS TABLE (variant_id uuid, location_id uuid)
LANGUAGE plpgsql SET search_path = orders, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_lines uuid[];
  v_variants uuid[];
  v_locations uuid[];
  v_quantities integer[];
BEGIN
  WITH given AS (
    SELECT a.order_line_id, a.variant_id, a.location_id, a.quantity, c.quantity - l.backordered AS wanted,
      sum(a.quantity) OVER (PARTITION BY a.order_line_id ORDER BY v.preference DESC NULLS FIRST, a.location_id)
        - a.quantity AS start
    FROM unnest(p_lines, p_quantities) AS c (line_id, quantity)
    JOIN order_line l ON l.id = c.line_id AND c.quantity > l.backordered
    JOIN allocation a ON a.order_line_id = l.id
    LEFT JOIN inventory.location_available_v v ON v.market_code = p_market AND v.variant_id = a.variant_id
      AND v.location_id = a.location_id
  )
  SELECT array_agg(g.order_line_id), array_agg(g.variant_id), array_agg(g.location_id),
    array_agg(least(g.quantity, g.wanted - g.start)::integer)
  INTO v_lines, v_variants, v_locations, v_quantities
  FROM given g WHERE g.start < g.wanted;
  UPDATE order_line l SET backordered = l.backordered - least(l.backordered, c.quantity),
    allocated = l.allocated - greatest(0, c.quantity - l.backordered), cancelled = l.cancelled + c.quantity,
    promised_on = CASE
      WHEN c.quantity = l.allocated + l.backordered THEN NULL
      WHEN l.backordered > 0 AND c.quantity >= l.backordered THEN (
        SELECT market.day_in(p_market, now()) + max(v.lead_days) FROM allocation a
        JOIN inventory.location_available_v v ON v.market_code = p_market AND v.variant_id = a.variant_id
          AND v.location_id = a.location_id
        WHERE a.order_line_id = l.id)
      ELSE l.promised_on END
  FROM unnest(p_lines, p_quantities) AS c (line_id, quantity) WHERE l.id = c.line_id;
  IF v_lines IS NULL THEN
    RETURN;
  END IF;
  PERFORM inventory.release(v_variants, v_locations, v_quantities);
  DELETE FROM allocation a USING unnest(v_lines, v_locations, v_quantities) AS r (line_id, location_id, quantity)
  WHERE a.order_line_id = r.line_id AND a.location_id = r.location_id AND a.quantity = r.quantity;
  UPDATE allocation a SET quantity = a.quantity - r.quantity
  FROM unnest(v_lines, v_locations, v_quantities) AS r (line_id, location_id, quantity)
  WHERE a.order_line_id = r.line_id AND a.location_id = r.location_id AND a.quantity > r.quantity;
  RETURN QUERY SELECT DISTINCT r.variant_id, r.location_id FROM unnest(v_variants, v_locations) AS r (variant_id, location_id);
END $$;
COMMENT ON FUNCTION orders.release_pieces IS 'Cancels pieces of lines, gives their stock back and says which levels have got some.';

CREATE FUNCTION orders.state_after_cancel(p_order uuid, p_state text) RETURNS text
LANGUAGE sql STABLE SET search_path = orders, pg_temp AS $$
  SELECT CASE
    WHEN sum(l.allocated + l.backordered) > 0 THEN p_state
    WHEN sum(l.shipped) > 0 THEN 'SHIPPED'
    ELSE 'CANCELLED'
  END
  FROM order_line l WHERE l.order_id = p_order
$$;

CREATE FUNCTION orders.cancel_lines(p_actor jsonb, p_order uuid, p_lines uuid[], p_quantities integer[],
  p_operation text, p_reason text) RETURNS text
LANGUAGE plpgsql SET search_path = orders, pg_temp AS $$
DECLARE
  o sales_order;
  v_bid record;
  v_state text;
  v_net bigint;
  v_tax bigint;
  v_given bigint;
  v_version integer;
  v_variants uuid[];
  v_locations uuid[];
BEGIN
  SELECT * INTO STRICT o FROM sales_order WHERE id = p_order FOR UPDATE;
  SELECT sum(r.net), sum(round(r.net * r.tax_rate / 100)) INTO v_net, v_tax
  FROM (
    SELECT l.tax_rate, sum(l.unit_price_minor * (l.quantity - l.cancelled - coalesce(c.quantity, 0))) AS net
    FROM order_line l LEFT JOIN unnest(p_lines, p_quantities) AS c (line_id, quantity) ON c.line_id = l.id
    WHERE l.order_id = p_order GROUP BY l.tax_rate
  ) r;
  v_given := o.current_total_minor - v_net - v_tax;
  IF o.limit_raised_minor > 0 THEN
    PERFORM identity.give_back_month(o.placed_by_membership_id, o.currency_code, o.limit_month,
      least(v_given, o.limit_raised_minor));
  END IF;
  FOR v_bid IN
    SELECT l.special_bid_id AS id, sum(c.quantity)::integer AS quantity
    FROM unnest(p_lines, p_quantities) AS c (line_id, quantity) JOIN order_line l ON l.id = c.line_id
    WHERE l.special_bid_id IS NOT NULL GROUP BY l.special_bid_id ORDER BY l.special_bid_id
  LOOP
    PERFORM pricing.give_bid(v_bid.id, v_bid.quantity);
  END LOOP;
  SELECT array_agg(r.variant_id), array_agg(r.location_id) INTO v_variants, v_locations
  FROM release_pieces(o.market_code, p_lines, p_quantities) r;
  v_state := state_after_cancel(p_order, o.state);
  IF o.exposure_minor > 0 THEN
    PERFORM reseller.give_credit(o.bill_to_id, o.currency_code, v_given);
  END IF;
  UPDATE sales_order SET state = v_state, current_net_minor = v_net, current_tax_minor = v_tax,
    current_total_minor = v_net + v_tax, exposure_minor = CASE WHEN exposure_minor > 0 THEN v_net + v_tax ELSE 0 END,
    limit_raised_minor = limit_raised_minor - least(v_given, limit_raised_minor),
    expires_at = CASE WHEN v_state = 'ON_HOLD' THEN expires_at END, version = version + 1
  WHERE id = p_order RETURNING version INTO v_version;
  IF v_state <> o.state THEN
    UPDATE hold SET released_at = now() WHERE order_id = p_order AND released_at IS NULL;
  END IF;
  IF o.confirmed_at IS NOT NULL THEN
    PERFORM sales.record('CANCELLATION', o.id, o.market_code, o.currency_code, o.sold_to_id, o.tier,
      o.partner_of_record_id, array_agg(l.id ORDER BY l.position), array_agg(l.variant_id ORDER BY l.position),
      array_agg(c.quantity ORDER BY l.position), array_agg(l.unit_price_minor * c.quantity ORDER BY l.position))
    FROM unnest(p_lines, p_quantities) AS c (line_id, quantity) JOIN order_line l ON l.id = c.line_id;
  END IF;
  PERFORM platform.audit(p_actor, 'ORDER', p_order, p_operation, o.state, v_state, v_version,
    jsonb_build_object('currentTotalMinor', o.current_total_minor::text),
    jsonb_build_object('currentTotalMinor', (v_net + v_tax)::text, 'reason', p_reason),
    array_remove(ARRAY[o.sold_to_id, o.partner_of_record_id], NULL),
    CASE v_state WHEN 'CANCELLED' THEN 'order.cancelled' ELSE 'order.lines_cancelled' END,
    jsonb_build_object('orderId', p_order));
  PERFORM fill_backorders(v_variants, v_locations, p_actor ->> 'requestId');
  RETURN v_state;
END $$;
COMMENT ON FUNCTION orders.cancel_lines IS 'Cancels pieces that are still open: stock, bid, month and credit are given back, the sale is taken back, and who waits for the stock gets it. Returns the state.';
`;

const BACKORDERS = `
-- They run as the owner: stock that comes or comes free goes to whoever has waited longest, of whichever reseller.
CREATE FUNCTION orders.fill_level(p_variant uuid, p_location uuid, p_request text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = orders, pg_temp AS $$
DECLARE
  v_lines uuid[];
  v_quantities integer[];
  v_available integer;
  v_total integer;
BEGIN
  PERFORM inventory.lock_levels(ARRAY[p_variant], ARRAY[p_location]);
  SELECT max(v.available) INTO v_available FROM inventory.location_available_v v
  WHERE v.variant_id = p_variant AND v.location_id = p_location;
  IF coalesce(v_available, 0) <= 0 THEN
    RETURN 0;
  END IF;
  WITH waiting AS MATERIALIZED (
    SELECT l.id, l.backordered, o.placed_at, o.id AS order_id, l.position
    FROM order_line l JOIN sales_order o ON o.id = l.order_id
    WHERE l.variant_id = p_variant AND l.backordered > 0
      AND o.state IN ('ON_HOLD', 'CONFIRMED', 'PARTIALLY_SHIPPED')
      AND EXISTS (SELECT 1 FROM inventory.location_available_v v
        WHERE v.variant_id = p_variant AND v.location_id = p_location AND v.market_code = o.market_code)
    ORDER BY o.placed_at, o.id, l.position
    FOR UPDATE OF o, l
  ), queued AS (
    SELECT w.id, w.backordered,
      sum(w.backordered) OVER (ORDER BY w.placed_at, w.order_id, w.position) - w.backordered AS before
    FROM waiting w
  )
  SELECT array_agg(q.id), array_agg(least(q.backordered, v_available - q.before)::integer),
    sum(least(q.backordered, v_available - q.before))
  INTO v_lines, v_quantities, v_total
  FROM queued q WHERE q.before < v_available;
  IF v_lines IS NULL THEN
    RETURN 0;
  END IF;
  PERFORM inventory.allocate_at(ARRAY[p_variant], ARRAY[p_location], ARRAY[v_total]);
  PERFORM give_lines(p_location, v_lines, v_quantities, p_request);
  RETURN v_total;
END $$;
COMMENT ON FUNCTION orders.fill_level IS 'Gives what is available at a level to the oldest backorders of the markets that it serves; returns how much.';

CREATE FUNCTION orders.give_lines(p_location uuid, p_lines uuid[], p_quantities integer[], p_request text) RETURNS void
LANGUAGE plpgsql SET search_path = orders, pg_temp AS $$
BEGIN
  UPDATE order_line l SET backordered = l.backordered - g.quantity, allocated = l.allocated + g.quantity,
    promised_on = CASE WHEN l.backordered = g.quantity
      THEN (SELECT market.day_in(o.market_code, now()) + max(v.lead_days) FROM sales_order o
        JOIN inventory.location_available_v v ON v.market_code = o.market_code AND v.variant_id = l.variant_id
          AND v.location_id IN (SELECT p_location UNION SELECT a.location_id FROM allocation a WHERE a.order_line_id = l.id)
        WHERE o.id = l.order_id GROUP BY o.market_code)
      ELSE l.promised_on END
  FROM unnest(p_lines, p_quantities) AS g (line_id, quantity) WHERE l.id = g.line_id;
  INSERT INTO allocation AS a (order_line_id, variant_id, location_id, quantity, party_ids)
  SELECT l.id, l.variant_id, p_location, g.quantity, l.party_ids
  FROM unnest(p_lines, p_quantities) AS g (line_id, quantity) JOIN order_line l ON l.id = g.line_id
  ON CONFLICT (order_line_id, location_id) DO UPDATE SET quantity = a.quantity + excluded.quantity;
  PERFORM note_stock_change(p_lines, 'FILL_BACKORDER', 'order.backorder_filled', p_request);
END $$;

CREATE FUNCTION orders.note_stock_change(p_lines uuid[], p_operation text, p_event text, p_request text) RETURNS void
LANGUAGE plpgsql SET search_path = orders, pg_temp AS $$
BEGIN
  WITH changed AS (
    UPDATE sales_order o SET version = o.version + 1
    WHERE o.id IN (SELECT l.order_id FROM order_line l WHERE l.id = ANY (p_lines))
    RETURNING o.id, o.state, o.version, o.sold_to_id, o.partner_of_record_id
  )
  SELECT count(platform.audit(
    jsonb_build_object('kind', 'SYSTEM', 'label', 'stock changed', 'requestId', p_request),
    'ORDER', c.id, p_operation, c.state, c.state, c.version, NULL,
    (SELECT jsonb_agg(jsonb_build_object('sku', l.sku, 'allocated', l.allocated, 'backordered', l.backordered)
       ORDER BY l.position)
     FROM order_line l WHERE l.order_id = c.id AND l.id = ANY (p_lines)),
    array_remove(ARRAY[c.sold_to_id, c.partner_of_record_id], NULL), p_event, jsonb_build_object('orderId', c.id)))
  FROM changed c INTO p_operation;
END $$;

CREATE FUNCTION orders.fill_backorders(p_variants uuid[], p_locations uuid[], p_request text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = orders, pg_temp AS $$
DECLARE
  v_level record;
  v_filled integer := 0;
BEGIN
  FOR v_level IN
    SELECT DISTINCT u.variant_id, u.location_id, v.sku COLLATE "C" AS sku
    FROM unnest(p_variants, p_locations) AS u (variant_id, location_id)
    JOIN catalog.variant_v v ON v.variant_id = u.variant_id
    ORDER BY 3, 2
  LOOP
    v_filled := v_filled + fill_level(v_level.variant_id, v_level.location_id, p_request);
  END LOOP;
  RETURN v_filled;
END $$;
COMMENT ON FUNCTION orders.fill_backorders IS 'Fills backorders at each of the levels, first in, first out.';

CREATE FUNCTION orders.reclaim(p_variant uuid, p_location uuid, p_quantity integer, p_request text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = orders, pg_temp AS $$
DECLARE
  v_lines uuid[];
  v_quantities integer[];
BEGIN
  WITH held AS MATERIALIZED (
    SELECT a.order_line_id, a.quantity, o.placed_at, o.id AS order_id, l.position
    FROM allocation a JOIN order_line l ON l.id = a.order_line_id JOIN sales_order o ON o.id = l.order_id
    WHERE a.variant_id = p_variant AND a.location_id = p_location
    ORDER BY o.placed_at DESC, o.id DESC, l.position DESC
    FOR UPDATE OF o, l, a
  ), queued AS (
    SELECT h.order_line_id, h.quantity,
      sum(h.quantity) OVER (ORDER BY h.placed_at DESC, h.order_id DESC, h.position DESC) - h.quantity AS before
    FROM held h
  )
  SELECT array_agg(q.order_line_id), array_agg(least(q.quantity, p_quantity - q.before)::integer)
  INTO v_lines, v_quantities FROM queued q WHERE q.before < p_quantity;
  IF v_lines IS NULL THEN
    RETURN;
  END IF;
  PERFORM inventory.release(ARRAY[p_variant], ARRAY[p_location], ARRAY[sum(u)::integer]) FROM unnest(v_quantities) u;
  DELETE FROM allocation a USING unnest(v_lines, v_quantities) AS r (line_id, quantity)
  WHERE a.order_line_id = r.line_id AND a.location_id = p_location AND a.quantity = r.quantity;
  UPDATE allocation a SET quantity = a.quantity - r.quantity
  FROM unnest(v_lines, v_quantities) AS r (line_id, quantity)
  WHERE a.order_line_id = r.line_id AND a.location_id = p_location AND a.quantity > r.quantity;
  UPDATE order_line l SET allocated = l.allocated - r.quantity, backordered = l.backordered + r.quantity, promised_on = NULL
  FROM unnest(v_lines, v_quantities) AS r (line_id, quantity) WHERE l.id = r.line_id;
  PERFORM note_stock_change(v_lines, 'RECLAIM_STOCK', 'order.backordered', p_request);
  -- Nobody waits while another place has what they wait for.
  PERFORM fill_backorders(array_agg(p_variant), array_agg(v.location_id), p_request)
  FROM (SELECT DISTINCT location_id FROM inventory.location_available_v
    WHERE variant_id = p_variant AND location_id <> p_location AND available > 0) v;
END $$;
COMMENT ON FUNCTION orders.reclaim IS 'Turns the newest allocations at a level into backorders, when a count finds less than was promised; as many pieces as orders hold there.';

CREATE FUNCTION orders.backordered(p_market text, p_variants uuid[]) RETURNS TABLE (variant_id uuid, quantity bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = orders, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_markets text[] := ARRAY(
    SELECT DISTINCT other.market_code
    FROM inventory.serving_v mine JOIN inventory.serving_v other ON other.location_id = mine.location_id
    WHERE mine.market_code = p_market);
BEGIN
  RETURN QUERY
  SELECT l.variant_id, sum(l.backordered)
  FROM order_line l JOIN sales_order o ON o.id = l.order_id
  WHERE l.variant_id = ANY (p_variants) AND l.backordered > 0 AND o.market_code = ANY (v_markets)
  GROUP BY l.variant_id;
END $$;
COMMENT ON FUNCTION orders.backordered IS 'How many pieces wait already, of whoever, for stock that could also serve this market: sums only.';
`;

const VIEWS = `
CREATE VIEW orders.booked_line_v WITH (security_invoker = true) AS
  SELECT l.id AS line_id, o.id AS order_id, o.market_code, o.currency_code, o.sold_to_id AS reseller_id, o.tier,
    o.partner_of_record_id, o.confirmed_at, l.variant_id, l.quantity - l.cancelled AS quantity,
    l.unit_price_minor * (l.quantity - l.cancelled) AS net_minor
  FROM orders.order_line l JOIN orders.sales_order o ON o.id = l.order_id
  WHERE o.confirmed_at IS NOT NULL;
COMMENT ON VIEW orders.booked_line_v IS 'What the order lines say was sold: bookings less cancellations, in minor units of the currency.';
GRANT SELECT ON orders.booked_line_v TO portal_app, portal_system;
`;

const GRANTS = `
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA orders FROM public;
REVOKE EXECUTE ON FUNCTION orders.give_lines, orders.note_stock_change, orders.fill_level FROM portal_app, portal_system;
GRANT EXECUTE ON FUNCTION orders.confirm_held, orders.release_pieces, orders.state_after_cancel, orders.cancel_lines,
  orders.fill_backorders, orders.reclaim, orders.backordered TO portal_app, portal_system;
`;

export class OrdersChanges1700000090002 implements MigrationInterface {
  readonly name = 'OrdersChanges1700000090002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CONFIRM);
    await runner.query(CANCEL);
    await runner.query(BACKORDERS);
    await runner.query(VIEWS);
    await runner.query(GRANTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP VIEW orders.booked_line_v;
      DROP FUNCTION orders.backordered, orders.reclaim, orders.fill_backorders, orders.note_stock_change,
        orders.give_lines, orders.fill_level, orders.cancel_lines, orders.state_after_cancel, orders.release_pieces,
        orders.confirm_held;
    `);
  }
}
