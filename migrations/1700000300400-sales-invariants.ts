import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Everything in order lines, events, facts and rollups. */
const DIFFERENCES = `SELECT 'I9', d.entity, d.entity_id, d.detail FROM sales.differences('-infinity', 'infinity') d`;

/** What I9 asked while there were neither facts nor rollups. */
const EVENTS = `
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

/** I9 is the last of the parts, so the others stay as the function has them. */
const askedBy = (part: string) => `
DO $do$
DECLARE
  v_function text := pg_get_functiondef('platform.invariants()'::regprocedure);
BEGIN
  EXECUTE left(v_function, strpos(v_function, $$SELECT 'I9'$$) - 1) || $part$${part}
$function$$part$;
END $do$;
`;

/** Invariant I9: rollups, facts, events and order lines say the same. */
export class SalesInvariants1700000300400 implements MigrationInterface {
  readonly name = 'SalesInvariants1700000300400';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(askedBy(DIFFERENCES));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(askedBy(EVENTS));
  }
}
