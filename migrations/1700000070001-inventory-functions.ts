import type { MigrationInterface, QueryRunner } from 'typeorm';

const LOCK = `
-- Every writer takes its rows in this one order, so that two of them can wait for each other but never in a circle.
-- The statement after it sees, in READ COMMITTED, what the writer before has committed.
CREATE FUNCTION inventory.lock_levels(p_variants uuid[], p_locations uuid[]) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = inventory, pg_temp
AS $$
DECLARE
  v_locked integer;
BEGIN
  WITH wanted AS MATERIALIZED (
    SELECT DISTINCT r.variant_id, r.location_id FROM unnest(p_variants, p_locations) AS r (variant_id, location_id)
  ), locked AS MATERIALIZED (
    SELECT l.variant_id
    FROM wanted w
    JOIN catalog.variant v ON v.id = w.variant_id
    JOIN stock_level l ON l.variant_id = w.variant_id AND l.location_id = w.location_id
    ORDER BY v.sku COLLATE "C", l.location_id
    FOR NO KEY UPDATE OF l
  )
  SELECT count(*) INTO v_locked FROM locked;
  RETURN v_locked;
END $$;
COMMENT ON FUNCTION inventory.lock_levels IS 'Locks the named levels in (sku, location id) order and says how many exist.';
`;

const ALLOCATE = `
CREATE FUNCTION inventory.allocate(
  p_market text, p_variants uuid[], p_quantities integer[], p_accept_backorder boolean)
RETURNS TABLE (variant_id uuid, location_id uuid, quantity integer)
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = inventory, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  v_short jsonb;
  v_variants uuid[];
  v_locations uuid[];
  v_quantities integer[];
BEGIN
  IF cardinality(p_variants) <> cardinality(p_quantities) OR NOT (1 <= ALL (p_quantities)) THEN
    RAISE EXCEPTION 'allocate: each variant needs a positive quantity';
  END IF;
  WITH requested AS MATERIALIZED (
    SELECT r.variant_id, sum(r.quantity) AS quantity
    FROM unnest(p_variants, p_quantities) AS r (variant_id, quantity)
    GROUP BY r.variant_id
  ), locked AS MATERIALIZED (
    SELECT l.variant_id, l.location_id, l.on_hand - l.allocated AS available, m.preference
    FROM requested r
    JOIN catalog.variant v ON v.id = r.variant_id
    JOIN stock_level l ON l.variant_id = r.variant_id
    JOIN location_market m ON m.location_id = l.location_id AND m.market_code = p_market
    ORDER BY v.sku COLLATE "C", l.location_id
    FOR NO KEY UPDATE OF l
  ), ranked AS (
    SELECT k.variant_id, k.location_id, k.available, r.quantity AS wanted,
           coalesce(sum(k.available) OVER (
             PARTITION BY k.variant_id ORDER BY k.preference, k.location_id
             ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
    FROM locked k
    JOIN requested r ON r.variant_id = k.variant_id
  ), share AS (
    SELECT k.variant_id, k.location_id, least(k.available, k.wanted - k.before)::integer AS quantity
    FROM ranked k
    WHERE k.available > 0 AND k.before < k.wanted
  ), short AS (
    SELECT r.variant_id, r.quantity AS requested, coalesce(sum(k.available), 0) AS available
    FROM requested r
    LEFT JOIN locked k ON k.variant_id = r.variant_id
    GROUP BY r.variant_id, r.quantity
    HAVING coalesce(sum(k.available), 0) < r.quantity
  )
  SELECT (SELECT jsonb_build_object('lines', jsonb_agg(
            jsonb_build_object('sku', v.sku, 'requested', s.requested, 'available', s.available)
            ORDER BY v.sku COLLATE "C"))
          FROM short s LEFT JOIN catalog.variant v ON v.id = s.variant_id HAVING count(*) > 0),
         array_agg(s.variant_id), array_agg(s.location_id), array_agg(s.quantity)
  INTO v_short, v_variants, v_locations, v_quantities
  FROM share s;

  IF v_short IS NOT NULL AND p_accept_backorder IS NOT TRUE THEN
    RAISE EXCEPTION USING ERRCODE = 'PB001', MESSAGE = 'INSUFFICIENT_STOCK', DETAIL = v_short::text,
      HINT = 'There is not enough stock. Order less, or accept a backorder.';
  END IF;

  RETURN QUERY
  UPDATE stock_level l SET allocated = l.allocated + s.quantity
  FROM unnest(v_variants, v_locations, v_quantities) AS s (variant_id, location_id, quantity)
  WHERE l.variant_id = s.variant_id AND l.location_id = s.location_id
  RETURNING l.variant_id, l.location_id, s.quantity;
END $$;
COMMENT ON FUNCTION inventory.allocate IS
  'Promises quantities (summed per variant) from the locations that serve the market, by preference. A shortage raises '
  'PB001 INSUFFICIENT_STOCK with {lines: [{sku, requested, available}]} for every short SKU, or, where backorders are accepted, returns less than was asked.';

CREATE FUNCTION inventory.allocate_at(p_variants uuid[], p_locations uuid[], p_quantities integer[])
RETURNS TABLE (variant_id uuid, location_id uuid, quantity integer)
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = inventory, pg_temp
AS $$
#variable_conflict use_column
BEGIN
  PERFORM lock_levels(p_variants, p_locations);
  RETURN QUERY
  WITH wanted AS (
    SELECT r.variant_id, r.location_id, sum(r.quantity) AS quantity
    FROM unnest(p_variants, p_locations, p_quantities) AS r (variant_id, location_id, quantity)
    GROUP BY r.variant_id, r.location_id
  ), share AS (
    SELECT l.variant_id, l.location_id, least(w.quantity, l.on_hand - l.allocated)::integer AS quantity
    FROM wanted w
    JOIN stock_level l ON l.variant_id = w.variant_id AND l.location_id = w.location_id
  )
  UPDATE stock_level l SET allocated = l.allocated + s.quantity
  FROM share s
  WHERE l.variant_id = s.variant_id AND l.location_id = s.location_id AND s.quantity > 0
  RETURNING l.variant_id, l.location_id, s.quantity;
END $$;
COMMENT ON FUNCTION inventory.allocate_at IS
  'Promises up to the given quantities at the given levels and returns what each could give; a shortage is no error.';
`;

const RELEASE_AND_MOVE = `
CREATE FUNCTION inventory.release(p_variants uuid[], p_locations uuid[], p_quantities integer[]) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = inventory, pg_temp
AS $$
DECLARE
  v_locked integer;
  v_released integer;
BEGIN
  IF NOT (1 <= ALL (p_quantities)) THEN
    RAISE EXCEPTION 'release: each level needs a positive quantity';
  END IF;
  v_locked := lock_levels(p_variants, p_locations);
  UPDATE stock_level l SET allocated = l.allocated - r.quantity
  FROM (
    SELECT u.variant_id, u.location_id, sum(u.quantity)::integer AS quantity
    FROM unnest(p_variants, p_locations, p_quantities) AS u (variant_id, location_id, quantity)
    GROUP BY u.variant_id, u.location_id
  ) r
  WHERE l.variant_id = r.variant_id AND l.location_id = r.location_id;
  GET DIAGNOSTICS v_released = ROW_COUNT;
  IF v_released <> v_locked OR v_locked < (
    SELECT count(*) FROM (SELECT DISTINCT * FROM unnest(p_variants, p_locations)) AS d) THEN
    RAISE EXCEPTION 'release: a level does not exist';
  END IF;
END $$;
COMMENT ON FUNCTION inventory.release IS
  'Gives promised pieces back to their levels; more than is allocated breaks stock_level_allocated_check.';

CREATE FUNCTION inventory.move(
  p_kind text, p_variants uuid[], p_locations uuid[], p_quantities integer[], p_reason text, p_reference text,
  p_actor_user uuid)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = inventory, pg_temp
AS $$
BEGIN
  INSERT INTO stock_level (variant_id, location_id)
  SELECT r.variant_id, r.location_id
  FROM (SELECT DISTINCT u.variant_id, u.location_id FROM unnest(p_variants, p_locations) AS u (variant_id, location_id)) r
  JOIN catalog.variant v ON v.id = r.variant_id
  ORDER BY v.sku COLLATE "C", r.location_id
  ON CONFLICT (variant_id, location_id) DO NOTHING;
  PERFORM lock_levels(p_variants, p_locations);
  UPDATE stock_level l SET on_hand = l.on_hand + r.quantity
  FROM (
    SELECT u.variant_id, u.location_id, sum(u.quantity)::integer AS quantity
    FROM unnest(p_variants, p_locations, p_quantities) AS u (variant_id, location_id, quantity)
    GROUP BY u.variant_id, u.location_id
  ) r
  WHERE l.variant_id = r.variant_id AND l.location_id = r.location_id;
  INSERT INTO stock_movement (id, variant_id, location_id, kind, quantity, reason, reference, actor_user_id)
  SELECT gen_random_uuid(), u.variant_id, u.location_id, p_kind, u.quantity, p_reason, p_reference, p_actor_user
  FROM unnest(p_variants, p_locations, p_quantities) AS u (variant_id, location_id, quantity);
END $$;
COMMENT ON FUNCTION inventory.move IS
  'The only way to change what is on hand: signed quantities, one movement each; makes a level where there is none.';

CREATE FUNCTION inventory.receive_inbound(p_inbound uuid, p_quantity integer) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = inventory, pg_temp
AS $$
BEGIN
  DELETE FROM inbound_stock i WHERE i.id = p_inbound AND i.quantity <= p_quantity;
  IF NOT FOUND THEN
    UPDATE inbound_stock i SET quantity = i.quantity - p_quantity WHERE i.id = p_inbound AND i.quantity > p_quantity;
  END IF;
END $$;
COMMENT ON FUNCTION inventory.receive_inbound IS 'Lowers what is on its way by what has come; removes it when all has.';

REVOKE EXECUTE ON FUNCTION inventory.lock_levels, inventory.allocate, inventory.allocate_at, inventory.release,
  inventory.move, inventory.receive_inbound FROM public;
GRANT EXECUTE ON FUNCTION inventory.lock_levels, inventory.allocate, inventory.allocate_at, inventory.release,
  inventory.move, inventory.receive_inbound TO portal_app, portal_system;
`;

const DOWN = `
DROP FUNCTION inventory.receive_inbound, inventory.move, inventory.release, inventory.allocate_at, inventory.allocate,
  inventory.lock_levels;
`;

export class InventoryFunctions1700000070001 implements MigrationInterface {
  readonly name = 'InventoryFunctions1700000070001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(LOCK);
    await runner.query(ALLOCATE);
    await runner.query(RELEASE_AND_MOVE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
