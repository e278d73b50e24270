import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ListingBlockers1700000141001 implements MigrationInterface {
  readonly name = 'ListingBlockers1700000141001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(PRICES);
    await runner.query(STOCK);
    await runner.query(ORDERED);
    await runner.query(`
      GRANT SELECT ON orders.ordered_variant_v, pricing.listing_blocker_v, inventory.listing_blocker_v TO portal_app, portal_system;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP VIEW orders.ordered_variant_v, inventory.listing_blocker_v, pricing.listing_blocker_v',
    );
  }
}

// A break holds up to the next one of its list: where no quantity in between can be ordered, it never decides a price.
const PRICES = `
  CREATE VIEW pricing.listing_blocker_v WITH (security_invoker = true) AS
  SELECT l.listing_id, b.code, b.blocks, b.price_list_code, b.minimum_quantity
  FROM catalog.listing_v l
  CROSS JOIN LATERAL (
    SELECT 'NO_PRICE' AS code, true AS blocks, NULL::text AS price_list_code, NULL::integer AS minimum_quantity
    WHERE NOT EXISTS (
      SELECT FROM pricing.entry_v e
      WHERE e.market_code = l.market_code AND e.variant_id = l.variant_id
        AND e.valid_from <= l.orderable_at AND (e.valid_until IS NULL OR l.orderable_at < e.valid_until)
        AND e.minimum_quantity <= l.greatest_quantity)
    UNION ALL
    SELECT 'PRICE_BREAK_UNREACHABLE', false, p.code, p.minimum_quantity
    FROM (
      SELECT e.code, e.minimum_quantity,
        lead(e.minimum_quantity) OVER (PARTITION BY e.price_list_id ORDER BY e.minimum_quantity) AS next_quantity
      FROM pricing.entry_v e
      WHERE e.market_code = l.market_code AND e.variant_id = l.variant_id
        AND (e.valid_until IS NULL OR now() < e.valid_until)
    ) p
    CROSS JOIN LATERAL (
      SELECT greatest(l.least_quantity,
        (p.minimum_quantity + l.quantity_increment - 1) / l.quantity_increment * l.quantity_increment) AS first_quantity
    ) q
    WHERE q.first_quantity >= p.next_quantity OR q.first_quantity > l.greatest_quantity
  ) b;
  COMMENT ON VIEW pricing.listing_blocker_v IS
    'Why a listing has no price for anybody, and the price breaks of its lists, past ones excepted, that no order can reach.';
`;

const STOCK = `
  CREATE VIEW inventory.listing_blocker_v WITH (security_invoker = true) AS
  SELECT l.listing_id, b.code, b.blocks
  FROM catalog.listing_v l
  CROSS JOIN LATERAL (
    SELECT CASE WHEN NOT EXISTS (SELECT FROM inventory.serving_v s WHERE s.market_code = l.market_code) THEN 'NO_LOCATION'
      WHEN NOT EXISTS (SELECT FROM inventory.location_available_v a
          WHERE a.market_code = l.market_code AND a.variant_id = l.variant_id AND a.available > 0)
        AND NOT EXISTS (SELECT FROM inventory.inbound_v i
          WHERE i.market_code = l.market_code AND i.variant_id = l.variant_id) THEN 'NO_STOCK'
      END AS code
  ) f
  CROSS JOIN LATERAL (SELECT f.code, f.code = 'NO_LOCATION' AS blocks WHERE f.code IS NOT NULL) b;
  COMMENT ON VIEW inventory.listing_blocker_v IS
    'Listings that no location serves, and those of which nothing is there or on its way.';
`;

const ORDERED = `
  CREATE VIEW orders.ordered_variant_v WITH (security_invoker = true) AS
  SELECT l.variant_id, o.market_code
  FROM orders.order_line l JOIN orders.sales_order o ON o.id = l.order_id
  WHERE o.state <> 'DRAFT';
  COMMENT ON VIEW orders.ordered_variant_v IS 'What was ever ordered in which market, whatever became of it. A draft is no order yet.';
`;
