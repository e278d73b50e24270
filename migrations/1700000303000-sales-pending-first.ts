import type { MigrationInterface, QueryRunner } from 'typeorm';

const KINDS = {
  booked: 'BOOKING',
  cancelled: 'CANCELLATION',
  billed: 'BILLING',
  credited: 'CREDIT',
};

/** The measures of one kind of event, zero for the other kinds. */
function perKind(suffix: string, value: string): string {
  return Object.entries(KINDS)
    .map(
      ([name, kind]) => `CASE e.kind WHEN '${kind}' THEN ${value} ELSE 0 END AS ${name}_${suffix}`,
    )
    .join(',\n    ');
}

// Few events wait, and they are looked up one by one. Left to itself, the planner may believe that many wait, and read all
// events of a market instead: a question would take longer with every order that was ever placed. OFFSET 0 keeps it from
// that; what is not asked for of the keys is still not looked up. The columns are those of sales.event_line_v.
const PENDING_FIRST = `
CREATE OR REPLACE VIEW sales.pending_line_v WITH (security_invoker = true) AS
  SELECT e.id AS event_id, e.event_key, l.line_no::smallint AS line_no,
    CASE e.kind WHEN 'BOOKING' THEN e.event_key
      ELSE coalesce((SELECT min(b.event_key) FROM sales.event b WHERE b.order_id = e.order_id AND b.kind = 'BOOKING'),
        e.event_key) END AS order_key,
    e.at AS event_at, e.day, date_trunc('month', e.day::timestamp)::date AS month,
    (extract(year FROM e.day) * 10000 + extract(month FROM e.day) * 100 + extract(day FROM e.day))::integer AS date_key,
    m.market_key, r.region_key, c.category_key, v.variant_key, s.reseller_key, p.reseller_key AS partner_key,
    u.currency_key, e.tier::varchar(12) AS tier, e.kind::varchar(12) AS kind,
    ${perKind('units', 'l.quantity')},
    ${perKind('minor', 'l.net_minor')},
    u.minor_unit
  FROM sales.pending q
  CROSS JOIN LATERAL (SELECT * FROM sales.event x WHERE x.id = q.event_id OFFSET 0) e
  CROSS JOIN LATERAL unnest(e.variant_ids, e.categories, e.quantities, e.net_minor)
    WITH ORDINALITY AS l (variant_id, category, quantity, net_minor, line_no)
  LEFT JOIN sales.market_key m ON m.code = e.market_code
  LEFT JOIN sales.region_key r ON r.region_id = e.region_id
  LEFT JOIN sales.category_key c ON c.category = l.category
  LEFT JOIN sales.variant_key v ON v.variant_id = l.variant_id
  LEFT JOIN sales.reseller_key s ON s.reseller_id = e.reseller_id
  LEFT JOIN sales.reseller_key p ON p.reseller_id = e.partner_of_record_id
  LEFT JOIN sales.currency_key u ON u.code = e.currency_code;
`;

/** Reading what waits starts from what waits. */
export class SalesPendingFirst1700000303000 implements MigrationInterface {
  readonly name = 'SalesPendingFirst1700000303000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(PENDING_FIRST);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE VIEW sales.pending_line_v WITH (security_invoker = true) AS
        SELECT e.* FROM sales.pending q JOIN sales.event_line_v e ON e.event_id = q.event_id;
    `);
  }
}
