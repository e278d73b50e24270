import type { MigrationInterface, QueryRunner } from 'typeorm';

// Thousands of levels are counted in one transaction, and a lock of its own for each variant would not fit into the
// server's table of locks. Variants share their turns by the thousand: two that share one only wait a little longer.
const TURNS = `
CREATE OR REPLACE FUNCTION orders.take_turn(p_variants uuid[], p_shared boolean) RETURNS void
LANGUAGE plpgsql SET search_path = orders, pg_temp AS $$
DECLARE
  v_key integer;
BEGIN
  FOR v_key IN SELECT DISTINCT (hashtextextended(v::text, 720114002) & 1023)::integer FROM unnest(p_variants) AS v ORDER BY 1 LOOP
    IF p_shared THEN
      PERFORM pg_advisory_xact_lock_shared(720114002, v_key);
    ELSE
      PERFORM pg_advisory_xact_lock(720114002, v_key);
    END IF;
  END LOOP;
END $$;
`;

const TURNS_BEFORE = `
CREATE OR REPLACE FUNCTION orders.take_turn(p_variants uuid[], p_shared boolean) RETURNS void
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
`;

const LEVELS = `
CREATE VIEW inventory.level_v WITH (security_invoker = true) AS
SELECT l.id AS level_id, l.variant_id, l.location_id, l.on_hand, l.allocated FROM inventory.stock_level l;
COMMENT ON VIEW inventory.level_v IS 'What is there of a variant at a location, and what of it is promised.';

-- The short levels are those whose orders the caller has locked. Orders are locked before levels: one that has become
-- short since leads to a new beginning.
CREATE FUNCTION inventory.open_levels(p_variants uuid[], p_locations uuid[], p_counts integer[],
  p_short_variants uuid[], p_short_locations uuid[])
RETURNS TABLE (level_id uuid, variant_id uuid, location_id uuid, on_hand integer, allocated integer)
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = inventory, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_variants uuid[];
  v_locations uuid[];
  v_late integer;
BEGIN
  -- OFFSET 0: each level is looked up by itself, in the index, however little the plan knows of the table.
  INSERT INTO stock_level (variant_id, location_id)
  SELECT r.variant_id, r.location_id
  FROM unnest(p_variants, p_locations) AS r (variant_id, location_id)
  JOIN catalog.variant v ON v.id = r.variant_id
  LEFT JOIN LATERAL (SELECT l.id FROM stock_level l
    WHERE l.variant_id = r.variant_id AND l.location_id = r.location_id OFFSET 0) known ON true
  WHERE known.id IS NULL
  ORDER BY v.sku COLLATE "C", r.location_id
  ON CONFLICT (variant_id, location_id) DO NOTHING;
  -- What is taken back at one place is looked for at the others.
  SELECT array_agg(w.variant_id), array_agg(w.location_id) INTO v_variants, v_locations FROM (
    SELECT r.variant_id, r.location_id FROM unnest(p_variants, p_locations) AS r (variant_id, location_id)
    UNION
    SELECT l.variant_id, l.location_id FROM stock_level l WHERE l.variant_id = ANY (p_short_variants)
  ) w;
  PERFORM lock_levels(v_variants, v_locations);
  SELECT count(*) INTO v_late
  FROM unnest(p_variants, p_locations, p_counts) AS r (variant_id, location_id, count)
  CROSS JOIN LATERAL (SELECT l.allocated FROM stock_level l
    WHERE l.variant_id = r.variant_id AND l.location_id = r.location_id OFFSET 0) l
  WHERE l.allocated > r.count
    AND NOT EXISTS (SELECT FROM unnest(p_short_variants, p_short_locations) AS k (variant_id, location_id)
      WHERE k.variant_id = r.variant_id AND k.location_id = r.location_id);
  IF v_late > 0 THEN
    RAISE EXCEPTION 'more was promised since the orders were locked' USING ERRCODE = 'serialization_failure';
  END IF;
  RETURN QUERY
  SELECT l.id, l.variant_id, l.location_id, l.on_hand, l.allocated
  FROM unnest(p_variants, p_locations) AS r (variant_id, location_id)
  CROSS JOIN LATERAL (SELECT * FROM stock_level n
    WHERE n.variant_id = r.variant_id AND n.location_id = r.location_id OFFSET 0) l;
END $$;
COMMENT ON FUNCTION inventory.open_levels IS
  'Makes the levels that are missing, locks all of them, and every level of the variants of which something is taken back; 40001 when one is short that was not named so.';

CREATE FUNCTION inventory.count_levels(p_variants uuid[], p_locations uuid[], p_counts integer[], p_reasons text[],
  p_actor_user uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = inventory, pg_temp AS $$
BEGIN
  INSERT INTO stock_movement (id, variant_id, location_id, kind, quantity, reason, reference, actor_user_id)
  SELECT gen_random_uuid(), l.variant_id, l.location_id, 'ADJUSTMENT', c.count - l.on_hand, c.reason, NULL, p_actor_user
  FROM unnest(p_variants, p_locations, p_counts, p_reasons) AS c (variant_id, location_id, count, reason)
  JOIN stock_level l ON l.variant_id = c.variant_id AND l.location_id = c.location_id
  WHERE c.count <> l.on_hand;
  UPDATE stock_level l SET on_hand = c.count
  FROM unnest(p_variants, p_locations, p_counts) AS c (variant_id, location_id, count)
  WHERE l.variant_id = c.variant_id AND l.location_id = c.location_id AND c.count <> l.on_hand;
END $$;
COMMENT ON FUNCTION inventory.count_levels IS
  'Sets what is on hand at levels that the caller holds locked, each named once, with a movement where it was another number.';
`;

// They run as the owner, as those that they call and follow do, and tell of levels alone.
const LOWERING = `
DROP FUNCTION orders.lock_at_level;
CREATE FUNCTION orders.lock_at_levels(p_variants uuid[], p_locations uuid[], p_counts integer[])
RETURNS TABLE (variant_id uuid, location_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = orders, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_variants uuid[];
  v_locations uuid[];
BEGIN
  PERFORM take_turn(p_variants, false);
  -- OFFSET 0: each level, line and piece is looked up by itself, in the index.
  SELECT array_agg(c.variant_id), array_agg(c.location_id) INTO v_variants, v_locations
  FROM unnest(p_variants, p_locations, p_counts) AS c (variant_id, location_id, count)
  CROSS JOIN LATERAL (SELECT n.allocated FROM inventory.level_v n
    WHERE n.variant_id = c.variant_id AND n.location_id = c.location_id OFFSET 0) l
  WHERE c.count IS NULL OR l.allocated > c.count;
  PERFORM 1 FROM sales_order o
  WHERE o.id = ANY (ARRAY(
    SELECT w.order_id FROM unnest(p_variants) AS v (variant_id)
    CROSS JOIN LATERAL (SELECT n.order_id FROM order_line n
      WHERE n.variant_id = v.variant_id AND n.backordered > 0 OFFSET 0) w
    UNION
    SELECT l.order_id FROM unnest(v_variants, v_locations) AS c (variant_id, location_id)
    CROSS JOIN LATERAL (SELECT n.order_line_id FROM allocation n
      WHERE n.variant_id = c.variant_id AND n.location_id = c.location_id OFFSET 0) a
    CROSS JOIN LATERAL (SELECT n.order_id FROM order_line n WHERE n.id = a.order_line_id OFFSET 0) l))
  ORDER BY o.id FOR UPDATE;
  RETURN QUERY SELECT c.variant_id, c.location_id FROM unnest(v_variants, v_locations) AS c (variant_id, location_id);
END $$;
COMMENT ON FUNCTION orders.lock_at_levels IS
  'Locks the orders that wait for the variants, and those that hold pieces at the levels of which more is promised than the count (null: at the level in any case); returns these levels.';

CREATE FUNCTION orders.lower_levels(p_variants uuid[], p_locations uuid[], p_counts integer[], p_reasons text[],
  p_actor_user uuid, p_request text)
RETURNS TABLE (variant_id uuid, location_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = orders, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_level record;
  v_short integer;
BEGIN
  FOR v_level IN
    SELECT c.*, v.sku COLLATE "C" AS sku
    FROM unnest(p_variants, p_locations, p_counts, p_reasons) AS c (variant_id, location_id, count, reason)
    JOIN catalog.variant_v v ON v.variant_id = c.variant_id
    ORDER BY 5, 2
  LOOP
    SELECT l.allocated - v_level.count INTO STRICT v_short
    FROM inventory.level_v l WHERE l.variant_id = v_level.variant_id AND l.location_id = v_level.location_id;
    IF v_short > (SELECT coalesce(sum(a.quantity), 0) FROM allocation a
      WHERE a.variant_id = v_level.variant_id AND a.location_id = v_level.location_id) THEN
      variant_id := v_level.variant_id;
      location_id := v_level.location_id;
      RETURN NEXT;
      CONTINUE;
    END IF;
    IF v_short > 0 THEN
      PERFORM reclaim(v_level.variant_id, v_level.location_id, v_short, p_request);
    END IF;
    PERFORM inventory.count_levels(ARRAY[v_level.variant_id], ARRAY[v_level.location_id], ARRAY[v_level.count],
      ARRAY[v_level.reason], p_actor_user);
  END LOOP;
END $$;
COMMENT ON FUNCTION orders.lower_levels IS
  'Lowers levels to what was counted, one after the other, and makes backorders of the newest promises that no longer fit; returns the levels that it left, since more is promised there than orders hold.';

CREATE OR REPLACE FUNCTION orders.fill_backorders(p_variants uuid[], p_locations uuid[], p_request text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = orders, pg_temp AS $$
DECLARE
  v_level record;
  v_filled integer := 0;
BEGIN
  FOR v_level IN
    SELECT DISTINCT u.variant_id, u.location_id, v.sku COLLATE "C" AS sku
    FROM unnest(p_variants, p_locations) AS u (variant_id, location_id)
    JOIN catalog.variant_v v ON v.variant_id = u.variant_id
    WHERE EXISTS (SELECT FROM order_line l WHERE l.variant_id = u.variant_id AND l.backordered > 0)
    ORDER BY 3, 2
  LOOP
    v_filled := v_filled + fill_level(v_level.variant_id, v_level.location_id, p_request);
  END LOOP;
  RETURN v_filled;
END $$;
`;

const PROMISES = `
CREATE FUNCTION orders.set_promises(p_lines uuid[], p_days date[], p_request text) RETURNS void
LANGUAGE plpgsql SET search_path = orders, pg_temp AS $$
BEGIN
  WITH given AS MATERIALIZED (
    SELECT l.id, l.order_id, l.sku, l.position, l.promised_on AS before, g.day
    FROM unnest(p_lines, p_days) AS g (line_id, day) JOIN order_line l ON l.id = g.line_id
    WHERE l.promised_on IS DISTINCT FROM g.day
  ), written AS (
    UPDATE order_line l SET promised_on = g.day FROM given g WHERE l.id = g.id
  ), changed AS (
    UPDATE sales_order o SET version = o.version + 1 WHERE o.id IN (SELECT g.order_id FROM given g)
    RETURNING o.id, o.state, o.version, o.sold_to_id, o.partner_of_record_id
  )
  SELECT count(platform.audit(
    jsonb_build_object('kind', 'SYSTEM', 'label', 'stock changed', 'requestId', p_request),
    'ORDER', c.id, 'PROMISE', c.state, c.state, c.version, g.old, g.new,
    array_remove(ARRAY[c.sold_to_id, c.partner_of_record_id], NULL), 'order.promise_changed',
    jsonb_build_object('orderId', c.id)))
  FROM changed c JOIN (
    SELECT g.order_id,
      jsonb_agg(jsonb_build_object('sku', g.sku, 'promisedOn', g.before) ORDER BY g.position) AS old,
      jsonb_agg(jsonb_build_object('sku', g.sku, 'promisedOn', g.day) ORDER BY g.position) AS new
    FROM given g GROUP BY g.order_id
  ) g ON g.order_id = c.id
  INTO p_request;
END $$;
COMMENT ON FUNCTION orders.set_promises IS 'Keeps the days on which lines that wait are there (null: nobody knows), with an audit record and an event per order.';

REVOKE EXECUTE ON FUNCTION orders.lock_at_levels, orders.lower_levels, orders.set_promises, inventory.open_levels,
  inventory.count_levels FROM public;
GRANT EXECUTE ON FUNCTION orders.lock_at_levels, orders.lower_levels, orders.set_promises, inventory.open_levels,
  inventory.count_levels TO portal_app, portal_system;
GRANT SELECT ON inventory.level_v TO portal_app, portal_system;
`;

const DOWN = `
DROP FUNCTION orders.set_promises, orders.lower_levels, orders.lock_at_levels, inventory.count_levels, inventory.open_levels;
DROP VIEW inventory.level_v;
CREATE FUNCTION orders.lock_at_level(p_variant uuid, p_location uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = orders, pg_temp AS $$
BEGIN
  PERFORM take_turn(ARRAY[p_variant], false);
  PERFORM 1 FROM sales_order o
  WHERE o.id = ANY (ARRAY(
    SELECT w.order_id FROM order_line w WHERE w.variant_id = p_variant AND w.backordered > 0
    UNION
    SELECT l.order_id FROM allocation a JOIN order_line l ON l.id = a.order_line_id
    WHERE a.variant_id = p_variant AND a.location_id = p_location))
  ORDER BY o.id FOR UPDATE;
END $$;
REVOKE EXECUTE ON FUNCTION orders.lock_at_level FROM public;
GRANT EXECUTE ON FUNCTION orders.lock_at_level TO portal_app, portal_system;
CREATE OR REPLACE FUNCTION orders.fill_backorders(p_variants uuid[], p_locations uuid[], p_request text) RETURNS integer
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
`;

/** Counts of thousands of levels at once, and promised days for whoever waits. */
export class StockCounts1700000170001 implements MigrationInterface {
  readonly name = 'StockCounts1700000170001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TURNS);
    await runner.query(LEVELS);
    await runner.query(LOWERING);
    await runner.query(PROMISES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
    await runner.query(TURNS_BEFORE);
  }
}
