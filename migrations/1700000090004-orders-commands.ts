import type { MigrationInterface, QueryRunner } from 'typeorm';

// They run as the owner, since stock that comes free goes to orders of other resellers. They lock and tell nothing.
// Whoever will change several orders takes their rows first, by id, and stock levels after them. Which rows these are
// is only known for sure to the one who alone moves the variant between orders, so that turn is taken before: a list
// that was out of date by the time of locking would lead into a circle.
const LOCKS = `
CREATE FUNCTION orders.lock_with_waiting(p_order uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = orders, pg_temp AS $$
BEGIN
  PERFORM take_turn(ARRAY(SELECT l.variant_id FROM order_line l WHERE l.order_id = p_order), false);
  PERFORM 1 FROM sales_order o
  WHERE o.id = ANY (ARRAY(
    SELECT p_order
    UNION
    SELECT w.order_id FROM order_line w
    WHERE w.backordered > 0 AND w.variant_id IN (
      SELECT l.variant_id FROM order_line l WHERE l.order_id = p_order AND l.allocated + l.backordered > 0)))
  ORDER BY o.id FOR UPDATE;
END $$;
COMMENT ON FUNCTION orders.lock_with_waiting IS 'Locks an order, and those that wait for stock that it holds, or may hold by the time its lock is granted.';

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
COMMENT ON FUNCTION orders.lock_at_level IS 'Locks the orders that wait for a variant, and those that hold some of it at a location.';
`;

const END_REQUEST = `
CREATE FUNCTION orders.end_request(p_actor jsonb, p_order uuid, p_to text, p_operation text, p_note text) RETURNS integer
LANGUAGE plpgsql SET search_path = orders, pg_temp AS $$
DECLARE
  o sales_order;
  v_version integer;
BEGIN
  SELECT * INTO STRICT o FROM sales_order WHERE id = p_order AND state = 'PENDING_APPROVAL' FOR UPDATE;
  IF p_to = 'CANCELLED' THEN
    UPDATE order_line SET cancelled = quantity WHERE order_id = p_order;
  END IF;
  UPDATE sales_order s SET state = p_to, expires_at = NULL, version = s.version + 1,
    current_net_minor = CASE p_to WHEN 'CANCELLED' THEN 0 ELSE s.current_net_minor END,
    current_tax_minor = CASE p_to WHEN 'CANCELLED' THEN 0 ELSE s.current_tax_minor END,
    current_total_minor = CASE p_to WHEN 'CANCELLED' THEN 0 ELSE s.current_total_minor END
  WHERE s.id = p_order RETURNING s.version INTO v_version;
  UPDATE approval SET decision = CASE p_to WHEN 'CANCELLED' THEN 'WITHDRAWN' ELSE p_to END,
    decided_by_id = (p_actor ->> 'userId')::uuid, decided_at = now(), note = p_note
  WHERE order_id = p_order AND decided_at IS NULL;
  PERFORM platform.audit(p_actor, 'ORDER', p_order, p_operation, o.state, p_to, v_version, NULL,
    jsonb_build_object('reason', p_note), array_remove(ARRAY[o.sold_to_id, o.partner_of_record_id], NULL),
    CASE p_to WHEN 'REJECTED' THEN 'order.rejected' WHEN 'EXPIRED' THEN 'order.expired' ELSE 'order.cancelled' END,
    jsonb_build_object('orderId', p_order));
  RETURN v_version;
END $$;
COMMENT ON FUNCTION orders.end_request IS 'Ends a request for approval as REJECTED, EXPIRED or CANCELLED (withdrawn), with its audit record and event.';
`;

const GRANTS = `
REVOKE EXECUTE ON FUNCTION orders.lock_with_waiting, orders.lock_at_level, orders.end_request FROM public;
GRANT EXECUTE ON FUNCTION orders.lock_with_waiting, orders.lock_at_level, orders.end_request
  TO portal_app, portal_system;
`;

export class OrdersCommands1700000090004 implements MigrationInterface {
  readonly name = 'OrdersCommands1700000090004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(LOCKS);
    await runner.query(END_REQUEST);
    await runner.query(GRANTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP FUNCTION orders.end_request, orders.lock_at_level, orders.lock_with_waiting',
    );
  }
}
