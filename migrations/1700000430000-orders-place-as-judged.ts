import type { MigrationInterface, QueryRunner } from 'typeorm';

// An order that the judge found covered comes with the levels that it was to be taken from. Where they still have the
// pieces, they are taken in one statement; where they do not, the order is judged anew. So the work of spreading an order
// over locations is done once, where it is read, and not again under locks.
const TAKE = `
CREATE FUNCTION inventory.take(p_variants uuid[], p_locations uuid[], p_quantities integer[]) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = inventory, pg_temp AS $$
DECLARE
  v_taken integer;
BEGIN
  -- The statement after the locks sees what the writers before have committed.
  PERFORM 1
  FROM unnest(p_variants, p_locations) WITH ORDINALITY AS r (variant_id, location_id, n)
  JOIN stock_level l ON l.variant_id = r.variant_id AND l.location_id = r.location_id
  ORDER BY r.n
  FOR NO KEY UPDATE OF l;
  UPDATE stock_level l SET allocated = l.allocated + r.quantity
  FROM unnest(p_variants, p_locations, p_quantities) AS r (variant_id, location_id, quantity)
  WHERE l.variant_id = r.variant_id AND l.location_id = r.location_id
    AND r.quantity BETWEEN 1 AND l.on_hand - l.allocated;
  GET DIAGNOSTICS v_taken = ROW_COUNT;
  RETURN v_taken = cardinality(p_variants);
END $$;
COMMENT ON FUNCTION inventory.take IS
  'Promises these quantities at these levels, each named once and in (sku, location id) order. False when one has not so much left: the caller then has to fail, since others may be taken.';
REVOKE EXECUTE ON FUNCTION inventory.take FROM public;
GRANT EXECUTE ON FUNCTION inventory.take TO portal_app, portal_system;
`;

// It runs as the owner, so that the order's own right is asked once and not by the policies of each line and piece. Whose
// the lines are is taken from the order, and whose the pieces are from the line.
const LINES = `
CREATE FUNCTION orders.put_covered_lines(p_order uuid, p_lines jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = orders, pg_temp AS $$
DECLARE
  v_parties uuid[];
BEGIN
  SELECT ARRAY(SELECT DISTINCT id FROM unnest(ARRAY[o.sold_to_id, o.bill_to_id, o.partner_of_record_id]) AS id
    WHERE id IS NOT NULL ORDER BY id)
  INTO v_parties FROM sales_order o
  WHERE o.id = p_order AND (current_setting('app.scope', true) = 'all'
    OR (current_setting('app.scope', true) = 'reseller'
      AND o.sold_to_id = nullif(current_setting('app.reseller', true), '')::uuid));
  IF NOT FOUND THEN
    RAISE EXCEPTION 'lines are put into an order of the caller alone' USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO order_line (id, order_id, position, variant_id, sku, name, quantity, allocated, unit_price_minor,
    net_minor, tax_rate, expected_unit_price_minor, special_bid_id, special_bid_number, price_explanation, promised_on,
    party_ids)
  SELECT l.id, p_order, l.position, l.variant_id, l.sku, l.name, l.quantity, l.quantity, l.unit_price_minor,
    l.net_minor, l.tax_rate, l.expected_unit_price_minor, l.special_bid_id, l.special_bid_number, l.price_explanation,
    l.promised_on, v_parties
  FROM jsonb_to_recordset(p_lines) AS l (id uuid, position integer, variant_id uuid, sku text, name text,
    quantity integer, unit_price_minor bigint, net_minor bigint, tax_rate numeric, expected_unit_price_minor bigint,
    special_bid_id uuid, special_bid_number text, price_explanation jsonb, promised_on date);
  INSERT INTO allocation (order_line_id, variant_id, location_id, quantity, party_ids)
  SELECT l.id, l.variant_id, c.location_id, c.quantity, v_parties
  FROM jsonb_to_recordset(p_lines) AS l (id uuid, variant_id uuid, pieces jsonb)
  CROSS JOIN LATERAL jsonb_to_recordset(l.pieces) AS c (location_id uuid, quantity integer);
END $$;
COMMENT ON FUNCTION orders.put_covered_lines IS 'Writes the lines of an order of the caller, and where each piece of them stands: nothing of them waits.';
REVOKE EXECUTE ON FUNCTION orders.put_covered_lines FROM public;
GRANT EXECUTE ON FUNCTION orders.put_covered_lines TO portal_app, portal_system;
`;

const PLACE = `
DROP FUNCTION orders.place;
CREATE FUNCTION orders.place(p jsonb) RETURNS jsonb
LANGUAGE plpgsql SET search_path = orders, pg_temp AS $$
DECLARE
  v_order jsonb := p -> 'order';
  v_lines jsonb := p -> 'lines';
  v_levels jsonb := p -> 'levels';
  v_id uuid := (v_order ->> 'id')::uuid;
  v_sold_to uuid := (v_order ->> 'sold_to_id')::uuid;
  v_market text := v_order ->> 'market_code';
  v_total bigint := (v_order ->> 'total_minor')::bigint;
  v_currency text := v_order ->> 'currency_code';
  v_parties uuid[] := parties_of(p);
  v_covered boolean := coalesce(v_levels <> 'null', false);
  v_state text := 'CONFIRMED';
  v_version integer;
  v_bid record;
  v_taken boolean;
BEGIN
  PERFORM check_revision(p);
  IF NOT v_covered THEN
    PERFORM take_turn(array_agg(l.variant_id), true)
    FROM jsonb_to_recordset(v_lines) AS l (variant_id uuid, as_backorder boolean)
    WHERE l.as_backorder OR (v_order ->> 'accept_backorder')::boolean;
  END IF;
  v_version := put_header(p, 'CONFIRMED');
  IF p -> 'limit' <> 'null' THEN
    IF NOT identity.raise_month((p #>> '{limit,membership_id}')::uuid, v_currency, v_total,
      (p #>> '{limit,conditional}')::boolean) THEN
      RAISE EXCEPTION 'the month has filled up since the facts were read' USING ERRCODE = 'serialization_failure';
    END IF;
    UPDATE sales_order SET limit_month = identity.this_month(), limit_raised_minor = v_total WHERE id = v_id;
  END IF;
  IF (p ->> 'has_bids')::boolean THEN
    FOR v_bid IN
      SELECT l.special_bid_id AS id, sum(l.quantity)::integer AS quantity
      FROM jsonb_to_recordset(v_lines) AS l (special_bid_id uuid, quantity integer)
      WHERE l.special_bid_id IS NOT NULL GROUP BY l.special_bid_id ORDER BY l.special_bid_id
    LOOP
      IF NOT pricing.take_bid(v_bid.id, v_bid.quantity) THEN
        RAISE EXCEPTION 'the bid was used since the facts were read' USING ERRCODE = 'serialization_failure';
      END IF;
    END LOOP;
  END IF;
  IF v_covered THEN
    IF NOT inventory.take(
      ARRAY(SELECT jsonb_array_elements_text(v_levels -> 'variants'))::uuid[],
      ARRAY(SELECT jsonb_array_elements_text(v_levels -> 'locations'))::uuid[],
      ARRAY(SELECT jsonb_array_elements_text(v_levels -> 'quantities'))::integer[])
    THEN
      RAISE EXCEPTION 'stock was taken since the facts were read' USING ERRCODE = 'serialization_failure';
    END IF;
    PERFORM put_covered_lines(v_id, v_lines);
  ELSE
    PERFORM put_lines(p, v_parties, take_stock(p));
  END IF;
  SELECT c.taken INTO v_taken
  FROM reseller.take_credit((v_order ->> 'bill_to_id')::uuid, v_currency, v_total) c;
  IF v_taken THEN
    PERFORM sales.record('BOOKING', v_id, v_market, v_currency, v_sold_to, v_order ->> 'tier',
      (v_order ->> 'partner_of_record_id')::uuid, array_agg(l.id), array_agg(l.variant_id), array_agg(l.quantity),
      array_agg(l.net_minor))
    FROM jsonb_to_recordset(v_lines) AS l (id uuid, variant_id uuid, quantity integer, net_minor bigint);
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
  RETURN jsonb_build_object('state', v_state, 'version', v_version, 'at', now(),
    'number', (SELECT o.number FROM sales_order o WHERE o.id = v_id));
END $$;
COMMENT ON FUNCTION orders.place IS 'Places an order: month, bids, stock, credit, lines, sales event, audit and outbox, or nothing. Answers its number, its version, and CONFIRMED, or ON_HOLD where the credit is short.';
REVOKE EXECUTE ON FUNCTION orders.place FROM public;
GRANT EXECUTE ON FUNCTION orders.place TO portal_app, portal_system;
`;

const PLACE_BEFORE = `
DROP FUNCTION orders.place;
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
REVOKE EXECUTE ON FUNCTION orders.place FROM public;
GRANT EXECUTE ON FUNCTION orders.place TO portal_app, portal_system;
`;

export class OrdersPlaceAsJudged1700000430000 implements MigrationInterface {
  readonly name = 'OrdersPlaceAsJudged1700000430000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TAKE);
    await runner.query(LINES);
    await runner.query(PLACE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(PLACE_BEFORE);
    await runner.query(`
      DROP FUNCTION orders.put_covered_lines;
      DROP FUNCTION inventory.take;
    `);
  }
}
